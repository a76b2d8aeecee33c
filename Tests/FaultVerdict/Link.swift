/// A link as `ip -json -details address show` lists it, without what changes by itself (numbers, timers, counters).
package struct Link: Hashable, Sendable {
    package var name: String
    package var isUp: Bool
    package var mtu: Int
    package var mac: String?
    /// The bridge or bond that the link is a port of.
    package var controller: String?
    /// The kernel's word for the link's kind: `bridge`, `bond`, `vlan`, `veth`; `nil` for the loopback link.
    package var kind: String?
    /// The settings of the link's kind: a bridge's ageing time, a bond's mode, a VLAN's tag and parent.
    package var details: [String: JSONValue]
    /// The link's settings as a port of a bridge; `nil` if it is not one.
    package var port: [PortSetting: JSONValue]?
    /// The link's IPv4 addresses with their prefix lengths.
    package var addresses: [String]
}

/// A setting of a bridge's port, by `ip`'s word for it.
package enum PortSetting: String, CodingKey, CaseIterable, Sendable {
    case state, priority, cost, hairpin, guardsBPDU = "guard"
    case rootBlock = "root_block"
    case fastLeave = "fastleave"
    case learning, flood
    case multicastFlood = "mcast_flood"
    case broadcastFlood = "bcast_flood"
    case multicastRouter = "multicast_router"
    case multicastToUnicast = "mcast_to_unicast"
    case neighbourSuppression = "neigh_suppress"
    case proxyARP = "proxy_arp"
    case proxyARPWiFi = "proxy_arp_wifi"
    case forwardMask = "group_fwd_mask"
    case isolated
}

extension Link: Decodable {
    private enum Key: String, CodingKey {
        case flags, mtu, address
        case name = "ifname"
        case controller = "master"
        case parent = "link"
        case info = "linkinfo"
        case addresses = "addr_info"
    }

    private enum InfoKey: String, CodingKey {
        case kind = "info_kind"
        case data = "info_data"
        case portKind = "info_slave_kind"
        case portData = "info_slave_data"
    }

    private enum DataKey: String, CodingKey {
        case ageingTime = "ageing_time"
        case mode, id, `protocol`, flags
    }

    private struct Address: Decodable {
        let family: String
        let local: String?
        let prefixlen: Int
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        isUp = try container.decode([String].self, forKey: .flags).contains("UP")
        mtu = try container.decode(Int.self, forKey: .mtu)
        mac = try container.decodeIfPresent(String.self, forKey: .address)
        controller = try container.decodeIfPresent(String.self, forKey: .controller)
        addresses = try container.decode([Address].self, forKey: .addresses)
            .filter { $0.family == "inet" }.map { "\($0.local ?? "?")/\($0.prefixlen)" }
        details = [:]
        guard container.contains(.info) else { return }
        let info = try container.nestedContainer(keyedBy: InfoKey.self, forKey: .info)
        kind = try info.decodeIfPresent(String.self, forKey: .kind)
        let keys: [DataKey] =
            switch kind {
            case "bridge": [.ageingTime]
            case "bond": [.mode]
            case "vlan": [.protocol, .id, .flags]
            default: []
            }
        if !keys.isEmpty {
            let data = try info.nestedContainer(keyedBy: DataKey.self, forKey: .data)
            for key in keys { details[key.rawValue] = try data.decode(JSONValue.self, forKey: key) }
        }
        if kind == "vlan" { details["on"] = try container.decode(JSONValue.self, forKey: .parent) }
        guard try info.decodeIfPresent(String.self, forKey: .portKind) == "bridge" else { return }
        let data = try info.nestedContainer(keyedBy: PortSetting.self, forKey: .portData)
        var settings: [PortSetting: JSONValue] = [:]
        for setting in PortSetting.allCases { settings[setting] = try data.decode(JSONValue.self, forKey: setting) }
        port = settings
    }
}
