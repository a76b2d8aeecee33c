package import GLib
import NetTypes
import Topology

/// A profile in a keyfile: what `KeyfileFormat` does, the other way round.
package struct KeyfileReading {
    /// The settings by their D-Bus names, with those that NetworkManager adds where a file has none.
    ///
    /// A value that does not read as its property's form, and one of a property that has no row, is here as its text.
    package private(set) var settings: Settings = [:]
    /// The addresses, routes, rules and functions that could not be read, and are not among the settings; by their keys.
    package private(set) var unread: [KeyfileMeaning.Key] = []

    package init(_ file: borrowing Keyfile) {
        for group in file.groups {
            let setting = Setting.all.first { $0.group == group || $0.name == group }
            var properties = settings[setting?.name ?? group] ?? [:]
            var routes: [(number: String, map: [String: SettingValue])] = []
            // Options follow the routes whose numbers they have.
            for key in file.keys(in: group).filter({ !Self.isOption($0) }) + file.keys(in: group).filter(Self.isOption)
            {
                if !Self.take(key, group, file, setting, into: &properties, &routes) {
                    unread.append(KeyfileMeaning.Key(group, key))
                }
            }
            if !routes.isEmpty { properties["route-data"] = .maps(routes.map(\.map)) }
            settings[setting?.name ?? group] = properties
        }
        addImplied()
    }

    /// What NetworkManager assumes of a file without it (`nm_connection_normalize()`; for `addr-gen-mode`, keyfiles differ
    /// from D-Bus).
    private mutating func addImplied() {
        if settings.controller != nil { return }
        for family in ["ipv4", "ipv6"] where settings[family]?["method"] == nil {
            settings[family, default: [:]]["method"] = .string("auto")
        }
        if settings["ipv6"]?["addr-gen-mode"] == nil { settings["ipv6"]?["addr-gen-mode"] = .int32(0) }
    }

    private static func isOption(_ key: String) -> Bool { key.hasPrefix("route") && key.hasSuffix("_options") }

    /// - Returns: whether the key could be read.
    private static func take(
        _ key: String, _ group: String, _ file: borrowing Keyfile, _ setting: Setting?,
        into properties: inout [String: SettingValue], _ routes: inout [(number: String, map: [String: SettingValue])]
    ) -> Bool {
        let text = (try? file.string(group, key)) ?? file.value(group, key) ?? ""
        // All keys of these groups are one property.
        if let whole = setting?.properties.first(where: { $0.form == .bondOptions || $0.form == .notes }) {
            var map: [String: String] = [:]
            if case .stringMap(let before)? = properties[whole.name] { map = before }
            map[key] = text
            properties[whole.name] = .stringMap(map)
            return true
        }
        let base = String(key.reversed().drop { $0.isASCII && $0.isNumber }.reversed())
        let number = String(key.dropFirst(base.count))
        if key.hasPrefix("vf."), let index = UInt32(key.dropFirst(3)) {
            append(VirtualFunctionText.function(index, text), to: "vfs", &properties)
        } else if setting?["route-data"] != nil, isOption(key) {
            let number = key.dropLast("_options".count).filter(\.isNumber)
            guard let place = routes.firstIndex(where: { $0.number == number }) else { return false }
            routes[place].map.merge(RouteWords.options(text)) { _, new in new }
        } else if ["address", "addresses"].contains(base), setting?["address-data"] != nil {
            return takeAddress(text, &properties)
        } else if ["route", "routes"].contains(base), setting?["route-data"] != nil {
            guard let map = RouteWords.route(text) else { return false }
            routes.append((number, map))
        } else if base == "routing-rule", setting?["routing-rules"] != nil {
            var words = IPWords(text.words, group == "ipv4" ? .v4 : .v6)
            guard let rule = try? words.rule(priority: 0), rule.priority > 0, words.unsaid.isEmpty else { return false }
            append(rule.inProfile(devices: [:]), to: "routing-rules", &properties)
        } else if let row = setting?.property(keyfile: key) {
            let list = (try? file.stringList(group, key)) ?? [text]
            properties[row.name] = value(text, list, row.form)
        } else {
            properties[key] = .string(text)
        }
        return true
    }

    private static func append(
        _ map: [String: SettingValue], to property: String, _ properties: inout [String: SettingValue]
    ) {
        var maps: [[String: SettingValue]] = []
        if case .maps(let before)? = properties[property] { maps = before }
        properties[property] = .maps(maps + [map])
    }

    /// Takes `ADDRESS/LENGTH` or `ADDRESS/LENGTH,GATEWAY`; older files have semicolons.
    private static func takeAddress(_ text: String, _ properties: inout [String: SettingValue]) -> Bool {
        let parts = text.split { $0 == "," || $0 == ";" }.map(String.init)
        guard let prefix = parts.first.flatMap({ IPPrefix($0) }), parts.count < 3 else { return false }
        append(
            ["address": .string(prefix.address.description), "prefix": .uint32(UInt32(prefix.length))],
            to: "address-data", &properties)
        guard parts.count > 1 else { return true }
        guard let gateway = IPAddress(parts[1]) else { return false }
        if properties["gateway"] == nil, !gateway.isUnspecified {
            properties["gateway"] = .string(gateway.description)
        }
        return true
    }

    private static func value(_ text: String, _ list: [String], _ form: Property.Form) -> SettingValue {
        let number = Int64(text) ?? (text.hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : nil)
        switch form {
        case .text, .gateway, .legacy: return .string(text)
        case .connectionType: return .string(Setting.all.first { $0.group == text }?.name ?? text)
        case .flag:
            switch text {
            case "true", "1", "yes": return .bool(true)
            case "false", "0", "no": return .bool(false)
            default: return .string(text)
            }
        case .int32: return number.flatMap(Int32.init(exactly:)).map { .int32($0) } ?? .string(text)
        case .uint32: return number.flatMap(UInt32.init(exactly:)).map { .uint32($0) } ?? .string(text)
        case .int64: return number.map { .int64($0) } ?? .string(text)
        case .uint64: return number.flatMap(UInt64.init(exactly:)).map { .uint64($0) } ?? .string(text)
        case .words(let words):
            if let index = words.firstIndex(of: text) { return .int32(Int32(index)) }
            return number.flatMap(Int32.init(exactly:)).map { .int32($0) } ?? .string(text)
        case .texts: return .strings(list)
        case .mac:
            let bytes = list.compactMap { UInt8($0) }
            return (MACAddress(text)?.bytes ?? (bytes.count == 6 ? bytes : nil)).map { .bytes($0) } ?? .string(text)
        case .path:
            return SettingValue(path: text.hasPrefix("file://") ? String(text.dropFirst("file://".utf8.count)) : text)
        case .vlans: return maps(text) { bridgeVLAN(String($0)) }
        case .ranges:
            return maps(text) { part in
                range(part).map { ["start": .uint64(UInt64($0)), "end": .uint64(UInt64($1))] }
            }
        case .bondOptions, .notes, .addresses, .routes, .rules, .virtualFunctions: return .string(text)
        }
    }

    /// The items of a list; the text as it is where one of them cannot be read.
    private static func maps(_ text: String, _ read: (Substring) -> [String: SettingValue]?) -> SettingValue {
        let items = text.split(separator: ",")
        let maps = items.compactMap(read)
        return maps.count == items.count ? .maps(maps) : .string(text)
    }

    private static func range(_ text: some StringProtocol) -> (UInt16, UInt16)? {
        let ends = text.split(separator: "-").map { end in UInt16(String(end.filter { $0 != " " })) }
        guard ends.count < 3, let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
        return (first, last)
    }

    private static func bridgeVLAN(_ text: String) -> [String: SettingValue]? {
        let words = text.split(separator: " ")
        guard let (first, last) = words.first.flatMap({ range($0) }) else { return nil }
        var map: [String: SettingValue] = ["vid-start": .uint16(first), "vid-end": .uint16(last)]
        for word in words.dropFirst() { map[String(word)] = .bool(true) }
        return map
    }
}

