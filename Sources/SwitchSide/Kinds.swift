import Topology

extension Interface.Kind {
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
