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
        // Nearly always: a second apply compares every profile of the host.
        if old == new { return [] }
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
            let ignored = ignoredProperties[setting] ?? []
            let defaults = defaults[setting] ?? [:]
            var kept: [String: SettingValue] = [:]
            for (property, value) in properties where !ignored.contains(property) && defaults[property] != value {
                kept[property] = normal(value, of: setting, property)
            }
            if !kept.isEmpty { result[setting] = kept }
        }
        return result
    }

    /// `user` holds our tags; `proxy` is added by NetworkManager and empty.
    private static let ignoredSettings: Set<String> = ["user", "proxy"]

    /// Book-keeping, and second spellings that stand beside the ones we write.
    private static let ignoredProperties: [String: Set<String>] = [
        "connection": ["timestamp", "read-only", "id"], "802-3-ethernet": ["cloned-mac-address"],
        "bond": ["interface-name"], "bridge": ["interface-name"], "vlan": ["interface-name"],
    ]

    private static func normal(_ value: SettingValue, of setting: String, _ property: String) -> SettingValue? {
        switch value {
        case .string(""), .strings([]), .stringMap([:]), .maps([]), .bytes([]): return nil
        case .stringMap(var map) where setting == "bond" && property == "options":
            // NetworkManager turns link monitoring on where nothing was said.
            if map["arp_interval"] == nil, map["miimon"] == "100" { map["miimon"] = nil }
            return .stringMap(map)
        case .maps(let maps) where setting == "sriov" && property == "vfs": return .maps(maps.map(virtualFunction))
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
    private static let defaults: Settings = [
        "connection": [
            "autoconnect": .bool(true),
            "autoconnect-priority": .int32(0),
            "autoconnect-slaves": .int32(-1),
            "autoconnect-retries": .int32(-1),
            "multi-connect": .int32(0),
            "lldp": .int32(-1),
            "mdns": .int32(-1),
            "llmnr": .int32(-1),
            "dns-over-tls": .int32(-1),
            "metered": .int32(0),
            "auth-retries": .int32(-1),
        ],
        "802-3-ethernet": [
            "mtu": .uint32(0),
            "speed": .uint32(0),
            "auto-negotiate": .bool(false),
            "wake-on-lan": .uint32(1),
            "accept-all-mac-addresses": .int32(-1),
        ],
        "bond-port": [
            "queue-id": .uint32(0),
            "prio": .int32(0),
        ],
        "bridge": [
            "stp": .bool(true),
            "priority": .uint32(32768),
            "forward-delay": .uint32(15),
            "hello-time": .uint32(2),
            "max-age": .uint32(20),
            "ageing-time": .uint32(300),
            "group-forward-mask": .uint32(0),
            "multicast-snooping": .bool(true),
            "vlan-filtering": .bool(false),
            "vlan-default-pvid": .uint32(1),
        ],
        "bridge-port": [
            "priority": .uint32(32),
            "path-cost": .uint32(100),
            "hairpin-mode": .bool(false),
        ],
        "vlan": [
            "flags": .uint32(1),
            "protocol": .string("802.1Q"),
        ],
        "ipv4": [
            "dns-priority": .int32(0),
            "route-metric": .int64(-1),
            "route-table": .uint32(0),
            "never-default": .bool(false),
            "may-fail": .bool(true),
            "dad-timeout": .int32(-1),
            "ignore-auto-dns": .bool(false),
            "ignore-auto-routes": .bool(false),
        ],
        "ipv6": [
            "dns-priority": .int32(0),
            "route-metric": .int64(-1),
            "route-table": .uint32(0),
            "never-default": .bool(false),
            "may-fail": .bool(true),
            "ignore-auto-dns": .bool(false),
            "ignore-auto-routes": .bool(false),
            "ip6-privacy": .int32(-1),
        ],
    ]
}
