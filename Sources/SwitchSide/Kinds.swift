import Topology

extension Interface.Kind {
    /// Whether the interface only has other addresses than its parent, with whose tags its frames leave.
    var isAlias: Bool {
        switch self {
        case .macvlan, .ipvlan: true
        case .ethernet, .bond, .vlan, .bridge, .dummy, .veth, .vxlan, .vrf, .tunnel, .hsr, .macsec, .ovsBridge,
            .ovsPort,
            .ovsInterface:
            false
        }
    }

    /// Whether switch ports are plugged into the interface: it is a NIC, or several used as one.
    var isBundle: Bool {
        switch self {
        case .ethernet: true
        case .bond(let bond): !bond.ports.isEmpty
        case .ovsPort(let port): port.bond != nil
        case .vlan, .bridge, .dummy, .veth, .vxlan, .vrf, .macvlan, .tunnel, .ipvlan, .hsr, .macsec, .ovsBridge,
            .ovsInterface:
            false
        }
    }
}
