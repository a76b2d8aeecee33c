import Topology

extension Interface.Kind {
    /// Switch ports are plugged into it: it is a NIC, or several as one.
    var isBundle: Bool {
        switch self {
        case .ethernet: true
        case .bond(let bond): !bond.ports.isEmpty
        case .vlan, .bridge, .dummy: false
        }
    }
}
