import NetTypes
import OrderedCollections

/// Profiles as a shell script of `nmcli` calls, for hosts without this tool (nmcli(1), nm-settings-nmcli(5)).
package enum NMCLIFormat {
    /// A script that adds every profile and activates none; called with `up`, it activates them in order.
    package static func script(of profiles: ProfileSet) -> String {
        var lines = [
            "#!/bin/sh",
            "# Written by nm-topology. Without an argument it adds the profiles below and activates none of them: they have",
            "# connection.autoconnect=no. With the argument `up` it activates them, controllers and parents first, and then",
            "# lets them come up by themselves at a boot. That is no trial: nothing brings the old network back.",
            "# nmcli cannot set user.data, so these profiles do not carry nm-topology's tags.",
            "set -eu",
            "case ${1-add} in",
            "add)",
        ]
        lines += profiles.profiles.values.map(command)
        lines += [";;", "up)"]
        let ordered = ActivationOrder.of(profiles)
        lines += ordered.map { "nmcli connection up uuid \($0.uuid)" }
        // Not before everything is up, since NetworkManager activates a profile by itself as soon as it may.
        lines += ordered.map { "nmcli connection modify uuid \($0.uuid) connection.autoconnect yes" }
        lines += [";;", "*)", "echo \"Usage: $0 [add | up]\" >&2", "exit 64", ";;", "esac"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func command(for profile: Profile) -> String {
        var words = ["nmcli", "connection", "add", "save", "yes"]
        let connection = profile.settings["connection"] ?? [:]
        for (option, property) in [("type", "type"), ("con-name", "id"), ("ifname", "interface-name")] {
            if case .string(let value) = connection[property] {
                words += [option, property == "type" ? Setting.named(value)?.group ?? value : value]
            }
        }
        // A NIC that is found by its MAC address or path may have any name.
        if connection["interface-name"] == nil { words += ["ifname", "*"] }
        words += ["connection.uuid", profile.uuid.text, "connection.autoconnect", "no"]
        for (name, properties) in profile.settings.sorted(by: { order($0.key) < order($1.key) }) where name != "user" {
            let setting = Setting.named(name)
            // nmcli asks for it, though it is the default.
            if name == "macsec", properties["mode"] == nil { words += ["macsec.mode", "0"] }
            for (property, value) in properties.sorted(by: { $0.key < $1.key }) {
                let row = setting?[property]
                if row?.isIdentity == true { continue }
                words += ["\(name).\(row?.nmcli ?? property)", text(value, of: row)]
            }
        }
        return words.map(quoted).joined(separator: " ")
    }

    /// What settings are sorted by: a type's own setting comes early, because nmcli asks for its required properties.
    ///
    /// `match` comes before everything: nmcli 1.42 knows no `match` on ports, and what `connection` says makes the
    /// profile a port's.
    private static func order(_ setting: String) -> String {
        switch Setting.named(setting)?.place {
        case .match?: "0"
        case .connection?: "1"
        case .kind?: "2"
        default: "3" + setting
        }
    }

    private static func text(_ value: SettingValue, of row: Property?) -> String {
        switch value {
        case .string(let text): return text
        case .bool(let flag): return flag ? "yes" : "no"
        case .int32(let number):
            guard case .words(let words)? = row?.form, words.indices.contains(Int(number)) else {
                return String(number)
            }
            return words[Int(number)]
        case .uint8(let number): return String(number)
        case .uint16(let number): return String(number)
        case .uint32(let number): return String(number)
        case .int64(let number): return String(number)
        case .uint64(let number): return String(number)
        case .bytes(let bytes): return value.path ?? MACAddress(bytes: bytes)?.description ?? ""
        case .strings(let list): return list.map(escaped).joined(separator: ",")
        case .stringMap(let map):
            return map.sorted { $0.key < $1.key }.map { "\($0.key)=\(escaped($0.value))" }.joined(separator: ",")
        case .maps(let maps): return maps.map { element($0, of: row?.form) }.joined(separator: ", ")
        }
    }

    /// Escapes a value in a list, where nmcli would end it at a comma: several addresses can be one value.
    private static func escaped(_ value: String) -> String {
        value.map { $0 == "," || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }

    private static func element(_ map: [String: SettingValue], of form: Property.Form?) -> String {
        func field(_ key: String) -> String? {
            switch map[key] {
            case .string(let text): text
            case .uint16(let number): String(number)
            case .uint32(let number): String(number)
            default: nil
            }
        }
        switch form {
        case .virtualFunctions?: return VirtualFunctionText.words(map)
        case .addresses?: return "\(field("address") ?? "")/\(field("prefix") ?? "")"
        case .routes?:
            let destination = "\(field("dest") ?? "")/\(field("prefix") ?? "")"
            return
                ([destination, field("next-hop"), field("metric")].compactMap(\.self)
                + RoutingText.options(ofRoute: map)).joined(separator: " ")
        case .ranges?: return RoutingText.range(map)
        case .rules?: return RoutingText.rule(map).swapping(",", for: "\\,")
        default:
            let first = field("vid-start") ?? ""
            let last = field("vid-end") ?? first
            let flags = ["pvid", "untagged"].filter { map[$0] == .bool(true) }
            return ([first == last ? first : "\(first)-\(last)"] + flags).joined(separator: " ")
        }
    }

    /// Quotes a word for a POSIX shell, unless it needs no quotes.
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
