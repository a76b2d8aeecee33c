package import GLib
import NetTypes
package import Profiles

/// Profiles as NetworkManager's own keyfiles (nm-settings-keyfile(5)).
package enum KeyfileFormat {
    /// The text of the `.nmconnection` file, byte for byte what `nmcli --offline` 1.42 writes for the same profile.
    ///
    /// - Throws: `KeyfileError` when a value cannot stand in a keyfile; validated specs have none.
    package static func text(of profile: Profile) throws(KeyfileError) -> String {
        var file = Keyfile()
        // What no spec of ours makes comes last, for a look at the profiles of others.
        for setting in order + profile.settings.keys.filter({ !order.contains($0) }).sorted() {
            guard let properties = profile.settings[setting] ?? implied(setting, in: profile) else { continue }
            let group = alias[setting] ?? setting
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

    /// The file's name: the profile's ID, whose characters validation has already limited; a dot at its beginning becomes
    /// `_`, since NetworkManager does not read hidden files.
    package static func fileName(of profile: Profile) -> String {
        let name = profile.interface.text
        return (name.hasPrefix(".") ? "_" + name.dropFirst() : name) + ".nmconnection"
    }

    /// The order in which NetworkManager's writer puts the groups.
    private static let order = [
        "connection", "802-3-ethernet", "bond", "vlan", "bridge", "sriov", "bond-port", "bridge-port", "match", "ipv4",
        "ipv6", "proxy", "user",
    ]

    /// Names that a keyfile spells otherwise than D-Bus does.
    private static let alias = [
        "802-3-ethernet": "ethernet", "assigned-mac-address": "cloned-mac-address", "802-11-wireless": "wifi",
        "802-11-wireless-security": "wifi-security",
    ]

    /// NetworkManager gives every one of our kinds an ethernet setting, and a proxy setting to all but ports.
    private static func implied(_ setting: String, in profile: Profile) -> [String: SettingValue]? {
        switch setting {
        case "802-3-ethernet": [:]
        case "proxy": profile.settings["ipv4"] == nil ? nil : [:]
        default: nil
        }
    }

    /// How a value is put into the file: escaped by GLib, as it is, or as a list.
    private enum KeyValue {
        case text(String)
        case raw(String)
        case list([String])
    }

    private static func keys(of setting: String, _ properties: [String: SettingValue]) -> [(String, KeyValue)] {
        switch setting {
        case "connection": connectionKeys(properties)
        case "bond", "user": mapKeys(properties)
        case "ipv4", "ipv6": ipKeys(properties)
        case "sriov": VirtualFunctionText.keys(properties).map { ($0.key, .text($0.value)) }
        default:
            properties.map { (alias[$0.key] ?? $0.key, keyValue($0.value)) }.sorted { $0.0 < $1.0 }
        }
    }

    /// ID, UUID and type come first; the rest is sorted.
    private static func connectionKeys(_ properties: [String: SettingValue]) -> [(String, KeyValue)] {
        let first = ["id", "uuid", "type"]
        let rest = properties.keys.filter { !first.contains($0) }.sorted()
        return (first + rest).compactMap { key in
            guard let value = properties[key] else { return nil }
            if key == "type", case .string(let type) = value { return (key, .text(alias[type] ?? type)) }
            return (key, keyValue(value))
        }
    }

    /// One key for each entry of the map that is the setting's only property.
    private static func mapKeys(_ properties: [String: SettingValue]) -> [(String, KeyValue)] {
        properties.values.flatMap { value -> [(String, KeyValue)] in
            guard case .stringMap(let map) = value else { return [] }
            return map.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }
        }
    }

    private static func keyValue(_ value: SettingValue) -> KeyValue {
        switch value {
        case .string(let text): .text(text)
        case .bool(let flag): .raw(flag ? "true" : "false")
        case .int32(let number): .raw(String(number))
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

    /// Addresses and routes are numbered; the gateway stands with the first address, where every version reads it.
    private static func ipKeys(_ properties: [String: SettingValue]) -> [(String, KeyValue)] {
        var sections: [(String, [(String, KeyValue)])] = []
        var gateway = ""
        if case .string(let text) = properties["gateway"] { gateway = "," + text }
        for (key, value) in properties {
            switch (key, value) {
            case ("gateway", _): continue
            case ("address-data", .maps(let maps)):
                let lines = maps.enumerated().map { index, map in
                    ("address\(index + 1)", KeyValue.raw(prefix(map, "address") + (index == 0 ? gateway : "")))
                }
                sections.append(("address", lines))
            case ("route-data", .maps(let maps)):
                sections.append(("route1", maps.enumerated().flatMap { routeKeys($0 + 1, $1) }))
            case ("dns-data", _): sections.append(("dns", [("dns", keyValue(value))]))
            case ("addr-gen-mode", .int32(let mode)):
                sections.append((key, [(key, .text(mode == 1 ? "stable-privacy" : "eui64"))]))
            default: sections.append((key, [(key, keyValue(value))]))
            }
        }
        return sections.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }

    private static func prefix(_ map: [String: SettingValue], _ key: String) -> String {
        guard case .string(let address) = map[key], case .uint32(let length) = map["prefix"] else { return "" }
        return "\(address)/\(length)"
    }

    private static func routeKeys(_ number: Int, _ map: [String: SettingValue]) -> [(String, KeyValue)] {
        var text = prefix(map, "dest")
        var hop: String?
        if case .string(let via) = map["next-hop"] { hop = via }
        if case .uint32(let metric) = map["metric"] {
            // A metric needs a next hop before it: the unspecified address stands for none.
            text += "," + (hop ?? (text.contains(":") ? "::" : "0.0.0.0")) + ",\(metric)"
        } else if let hop {
            text += "," + hop
        }
        var keys: [(String, KeyValue)] = [("route\(number)", .raw(text))]
        if case .uint32(let table) = map["table"] { keys.append(("route\(number)_options", .raw("table=\(table)"))) }
        return keys
    }
}
