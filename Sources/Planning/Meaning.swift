import NetTypes
import OrderedCollections
import Profiles
import Topology

/// Compares values of NetworkManager's settings by meaning, where several texts or orders mean the same.
enum Meaning {
    /// Removes differences between two profiles that are only in the wording.
    static func align(_ old: inout Settings, _ new: inout Settings) {
        if case .stringMap(let before) = old["bond"]?["options"], case .stringMap(let after) = new["bond"]?["options"] {
            let (before, after) = bondOptions(before, after)
            old["bond"]?["options"] = .stringMap(before)
            new["bond"]?["options"] = .stringMap(after)
        }
        for (setting, properties) in new {
            for (property, value) in properties {
                guard let before = old[setting]?[property], before != value,
                    isSame(before, value, of: setting, property)
                else { continue }
                new[setting]?[property] = before
            }
        }
    }

    // MARK: Bond options

    /// The options in their one form, without those that only one profile has and that NetworkManager sets anyway.
    private static func bondOptions(
        _ old: [String: String], _ new: [String: String]
    ) -> ([String: String], [String: String]) {
        let (before, after) = (canonical(old), canonical(new))
        return (withoutStandards(before, beside: after), withoutStandards(after, beside: before))
    }

    private static func canonical(_ map: [String: String]) -> [String: String] {
        var options: [String: String] = [:]
        for (name, value) in map {
            options[BondOptionValue.name(name)] = BondOptionValue.canonical(value, of: name)
        }
        return options
    }

    private static func withoutStandards(
        _ options: [String: String], beside other: [String: String]
    ) -> [String: String] {
        guard let mode = options["mode"].flatMap(BondMode.init), options["mode"] == other["mode"] else {
            return options
        }
        let bond = Bond(
            mode: mode, options: OrderedDictionary(uniqueKeysWithValues: options.map { ($0, $1) }), ports: [])
        return options.filter { name, value in
            guard other[name] == nil, let standard = BondOptionValue.standard(of: name, for: bond) else { return true }
            return BondOptionValue.canonical(standard, of: name) != value
        }
    }

    // MARK: Lists

    /// Whether two lists mean the same, in any order where order has no meaning.
    ///
    /// The order of addresses tells which is first, and that of DNS servers and search domains which is asked first.
    private static func isSame(
        _ one: SettingValue, _ other: SettingValue, of setting: String, _ property: String
    ) -> Bool {
        guard case .maps(let one) = one, case .maps(let other) = other else { return false }
        switch Setting.row(setting, property)?.form {
        case .routes?, .rules?, .virtualFunctions?: return unordered(one) == unordered(other)
        case .vlans?: return ranges(one) == ranges(other)
        default: return false
        }
    }

    /// The same maps in an order that depends only on their contents.
    private static func unordered(_ maps: [[String: SettingValue]]) -> [[String: SettingValue]] {
        if maps.count < 2 { return maps }
        let keyed = maps.map { map in
            (map, map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";"))
        }
        return keyed.sorted { $0.1 < $1.1 }.map(\.0)
    }

    /// Joins consecutive VLANs that are treated the same into one range: `10, 11` becomes `10-11`.
    private static func ranges(_ maps: [[String: SettingValue]]) -> [[String: SettingValue]] {
        var ranges: [(first: UInt16, last: UInt16, map: [String: SettingValue])] = []
        for map in maps {
            guard case .uint16(let first) = map["vid-start"], case .uint16(let last) = map["vid-end"] else {
                return maps
            }
            ranges.append((first, last, map.filter { $0.key != "vid-start" && $0.key != "vid-end" }))
        }
        ranges.sort { ($0.first, $0.last) < ($1.first, $1.last) }
        var merged: [(first: UInt16, last: UInt16, map: [String: SettingValue])] = []
        for range in ranges {
            if let previous = merged.last, previous.map == range.map, range.map["pvid"] != .bool(true),
                Int(previous.last) + 1 == Int(range.first)
            {
                merged[merged.count - 1].last = range.last
            } else {
                merged.append(range)
            }
        }
        return merged.map { range in
            range.map.merging(["vid-start": .uint16(range.first), "vid-end": .uint16(range.last)]) { _, new in new }
        }
    }
}