/// Routes as keyfiles have them: `DESTINATION/LENGTH,NEXT-HOP,METRIC`, and `KEY=VALUE,…` for the rest.
enum RouteWords {
    static func route(_ text: String) -> [String: SettingValue]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first else { return nil }
        guard let prefix = IPPrefix(first) ?? IPAddress(first).flatMap({ IPPrefix($0, length: $0.family.bits) }) else {
            return nil
        }
        var map: [String: SettingValue] = [
            "dest": .string(prefix.address.description), "prefix": .uint32(UInt32(prefix.length)),
        ]
        if parts.count > 1, !parts[1].isEmpty {
            guard let hop = IPAddress(parts[1]) else { return nil }
            if !hop.isUnspecified { map["next-hop"] = .string(hop.description) }
        }
        if parts.count > 2, !parts[2].isEmpty {
            guard let metric = UInt32(parts[2]) else { return nil }
            map["metric"] = .uint32(metric)
        }
        return map
    }

    static func options(_ text: String) -> [String: SettingValue] {
        var map: [String: SettingValue] = [:]
        for part in text.split(separator: ",") {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let (key, value) = (String(part[..<equals]), String(part[part.index(after: equals)...]))
            switch key {
            case "onlink": map[key] = .bool(value == "true" || value == "1")
            case "scope", "tos": map[key] = UInt8(value).map { .uint8($0) } ?? .string(value)
            case "table", "mtu", "advmss": map[key] = UInt32(value).map { .uint32($0) } ?? .string(value)
            case "src", "type": map[key] = .string(value)
            default: map[key] = UInt32(value).map { .uint32($0) } ?? .string(value)
            }
        }
        return map
    }
}
