package import GLib
import NetTypes

extension KeyfileFormat {
    /// The settings of a profile in a keyfile, by their D-Bus names: what `text(of:)` does, the other way round.
    ///
    /// A value that does not read as its property's form, and one of a property that has no row, is kept as its text. Settings
    /// that NetworkManager adds where a file has none are added.
    package static func settings(of file: borrowing Keyfile) -> Settings {
        var settings: Settings = [:]
        for group in file.groups {
            let setting = Setting.all.first { $0.group == group || $0.name == group }
            let name = setting?.name ?? group
            var properties = settings[name] ?? [:]
            for key in file.keys(in: group) { take(key, group, file, setting, into: &properties) }
            settings[name] = properties
        }
        addImplied(to: &settings)
        return settings
    }

    /// What NetworkManager assumes of a file without it (`nm_connection_normalize()`; for `addr-gen-mode`, keyfiles differ from
    /// D-Bus).
    private static func addImplied(to settings: inout Settings) {
        if settings.controller != nil { return }
        for family in ["ipv4", "ipv6"] where settings[family]?["method"] == nil {
            settings[family, default: [:]]["method"] = .string("auto")
        }
        if settings["ipv6"]?["addr-gen-mode"] == nil { settings["ipv6"]?["addr-gen-mode"] = .int32(0) }
    }

    private static func take(
        _ key: String, _ group: String, _ file: borrowing Keyfile, _ setting: Setting?,
        into properties: inout [String: SettingValue]
    ) {
        let text = (try? file.string(group, key)) ?? file.value(group, key) ?? ""
        // All keys of these groups are one property.
        if let whole = setting?.properties.first(where: { $0.form == .bondOptions || $0.form == .notes }) {
            var map: [String: String] = [:]
            if case .stringMap(let before)? = properties[whole.name] { map = before }
            map[key] = text
            properties[whole.name] = .stringMap(map)
            return
        }
        let base = String(key.reversed().drop { $0.isASCII && $0.isNumber }.reversed())
        if key.hasPrefix("vf."), let index = UInt32(key.dropFirst(3)) {
            append(VirtualFunctionText.function(index, text), to: "vfs", &properties)
        } else if key.hasSuffix("_options"), key.hasPrefix("route") {
            // It follows its route.
            guard case .maps(var maps)? = properties["route-data"], let last = maps.popLast() else { return }
            properties["route-data"] = .maps(maps + [last.merging(RouteWords.options(text)) { _, new in new }])
        } else if ["address", "addresses"].contains(base), setting?["address-data"] != nil {
            takeAddress(text, &properties)
        } else if ["route", "routes"].contains(base), setting?["route-data"] != nil {
            append(RouteWords.route(text), to: "route-data", &properties)
        } else if base == "routing-rule", setting?["routing-rules"] != nil {
            append(RuleWords.map(text, isIPv4: group == "ipv4"), to: "routing-rules", &properties)
        } else if let row = setting?.property(keyfile: key) {
            let list = (try? file.stringList(group, key)) ?? [text]
            properties[row.name] = value(text, list, row.form)
        } else {
            properties[key] = .string(text)
        }
    }

    private static func append(
        _ map: [String: SettingValue]?, to property: String, _ properties: inout [String: SettingValue]
    ) {
        guard let map else { return }
        var maps: [[String: SettingValue]] = []
        if case .maps(let before)? = properties[property] { maps = before }
        properties[property] = .maps(maps + [map])
    }

