/// A number or a switch that a bridge keeps for each of its ports, by the name that `bridge link` and `ip link` use.
///
/// In the order in which they can be set: an option stands after those that it presupposes (`mab` needs `locked`).
package enum BridgePortOption: String, Hashable, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// The port does not talk to other isolated ports.
    case isolated
    /// Only senders that the forwarding database has on this port may send.
    case locked
    /// A locked port notes who would like to send (MAC authentication bypass).
    case mab
    /// The port's own rank in the spanning tree.
    case priority
    case cost
    /// Frames may leave through the port they came from.
    case hairpin
    /// A BPDU that comes in closes the port.
    case guardBPDU = "guard"
    case rootBlock = "root_block"
    case fastLeave = "fastleave"
    case learning
    /// Frames for an unknown address leave here too.
    case flood
    case multicastFlood = "mcast_flood"
    case broadcastFlood = "bcast_flood"
    case proxyARP = "proxy_arp"
    case proxyARPWiFi = "proxy_arp_wifi"
    case neighbourSuppression = "neigh_suppress"
    case neighbourSuppressionByVLAN = "neigh_vlan_suppress"
    /// Whether a multicast router is behind the port: 0 never, 1 as seen, 2 always.
    case multicastRouter = "mcast_router"
    case multicastToUnicast = "mcast_to_unicast"
    case multicastHostsLimit = "mcast_eht_hosts_limit"
    case multicastGroupsLimit = "mcast_max_groups"
    /// Reserved groups 01-80-C2-00-00-0X that are forwarded, one bit each.
    case groupForwardMask = "group_fwd_mask"
    case vlanTunnel = "vlan_tunnel"
    case backupNextHop = "backup_nhid"

    /// The option is on or off, rather than a number.
    package var isSwitch: Bool {
        switch self {
        case .priority, .cost, .multicastRouter, .multicastHostsLimit, .multicastGroupsLimit, .groupForwardMask,
            .backupNextHop:
            false
        default: true
        }
    }

    /// A value as people read it.
    package func text(_ value: UInt32) -> String {
        if isSwitch { return value == 0 ? "off" : "on" }
        return self == .groupForwardMask ? "0x" + String(value, radix: 16) : String(value)
    }
}

/// The destination of a multicast group that a bridge forwards: an IP address, or a MAC address for other protocols.
package enum GroupAddress: Hashable, Sendable, CustomStringConvertible {
    case ip(IPAddress)
    case mac(MACAddress)

    /// Reads the spec's spelling or the kernel's.
    package init?(_ text: String) {
        if let ip = IPAddress(text) {
            self = .ip(ip)
        } else if let mac = MACAddress(text) {
            self = .mac(mac)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .ip(let address): address.description
        case .mac(let address): address.description
        }
    }
}
