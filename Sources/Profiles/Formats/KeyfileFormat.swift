package import GLib
import NetTypes

/// Profiles as NetworkManager's own keyfiles (nm-settings-keyfile(5)).
package enum KeyfileFormat {
    /// The text of the `.nmconnection` file, byte for byte what `nmcli --offline` 1.42 writes for the same profile.
    ///
    /// - Throws: `KeyfileError` when a value cannot stand in a keyfile; validated specs have none.
    package static func text(of profile: Profile) throws(KeyfileError) -> String {
        var file = Keyfile()
        // Settings that no spec of ours makes come last; profiles of other programs have them.
        for name in known + profile.settings.keys.filter({ !known.contains($0) }).sorted() {
            guard let properties = profile.settings[name] ?? implied(name, in: profile) else { continue }
            let setting = Setting.named(name)
            let group = setting?.group ?? name
            try file.addGroup(group)
            for (key, value) in keys(of: setting, properties) {
                switch value {
                case .text(let text): try file.setString(group, key, to: text)
                case .raw(let text): try file.setValue(group, key, to: text)
                case .list(let list): try file.setStringList(group, key, to: list)
                }
            }
        }
        return file.text
    }

    private static let known = Setting.all.map(\.name)

    /// The file's name: the profile's ID and `.nmconnection`.
    ///
    /// Validation has already limited the characters. A dot at the beginning becomes `_`, since NetworkManager does not
    /// read hidden files.
    package static func fileName(of profile: Profile) -> String {
        let name = profile.interface.text
        return (name.hasPrefix(".") ? "_" + name.dropFirst() : name) + ".nmconnection"
    }

    /// The empty settings that NetworkManager adds: an ethernet setting for every kind of ours but tunnels and HSRs, a
    /// proxy setting for all that have layer 3.
    private static func implied(_ setting: String, in profile: Profile) -> [String: SettingValue]? {
        switch setting {
        case Setting.link.name: (profile.settings["ip-tunnel"] ?? profile.settings["hsr"]) == nil ? [:] : nil
        case Setting.proxy.name: profile.settings["ipv4"] == nil ? nil : [:]
        default: nil
        }
    }

    /// How a value is put into the file: as text that GLib escapes, unchanged, or as a list.
    private enum KeyValue {
        case text(String)
        case raw(String)
        case list([String])
    }

    /// The keys of a group in NetworkManager's order, in which the keys of one property stand together.
    private static func keys(of setting: Setting?, _ properties: [String: SettingValue]) -> [(String, KeyValue)] {
        let first = setting?.properties.filter(\.isFirst).map(\.name) ?? []
        let rest = properties.filter { !first.contains($0.key) }.map { name, value in
            keys(of: setting?[name], name, value, gateway: properties["gateway"])
        }
        return first.flatMap { name in
            properties[name].map { keys(of: setting?[name], name, $0, gateway: nil) } ?? []
        }
            + rest.filter { !$0.isEmpty }.sorted { $0[0].0 < $1[0].0 }.flatMap(\.self)
    }

    /// The keys of one property.
    ///
    /// Addresses and routes are numbered, and the gateway follows the first address, where every version reads it.
    private static func keys(
        of row: Property?, _ name: String, _ value: SettingValue, gateway: SettingValue?
    ) -> [(String, KeyValue)] {
        let key = row?.keyfile ?? name
        switch (row?.form, value) {
        case (.gateway?, _): return []
        case (.path?, let value): return [(key, value.path.map { .text($0) } ?? keyValue(value))]
        case (.addresses?, .maps(let maps)):
            var behind = ""
            if case .string(let text)? = gateway { behind = "," + text }
            return maps.enumerated().map { index, map in
                ("\(key)\(index + 1)", .raw(prefix(map, "address") + (index == 0 ? behind : "")))
            }
        case (.routes?, .maps(let maps)):
            return maps.enumerated().flatMap { routeKeys("\(key)\($0 + 1)", $1) }
        case (.rules?, .maps(let maps)):
            return maps.enumerated().map { ("\(key)\($0 + 1)", .text(RoutingText.rule($1))) }
        case (.virtualFunctions?, .maps(let functions)):
            return VirtualFunctionText.keys(functions).map { ($0.key, .text($0.value)) }
        case (.ranges?, .maps(let maps)): return [(key, .raw(maps.map(RoutingText.range).joined(separator: ",")))]
        case (.bondOptions?, .stringMap(let map)), (.notes?, .stringMap(let map)):
            return map.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }
        case (.words(let words)?, .int32(let number)) where words.indices.contains(Int(number)):
            return [(key, .text(words[Int(number)]))]
        case (.connectionType?, .string(let type)): return [(key, .text(Setting.named(type)?.group ?? type))]
        default: return [(key, keyValue(value))]
        }
    }

    private static func keyValue(_ value: SettingValue) -> KeyValue {
        switch value {
        case .string(let text): .text(text)
        case .bool(let flag): .raw(flag ? "true" : "false")
        case .int32(let number): .raw(String(number))
        case .uint8(let number): .raw(String(number))
        case .uint16(let number): .raw(String(number))
        case .uint32(let number): .raw(String(number))
        case .int64(let number): .raw(String(number))
        case .uint64(let number): .raw(String(number))
        case .bytes(let bytes): .raw(MACAddress(bytes: bytes)?.description ?? bytes.map { "\($0);" }.joined())
        case .strings(let list): .list(list)
        case .maps(let maps): .raw(maps.map(bridgeVLAN).joined(separator: ","))
        case .stringMap: .raw("")
        }
    }

    /// `10`, `20-30` or `10 pvid untagged`.
    private static func bridgeVLAN(_ map: [String: SettingValue]) -> String {
        guard case .uint16(let first) = map["vid-start"], case .uint16(let last) = map["vid-end"] else { return "" }
        var text = first == last ? "\(first)" : "\(first)-\(last)"
        if map["pvid"] == .bool(true) { text += " pvid" }
        if map["untagged"] == .bool(true) { text += " untagged" }
        return text
    }

    private static func prefix(_ map: [String: SettingValue], _ key: String) -> String {
        guard case .string(let address) = map[key], case .uint32(let length) = map["prefix"] else { return "" }
        return "\(address)/\(length)"
    }

    private static func routeKeys(_ key: String, _ map: [String: SettingValue]) -> [(String, KeyValue)] {
        var text = prefix(map, "dest")
        var hop: String?
        if case .string(let via) = map["next-hop"] { hop = via }
        if case .uint32(let metric) = map["metric"] {
            // A metric needs a next hop before it: the unspecified address stands for none.
            text += "," + (hop ?? (text.contains(":") ? "::" : "0.0.0.0")) + ",\(metric)"
        } else if let hop {
            text += "," + hop
        }
        var keys: [(String, KeyValue)] = [(key, .raw(text))]
        let options = RoutingText.options(ofRoute: map)
        if !options.isEmpty { keys.append(("\(key)_options", .text(options.joined(separator: ",")))) }
        return keys
    }
}