    /// Takes `ADDRESS/LENGTH` or `ADDRESS/LENGTH,GATEWAY`; older files have semicolons.
    private static func takeAddress(_ text: String, _ properties: inout [String: SettingValue]) {
        let parts = text.split { $0 == "," || $0 == ";" }.map(String.init)
        guard let prefix = parts.first.flatMap({ IPPrefix($0) }) else { return }
        append(
            ["address": .string(prefix.address.description), "prefix": .uint32(UInt32(prefix.length))],
            to: "address-data", &properties)
        if parts.count > 1, properties["gateway"] == nil, let gateway = IPAddress(parts[1]), !gateway.isUnspecified {
            properties["gateway"] = .string(gateway.description)
        }
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
        case .vlans: return .maps(text.split(separator: ",").compactMap { bridgeVLAN(String($0)) })
        case .ranges:
            return .maps(
                text.split(separator: ",").compactMap { part in
                    range(part).map { ["start": .uint64(UInt64($0)), "end": .uint64(UInt64($1))] }
                })
        case .bondOptions, .notes, .addresses, .routes, .rules, .virtualFunctions: return .string(text)
        }
    }

    private static func range(_ text: some StringProtocol) -> (UInt16, UInt16)? {
        let ends = text.split(separator: "-").map { end in UInt16(String(end.filter { $0 != " " })) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
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
        if parts.count > 1, let hop = IPAddress(parts[1]), !hop.isUnspecified {
            map["next-hop"] = .string(hop.description)
        }
        if parts.count > 2, let metric = UInt32(parts[2]) { map["metric"] = .uint32(metric) }
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

/// Routing rules as keyfiles and nmcli have them, which is nearly as `ip rule` has them.
enum RuleWords {
    /// - Returns: the rule as it is on D-Bus; `nil` for words that are none.
    static func map(_ text: String, isIPv4: Bool) -> [String: SettingValue]? {
        var map: [String: SettingValue] = ["family": .int32(isIPv4 ? 2 : 10)]
        var words = text.split(separator: " ").map(String.init)[...]
        while let word = words.popFirst() {
            if word == "not" {
                map["invert"] = .bool(true)
                continue
            }
            guard let value = words.popFirst(), take(word, value, isIPv4, &map) else { return nil }
        }
        if map["action"] == nil, map["table"] == nil { map["table"] = .uint32(254) }
        return map
    }

    private static func number(_ text: some StringProtocol) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    }

    private static func take(
        _ word: String, _ value: String, _ isIPv4: Bool, _ map: inout [String: SettingValue]
    ) -> Bool {
        switch word {
        case "priority", "pref", "order", "preference": map["priority"] = number(value).map { .uint32($0) }
        case "from", "to":
            guard let prefix = IPPrefix(value) ?? IPAddress(value).flatMap({ IPPrefix($0, length: $0.family.bits) })
            else { return value == "all" }
            if prefix.length == 0 { return true }
            map[word] = .string(prefix.address.description)
            map["\(word)-len"] = .uint8(UInt8(prefix.length))
        case "tos", "dsfield": map["tos"] = number(value).flatMap { UInt8(exactly: $0) }.map { .uint8($0) }
        case "ipproto":
            let names: [String: UInt8] = ["tcp": 6, "udp": 17, "icmp": 1, "sctp": 132]
            map["ipproto"] = (UInt8(value) ?? names[value]).map { .uint8($0) }
        case "fwmark":
            let parts = value.split(separator: "/").map { number($0) }
            guard let mark = parts.first ?? nil else { return false }
            if mark != 0 { map["fwmark"] = .uint32(mark) }
            map["fwmask"] = .uint32((parts.count > 1 ? parts[1] : nil) ?? .max)
        case "sport", "dport", "uidrange":
            let key = word == "uidrange" ? "uid-range" : word
            let ends = value.split(separator: "-").map { UInt32($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil else { return false }
            func end(_ number: UInt32) -> SettingValue {
                word == "uidrange" ? .uint32(number) : .uint16(UInt16(clamping: number))
            }
            map["\(key)-start"] = end(first)
            if last != first { map["\(key)-end"] = end(last) }
        case "iif", "dev": map["iifname"] = .string(value)
        case "oif": map["oifname"] = .string(value)
        case "table", "lookup":
            let names: [String: UInt32] = ["main": 254, "default": 253, "local": 255]
            map["table"] = (names[value] ?? number(value)).map { .uint32($0) }
        case "suppress_prefixlength": map["suppress-prefixlength"] = Int32(value).map { .int32($0) }
        case "type":
            let actions: [String: UInt8] = ["blackhole": 6, "unreachable": 7, "prohibit": 8]
            map["action"] = actions[value].map { .uint8($0) }
            return map["action"] != nil
        default: return false
        }
        return true
    }
}
