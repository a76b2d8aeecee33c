package import Profiles

/// A property that a profile has and that should be different.
package struct PropertyChange: Hashable, Sendable {
    package let setting: String
    package let property: String
    /// The value that the profile has; `nil` stands for NetworkManager's default.
    package let old: SettingValue?
    /// The value that the profile should have; `nil` stands for NetworkManager's default.
    package let new: SettingValue?

    /// `setting.property`, as NetworkManager's documentation names it.
    package var name: String { "\(setting).\(property)" }
}

/// How two sets of settings differ in meaning: NetworkManager's defaults and its own additions do not count.
package enum Difference {
    /// The changes that make `live` into `desired`, sorted by name.
    package static func between(live: Settings, desired: Settings) -> [PropertyChange] {
        var old = normal(live)
        var new = normal(desired)
        // The usual case: a second apply compares every profile of the host.
        if old == new { return [] }
        Meaning.align(&old, &new)
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
        for (setting, properties) in settings {
            let rows = Setting.named(setting)
            if rows?.isIgnored == true { continue }
            var kept: [String: SettingValue] = [:]
            for (property, value) in properties {
                let row = rows?[property]
                if row?.isIgnored != true, row?.usual != value { kept[property] = normal(value, of: row?.form) }
            }
            if !kept.isEmpty { result[setting] = kept }
        }
        return result
    }

    private static func normal(_ value: SettingValue, of form: Property.Form?) -> SettingValue? {
        switch value {
        case .string(""), .strings([]), .stringMap([:]), .maps([]), .bytes([]): return nil
        case .stringMap(var map) where form == .bondOptions:
            // NetworkManager turns link monitoring on by default.
            if map["arp_interval"] == nil, map["miimon"] == "100" { map["miimon"] = nil }
            return .stringMap(map)
        case .maps(let maps) where form == .virtualFunctions: return .maps(maps.map(virtualFunction))
        case .maps(let maps):
            let cleaned = maps.map { map in map.filter { $0.value != .bool(false) } }
            return .maps(cleaned)
        default: return value
        }
    }

    /// A virtual function, where `false` is a demand; removes the zeros that NetworkManager adds to a VLAN.
    private static func virtualFunction(_ map: [String: SettingValue]) -> [String: SettingValue] {
        var map = map
        if case .maps(let vlans) = map["vlans"] {
            map["vlans"] = .maps(vlans.map { vlan in vlan.filter { $0.value != .uint32(0) } })
        }
        return map
    }

    /// The value that NetworkManager assumes for a missing property; `nil` where it assumes none that tells people
    /// anything.
    package static func usual(_ setting: String, _ property: String) -> SettingValue? {
        switch Setting.row(setting, property)?.usual {
        case .int32(-1), .int64(-1), .uint32(0), .int32(0): nil
        case let value: value
        }
    }
}
