import NetTypes
import Profiles

/// Compares a keyfile with a loaded profile in properties that cut hosts off, where both can be read with certainty.
///
/// A file that a person wrote may say the same in other words.
enum ProfileFile {
    /// Finds the differences.
    ///
    /// - Parameters:
    ///   - file: the values of a keyfile, by group and key.
    ///   - settings: the settings that NetworkManager has loaded.
    /// - Returns: a sentence for each difference.
    static func differences(between file: [String: [String: String]], and settings: Settings) -> [String] {
        var result: [String] = []
        func compare(_ name: String, _ inFile: String?, _ loaded: String?) {
            if let inFile, inFile != loaded ?? "" {
                result.append(
                    "\(name): \(inFile.isEmpty ? "nothing" : inFile) in the file, \(loaded ?? "nothing") loaded")
            }
        }
        for (group, key, setting, property) in texts {
            compare("\(group).\(key)", file[group]?[key], text(settings[setting]?[property]))
        }
        for family in ["ipv4", "ipv6"] {
            guard let group = file[family] else { continue }
            // An address may be followed by a comma and its gateway.
            let lines = group.filter { isAddress($0.key) }.map(\.value)
            let addresses = lines.compactMap { IPPrefix(String($0.prefix { $0 != "," && $0 != ";" })) }
            if addresses.count == lines.count {
                compare(
                    "\(family) addresses", addresses.map(\.description).sorted().joined(separator: ", "),
                    loadedAddresses(settings[family]?["address-data"]).sorted().joined(separator: ", "))
            }
            let gateways = lines.compactMap { line -> String? in
                let parts = line.split(separator: ",")
                return parts.count == 2 ? String(parts[1].drop { $0 == " " }) : nil
            }
            let gateway = (group["gateway"] ?? gateways.first).flatMap { IPAddress($0) }
            let loaded = text(settings[family]?["gateway"])
            if gateway?.description != loaded, !(gateway?.isUnspecified ?? false), gateway != nil || loaded != nil {
                result.append(
                    "\(family).gateway: \(gateway?.description ?? "nothing") in the file, \(loaded ?? "nothing") loaded"
                )
            }
        }
        return result
    }

    /// Whether a key is `address` or `addresses`, with or without a number.
    private static func isAddress(_ key: String) -> Bool {
        guard key.hasPrefix("address") else { return false }
        let rest = key.dropFirst(key.hasPrefix("addresses") ? 9 : 7)
        return rest.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// The properties that are compared as text: keyfile group and key, setting and property.
    private static let texts = [
        ("connection", "interface-name", "connection", "interface-name"),
        ("ipv4", "method", "ipv4", "method"),
        ("ipv6", "method", "ipv6", "method"),
        ("vlan", "id", "vlan", "id"),
        ("vlan", "parent", "vlan", "parent"),
    ]

    private static func text(_ value: SettingValue?) -> String? {
        switch value {
        case .string(let text): text.isEmpty ? nil : text
        case .uint32(let number): String(number)
        default: nil
        }
    }

    private static func loadedAddresses(_ value: SettingValue?) -> [String] {
        guard case .maps(let maps) = value else { return [] }
        return maps.compactMap { map in
            guard case .string(let address) = map["address"], case .uint32(let length) = map["prefix"] else {
                return nil
            }
            return "\(address)/\(length)"
        }
    }
}
