import NetTypes
import OrderedCollections
package import Profiles

/// Profiles as a shell script of `nmcli` calls, for hosts without this tool (nmcli(1), nm-settings-nmcli(5)).
package enum NMCLIFormat {
    /// A script that adds every profile without activating it, and then says how to activate them in order.
    package static func script(of profiles: ProfileSet) -> String {
        var lines = [
            "#!/bin/sh",
            "# Written by nm-topology: adds the profiles below, activates none of them.",
            "# nmcli cannot set user.data, so these profiles do not carry nm-topology's tags.",
            "set -eu",
        ]
        for profile in profiles.profiles.values { lines.append(command(for: profile)) }
        lines.append("# To activate, controllers and parents first:")
        for profile in profiles.profiles.values { lines.append("#   nmcli connection up uuid \(profile.uuid)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func command(for profile: Profile) -> String {
        var words = ["nmcli", "connection", "add", "save", "yes"]
        let connection = profile.settings["connection"] ?? [:]
        for (option, property) in [("type", "type"), ("con-name", "id"), ("ifname", "interface-name")] {
            if case .string(let value) = connection[property] {
                words += [option, value == "802-3-ethernet" ? "ethernet" : value]
            }
        }
        // Found by its MAC address or path, under whatever name.
        if connection["interface-name"] == nil { words += ["ifname", "*"] }
        words += ["connection.uuid", profile.uuid.text, "connection.autoconnect", "no"]
        for (setting, properties) in profile.settings.sorted(by: { order($0.key) < order($1.key) })
        where setting != "user" {
            for (property, value) in properties.sorted(by: { $0.key < $1.key }) {
                if setting == "connection", ["id", "type", "uuid", "interface-name"].contains(property) { continue }
                words += ["\(setting).\(spelling[property] ?? property)", text(value, of: property)]
            }
        }
        // Only when the whole profile is there may it come up by itself.
        return words.map(quoted).joined(separator: " ") + "\nnmcli connection modify uuid \(profile.uuid)"
            + " connection.autoconnect yes"
    }

    /// A type's own setting comes early, because nmcli asks for its required properties.
    ///
    /// `match` comes before everything: nmcli 1.42 knows none on ports, and what `connection` says makes it a port.
    private static func order(_ setting: String) -> String {
        switch setting {
        case "match": "0"
        case "connection": "1"
        case "bond", "vlan", "bridge": "2"
        default: "3" + setting
        }
    }

    private static let spelling = [
        "address-data": "addresses", "route-data": "routes", "dns-data": "dns",
        "assigned-mac-address": "cloned-mac-address",
    ]

    private static func text(_ value: SettingValue, of property: String) -> String {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        case .int32(let number): property == "addr-gen-mode" && number == 1 ? "stable-privacy" : String(number)
        case .uint16(let number): String(number)
        case .uint32(let number): String(number)
        case .int64(let number): String(number)
        case .uint64(let number): String(number)
        case .bytes(let bytes): MACAddress(bytes: bytes)?.description ?? ""
        case .strings(let list): list.map(escaped).joined(separator: ",")
        case .stringMap(let map):
            map.sorted { $0.key < $1.key }.map { "\($0.key)=\(escaped($0.value))" }.joined(separator: ",")
        case .maps(let maps): maps.map { element($0, of: property) }.joined(separator: ", ")
        }
    }

    /// A value among others, where nmcli takes a comma for the end of it: several addresses are one value.
    private static func escaped(_ value: String) -> String {
        value.map { $0 == "," || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }

    private static func element(_ map: [String: SettingValue], of property: String) -> String {
        func field(_ key: String) -> String? {
            switch map[key] {
            case .string(let text): text
            case .uint16(let number): String(number)
            case .uint32(let number): String(number)
            default: nil
            }
        }
        switch property {
        case "vfs": return VirtualFunctionText.words(map)
        case "address-data": return "\(field("address") ?? "")/\(field("prefix") ?? "")"
        case "route-data":
            let destination = "\(field("dest") ?? "")/\(field("prefix") ?? "")"
            let table = field("table").map { "table=\($0)" }
            return [destination, field("next-hop"), field("metric"), table].compactMap(\.self).joined(separator: " ")
        default:
            let first = field("vid-start") ?? ""
            let last = field("vid-end") ?? first
            let flags = ["pvid", "untagged"].filter { map[$0] == .bool(true) }
            return ([first == last ? first : "\(first)-\(last)"] + flags).joined(separator: " ")
        }
    }

    /// One word for a POSIX shell.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_.,:/=+@%".utf8.contains(byte)
            }
        }
        if plain && !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
