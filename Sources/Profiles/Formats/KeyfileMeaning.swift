package import GLib

/// What a profile's key file means, however NetworkManager spells it.
///
/// NetworkManager reads several spellings of one property, and versions differ in what they write: 1.50 and later
/// `controller`, `port-type` and `autoconnect-ports`, 1.54 and later a separate `gateway` (nm-settings-keyfile(5)).
package enum KeyfileMeaning {
    /// A property, by its group and its name in the key file.
    package struct Key: Hashable, Comparable, Sendable {
        package let group: String
        package let name: String

        package init(_ group: String, _ name: String) {
            self.group = group
            self.name = name
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.group, left.name) < (right.group, right.name)
        }
    }

    /// Every property of a file once, by its oldest spelling, with the text after the `=`.
    package static func values(of file: borrowing Keyfile) -> [Key: String] {
        var values: [Key: String] = [:]
        for group in file.groups {
            let name = Setting.named(group)?.group ?? group
            let rows = settings[name]
            var addresses: [(Int, String)] = []
            for key in file.keys(in: group) {
                guard let value = file.value(group, key) else { continue }
                if name.hasPrefix("ipv"), let number = addressNumber(key) {
                    addresses.append((number, value))
                } else {
                    let row = rows?.property(keyfile: key)
                    values[Key(name, row?.keyfile ?? key)] = text(value, of: row)
                }
            }
            take(addresses.sorted { $0.0 < $1.0 }.map(\.1), of: name, into: &values)
        }
        return values
    }

    /// Every way in which a file may spell this property.
    package static func spellings(of key: Key) -> [Key] {
        let setting = settings[key.group]
        let names = [key.name] + (setting?.property(keyfile: key.name)?.aliases.keys.sorted() ?? [])
        return ([key.group] + (setting.map { $0.name == key.group ? [] : [$0.name] } ?? [])).flatMap { group in
            names.map { Key(group, $0) }
        }
    }

    /// The settings by the names of their groups in keyfiles.
    private static let settings = Dictionary(Setting.all.map { ($0.group, $0) }) { first, _ in first }

    /// The number in the key of an address.
    ///
    /// - Returns: 3 for `address3` and `addresses3`, 0 for either without a number, and `nil` for any other key.
    private static func addressNumber(_ key: String) -> Int? {
        for name in ["addresses", "address"] where key.hasPrefix(name) {
            let rest = key.dropFirst(name.count)
            return rest.isEmpty ? 0 : Int(rest)
        }
        return nil
    }

    /// Adds addresses by their positions, each given as `ADDRESS/LENGTH` or `ADDRESS/LENGTH,GATEWAY`, and the gateway.
    private static func take(_ addresses: [String], of group: String, into values: inout [Key: String]) {
        for (index, value) in addresses.enumerated() {
            let parts = value.split(separator: ",", maxSplits: 1).map(String.init)
            values[Key(group, "address\(index + 1)")] = parts.first ?? value
            guard parts.count > 1, !["0.0.0.0", "::"].contains(parts[1]) else { continue }
            let gateway = Key(group, "gateway")
            if values[gateway] == nil { values[gateway] = parts[1] }
        }
    }

    private static func text(_ value: String, of row: Property?) -> String {
        switch row?.form {
        case .connectionType?: Setting.named(value)?.group ?? value
        // The VLANs of a bridge or a port are written with blanks between them, or without.
        case .vlans?, .ranges?: value.split(separator: ",").map(trimmed).joined(separator: ",")
        // A list may end with its separator.
        case .texts?: value.hasSuffix(";") ? String(value.dropLast()) : value
        default: value
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
