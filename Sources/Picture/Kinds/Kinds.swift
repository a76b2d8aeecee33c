import Topology

// The switches over kinds of this module: a new kind is a case here and a file beside this one.

/// What of one kind of interface is drawn.
protocol KindInPicture {
    /// The colour of the band of its box in an SVG, by its class there.
    static var band: String { get }
    /// Adds what only this kind has.
    func draw(in node: inout Node)
}

extension InterfaceKind {
    var inPicture: any KindInPicture.Type {
        switch self {
        case .ethernet: Ethernet.self
        case .bond: Bond.self
        case .vlan: VLAN.self
        case .bridge: Bridge.self
        case .dummy: Dummy.self
        }
    }
}

extension Interface.Kind {
    var inPicture: any KindInPicture {
        switch self {
        case .ethernet(let ethernet): ethernet
        case .bond(let bond): bond
        case .vlan(let vlan): vlan
        case .bridge(let bridge): bridge
        case .dummy(let dummy): dummy
        }
    }
}
