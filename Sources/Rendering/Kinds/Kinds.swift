import NetTypes
import Topology

// The switch over kinds in this module: a new kind is a case here and a file beside this one.

/// What reports call a kind of interface.
protocol KindInRendering {
    /// Whether the interface is a NIC, or several used as one.
    static var isOnWire: Bool { get }
    /// The parts of the interface's line, the kind first; for example `VLAN 100 on bond0`.
    var summary: [String] { get }
}

extension KindInRendering {
    static var isOnWire: Bool { false }
}

extension Interface.Kind {
    var inRendering: any KindInRendering {
        switch self {
        case .ethernet(let ethernet): ethernet
        case .bond(let bond): bond
        case .vlan(let vlan): vlan
        case .bridge(let bridge): bridge
        case .dummy(let dummy): dummy
        case .veth(let veth): veth
        case .vxlan(let vxlan): vxlan
        case .vrf(let vrf): vrf
        case .macvlan(let macvlan): macvlan
        case .tunnel(let tunnel): tunnel
        case .ipvlan(let ipvlan): ipvlan
        case .hsr(let hsr): hsr
        case .macsec(let macsec): macsec
        case .ovsBridge(let ovsBridge): ovsBridge
        case .ovsPort(let ovsPort): ovsPort
        case .ovsInterface(let ovsInterface): ovsInterface
        }
    }
}

extension KindInRendering {
    var isOnWire: Bool { Self.isOnWire }

    /// The names of up to six ports, and how many more there are.
    func list(_ names: [InterfaceName]) -> String {
        if names.isEmpty { return "no ports" }
        let shown = names.prefix(6).map(\.text).joined(separator: ", ")
        return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
    }
}
