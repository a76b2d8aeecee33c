import Topology

// All switches over kinds in this module: a new kind is a case here and a file beside this one.

/// What a picture needs to know of a kind of interface.
protocol KindInPicture {
    /// The CSS class that colours the band of the kind's box in an SVG.
    static var band: String { get }
    /// Adds to the node what only this kind has.
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
        case .veth: Veth.self
        case .vxlan: VXLAN.self
        case .vrf: VRF.self
        case .macvlan: MACVLAN.self
        case .tunnel: Tunnel.self
        case .ipvlan: IPVLAN.self
        case .hsr: HSR.self
        case .macsec: MACsec.self
        case .ovsBridge: OVSBridge.self
        case .ovsPort: OVSPort.self
        case .ovsInterface: OVSInterface.self
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
