import CLinux
import Host
import NetTypes

extension BridgePortOptions {
    init(_ attributes: Attributes) {
        self.init()
        for attribute in attributes {
            if attribute.type == IFLA_BRPORT_BACKUP_PORT { backupPortIndex = attribute.payload.index }
            guard let option = BridgePortOption(attribute: attribute.type) else { continue }
            values[option] =
                switch option.width {
                case 1: attribute.payload.uint8.map { UInt32($0) }
                case 2: attribute.payload.uint16.map { UInt32($0) }
                default: attribute.payload.uint32
                }
        }
    }
}

extension BridgePortOption {
    /// The attribute `IFLA_BRPORT_…`; those newer than Linux 6.1 as numbers, because its headers lack them.
    var attribute: Int {
        switch self {
        case .isolated: IFLA_BRPORT_ISOLATED
        case .locked: IFLA_BRPORT_LOCKED
        case .mab: 40
        case .priority: IFLA_BRPORT_PRIORITY
        case .cost: IFLA_BRPORT_COST
        case .hairpin: IFLA_BRPORT_MODE
        case .guardBPDU: IFLA_BRPORT_GUARD
        case .rootBlock: IFLA_BRPORT_PROTECT
        case .fastLeave: IFLA_BRPORT_FAST_LEAVE
        case .learning: IFLA_BRPORT_LEARNING
        case .flood: IFLA_BRPORT_UNICAST_FLOOD
        case .multicastFlood: IFLA_BRPORT_MCAST_FLOOD
        case .broadcastFlood: IFLA_BRPORT_BCAST_FLOOD
        case .proxyARP: IFLA_BRPORT_PROXYARP
        case .proxyARPWiFi: IFLA_BRPORT_PROXYARP_WIFI
        case .neighbourSuppression: IFLA_BRPORT_NEIGH_SUPPRESS
        case .neighbourSuppressionByVLAN: 43
        case .multicastRouter: IFLA_BRPORT_MULTICAST_ROUTER
        case .multicastToUnicast: IFLA_BRPORT_MCAST_TO_UCAST
        case .multicastHostsLimit: IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT
        case .multicastGroupsLimit: 42
        case .groupForwardMask: IFLA_BRPORT_GROUP_FWD_MASK
        case .vlanTunnel: IFLA_BRPORT_VLAN_TUNNEL
        case .backupNextHop: 44
        }
    }

    /// The value's length in bytes (`br_port_policy`, net/bridge/br_netlink.c).
    var width: Int {
        switch self {
        case .priority, .groupForwardMask: 2
        case .cost, .multicastHostsLimit, .multicastGroupsLimit, .backupNextHop: 4
        default: 1
        }
    }

    private static let byAttribute = Dictionary(uniqueKeysWithValues: allCases.map { ($0.attribute, $0) })

    init?(attribute: Int) {
        guard let option = Self.byAttribute[attribute] else { return nil }
        self = option
    }
}
