/// An option that a bridge keeps for each of its ports, by the name that `bridge link` and `ip link` use.
///
/// The cases stand in an order in which they can be set: an option follows those that it presupposes (`mab` needs
/// `locked`).
package enum BridgePortOption: String, Hashable, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// The port does not talk to other isolated ports.
    case isolated
    /// Only senders that the forwarding database has on this port may send.
    case locked
    /// A locked port records senders that it does not know (MAC authentication bypass).
    case mab
    /// The port's priority in the spanning tree.
    case priority
    /// The port's path cost in the spanning tree.
    case cost
    /// Frames may leave through the port on which they came in.
    case hairpin
    /// A BPDU that comes in disables the port.
    case guardBPDU = "guard"
    /// The port never becomes the spanning tree's root port.
    case rootBlock = "root_block"
    /// The port leaves a multicast group at once when it receives a leave message.
    case fastLeave = "fastleave"
    /// The bridge learns source addresses from frames that come in on the port.
    case learning
    /// Frames for an unknown address leave through this port, too.
    case flood
    case multicastFlood = "mcast_flood"
    case broadcastFlood = "bcast_flood"
    case proxyARP = "proxy_arp"
    case proxyARPWiFi = "proxy_arp_wifi"
    case neighbourSuppression = "neigh_suppress"
    case neighbourSuppressionByVLAN = "neigh_vlan_suppress"
    /// Whether a multicast router is behind the port: 0 never, 1 as the bridge detects it, 2 always.
    case multicastRouter = "mcast_router"
    case multicastToUnicast = "mcast_to_unicast"
    case multicastHostsLimit = "mcast_eht_hosts_limit"
    case multicastGroupsLimit = "mcast_max_groups"
    /// The reserved groups 01-80-C2-00-00-0X that the port forwards, one bit for each.
    case groupForwardMask = "group_fwd_mask"
    case vlanTunnel = "vlan_tunnel"
    case backupNextHop = "backup_nhid"

    /// Whether the option is a switch, on or off, rather than a number.
    package var isSwitch: Bool {
        switch self {
        case .priority, .cost, .multicastRouter, .multicastHostsLimit, .multicastGroupsLimit, .groupForwardMask,
            .backupNextHop:
            false
        default: true
        }
    }

    /// The value as people read it: `on`, `off` or a number.
    package func text(_ value: UInt32) -> String {
        if isSwitch { return value == 0 ? "off" : "on" }
        return self == .groupForwardMask ? "0x" + String(value, radix: 16) : String(value)
    }
}

/// The destination of a multicast group that a bridge forwards: an IP address, or a MAC address for other protocols.
package enum GroupAddress: Hashable, Sendable, CustomStringConvertible {
    case ip(IPAddress)
    case mac(MACAddress)

    /// Reads an address in the spec's spelling or the kernel's; `nil` if it is neither an IP nor a MAC address.
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
