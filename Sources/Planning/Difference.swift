package import Profiles

/// One property that a profile has otherwise than it should.
package struct PropertyChange: Hashable, Sendable {
    package let setting: String
    package let property: String
    /// `nil` stands for NetworkManager's default.
    package let old: SettingValue?
    package let new: SettingValue?

    /// `setting.property`, as NetworkManager's documentation names it.
    package var name: String { "\(setting).\(property)" }
}

/// What two sets of settings differ in, judged on meaning: NetworkManager's defaults and its own additions are none.
package enum Difference {
    /// The changes that make `live` into `desired`, sorted by name.
    package static func between(live: Settings, desired: Settings) -> [PropertyChange] {
        let old = normal(live)
        let new = normal(desired)
        var changes: [PropertyChange] = []
        for setting in Set(old.keys).union(new.keys) {
            let before = old[setting] ?? [:]
            let after = new[setting] ?? [:]
            for property in Set(before.keys).union(after.keys) where before[property] != after[property] {
                changes.append(
                    PropertyChange(
                        setting: setting, property: property, old: before[property], new: after[property]))
            }
        }
        return changes.sorted { ($0.setting, $0.property) < ($1.setting, $1.property) }
    }

    /// The settings without everything that equals a default or says nothing of the network.
    package static func normal(_ settings: Settings) -> Settings {
        var result: Settings = [:]
        for (setting, properties) in settings where !ignoredSettings.contains(setting) {
            for (property, value) in properties {
                let name = "\(setting).\(property)"
                guard !ignoredProperties.contains(name), let value = normal(value, of: name) else { continue }
                result[setting, default: [:]][property] = value
            }
        }
        return result
    }

    /// `user` holds our tags; `proxy` is added by NetworkManager and empty.
    private static let ignoredSettings: Set<String> = ["user", "proxy"]

    /// Book-keeping, and second spellings that stand beside the ones we write.
    private static let ignoredProperties: Set<String> = [
        "connection.timestamp", "connection.read-only", "connection.id",
        "802-3-ethernet.cloned-mac-address", "bond.interface-name", "bridge.interface-name", "vlan.interface-name",
    ]

    private static func normal(_ value: SettingValue, of name: String) -> SettingValue? {
        if defaults[name] == value { return nil }
        switch value {
        case .string(""), .strings([]), .stringMap([:]), .maps([]), .bytes([]): return nil
        case .stringMap(var map) where name == "bond.options":
            // NetworkManager turns link monitoring on where nothing was said.
            if map["arp_interval"] == nil, map["miimon"] == "100" { map["miimon"] = nil }
            return .stringMap(map)
        case .maps(let maps) where name == "sriov.vfs": return .maps(maps.map(virtualFunction))
        case .maps(let maps):
            let cleaned = maps.map { map in map.filter { $0.value != .bool(false) } }
            return .maps(cleaned)
        default: return value
        }
    }

    /// A virtual function; `false` is an order there, and NetworkManager answers with zeros of a VLAN that nobody wrote.
    private static func virtualFunction(_ map: [String: SettingValue]) -> [String: SettingValue] {
        var map = map
        if case .maps(let vlans) = map["vlans"] {
            map["vlans"] = .maps(vlans.map { vlan in vlan.filter { $0.value != .uint32(0) } })
        }
        return map
    }

    /// NetworkManager's defaults, where it may answer with them (nm-settings-dbus(5)).
    private static let defaults: [String: SettingValue] = [
        "connection.autoconnect": .bool(true),
        "connection.autoconnect-priority": .int32(0),
        "connection.autoconnect-slaves": .int32(-1),
        "connection.autoconnect-retries": .int32(-1),
        "connection.multi-connect": .int32(0),
        "connection.lldp": .int32(-1),
        "connection.mdns": .int32(-1),
        "connection.llmnr": .int32(-1),
        "connection.dns-over-tls": .int32(-1),
        "connection.metered": .int32(0),
        "connection.auth-retries": .int32(-1),
        "802-3-ethernet.mtu": .uint32(0),
        "802-3-ethernet.speed": .uint32(0),
        "802-3-ethernet.auto-negotiate": .bool(false),
        "802-3-ethernet.wake-on-lan": .uint32(1),
        "802-3-ethernet.accept-all-mac-addresses": .int32(-1),
        "bond-port.queue-id": .uint32(0),
        "bond-port.prio": .int32(0),
        "bridge.stp": .bool(true),
        "bridge.priority": .uint32(32768),
        "bridge.forward-delay": .uint32(15),
        "bridge.hello-time": .uint32(2),
        "bridge.max-age": .uint32(20),
        "bridge.ageing-time": .uint32(300),
        "bridge.group-forward-mask": .uint32(0),
        "bridge.multicast-snooping": .bool(true),
        "bridge.vlan-filtering": .bool(false),
        "bridge.vlan-default-pvid": .uint32(1),
        "bridge-port.priority": .uint32(32),
        "bridge-port.path-cost": .uint32(100),
        "bridge-port.hairpin-mode": .bool(false),
        "vlan.flags": .uint32(1),
        "vlan.protocol": .string("802.1Q"),
        "ipv4.dns-priority": .int32(0),
        "ipv4.route-metric": .int64(-1),
        "ipv4.route-table": .uint32(0),
        "ipv4.never-default": .bool(false),
        "ipv4.may-fail": .bool(true),
        "ipv4.dad-timeout": .int32(-1),
        "ipv4.ignore-auto-dns": .bool(false),
        "ipv4.ignore-auto-routes": .bool(false),
        "ipv6.dns-priority": .int32(0),
        "ipv6.route-metric": .int64(-1),
        "ipv6.route-table": .uint32(0),
        "ipv6.never-default": .bool(false),
        "ipv6.may-fail": .bool(true),
        "ipv6.ignore-auto-dns": .bool(false),
        "ipv6.ignore-auto-routes": .bool(false),
        "ipv6.ip6-privacy": .int32(-1),
    ]
}
