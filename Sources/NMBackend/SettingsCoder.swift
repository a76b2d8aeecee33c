import DBus
package import NMClient
package import NetTypes
package import Profiles

/// Turns settings into D-Bus dictionaries (`a{sa{sv}}`) and back.
package enum SettingsCoder {
    /// Encodes settings as the dictionary that AddConnection2 and Update2 take.
    ///
    /// - Parameters:
    ///   - settings: the settings, by NetworkManager's current names.
    ///   - version: the version of the running NetworkManager; before 1.42 it knows DNS servers only in their old,
    ///     binary form, and before 1.34 no `bond-port`, which is left out where it says nothing.
    /// - Returns: the dictionary.
    package static func encode(_ settings: Settings, for version: NMVersion) -> SettingsDictionary {
        settings.reduce(into: SettingsDictionary()) { dictionary, entry in
            if entry.key == "bond-port", entry.value.isEmpty, version < NMVersion(1, 34) { return }
            let rows = Setting.named(entry.key)
            var result: [String: Value] = [:]
            for (property, value) in entry.value {
                if let since = rows?[property]?.since, version < since.release {
                    result[since.before] = legacyServers(value)
                } else {
                    result[property] = encode(value)
                }
            }
            dictionary[entry.key] = result
        }
    }

    /// Decodes a dictionary from GetSettings, and leaves out properties that repeat others.
    ///
    /// - Parameters:
    ///   - dictionary: the dictionary.
    ///   - version: the version of the NetworkManager that sent it; before 1.40 it does not send an address generation mode
    ///     of stable-privacy, which was its default.
    /// - Returns: the settings, by NetworkManager's current names.
    package static func decode(_ dictionary: SettingsDictionary, from version: NMVersion) -> Settings {
        var settings = decoded(dictionary)
        if version < NMVersion(1, 40), let ipv6 = settings["ipv6"], ipv6["addr-gen-mode"] == nil {
            settings["ipv6"]?["addr-gen-mode"] = .int32(1)
        }
        return settings
    }

    private static func decoded(_ dictionary: SettingsDictionary) -> Settings {
        dictionary.reduce(into: Settings()) { result, entry in
            let (setting, properties) = entry
            let rows = Setting.named(setting)
            result[setting] = [:]
            for (property, value) in properties {
                let row = rows?[property]
                let isSaidAgain = row?.form == .legacy || row?.repeats.map { properties[$0] != nil } == true
                if row?.repeats == nil || !isSaidAgain { result[setting]?[property] = decode(value) }
            }
            for row in rows?.properties ?? [] {
                guard let before = row.since?.before, properties[row.name] == nil, let servers = properties[before]
                else { continue }
                result[setting]?[row.name] = decodeLegacyServers(servers)
            }
        }
    }

    private static func encode(_ value: SettingValue) -> Value {
        switch value {
        case .string(let text): .string(text)
        case .bool(let flag): .boolean(flag)
        case .uint8(let number): .byte(number)
        case .int32(let number): .int32(number)
        case .uint16(let number): .uint16(number)
        case .uint32(let number): .uint32(number)
        case .int64(let number): .int64(number)
        case .uint64(let number): .uint64(number)
        case .bytes(let bytes): .bytes(bytes)
        case .strings(let list): .strings(list)
        case .stringMap(let map):
            .dictionary(
                key: .string, value: .string,
                Dictionary(uniqueKeysWithValues: map.map { (Value.string($0.key), Value.string($0.value)) }))
        case .maps(let maps):
            .array(of: .vardict, maps.map { map in .vardict(map.mapValues(encode)) })
        }
    }

    private static func decode(_ value: Value) -> SettingValue {
        switch value.unwrapped {
        case .string(let text): return .string(text)
        case .boolean(let flag): return .bool(flag)
        case .byte(let number): return .uint8(number)
        case .int32(let number): return .int32(number)
        case .uint16(let number): return .uint16(number)
        case .uint32(let number): return .uint32(number)
        case .int64(let number): return .int64(number)
        case .uint64(let number): return .uint64(number)
        case .array(of: .byte, let elements): return .bytes(elements.compactMap(\.byte))
        case .array(of: .string, let elements): return .strings(elements.compactMap(\.string))
        case .array(of: .vardict, let elements):
            return .maps(elements.map { ($0.vardict ?? [:]).mapValues(decode) })
        case .dictionary(key: .string, value: .string, let entries):
            return .stringMap(
                entries.reduce(into: [:]) { map, entry in
                    if let key = entry.key.string, let text = entry.value.string { map[key] = text }
                })
        // No property of ours has this type: it is kept as text, so that it can still be compared.
        case let other: return .string(other.description)
        }
    }

    /// DNS servers in the old form: IPv4 as 32-bit numbers in network order, IPv6 as 16 bytes each.
    private static func legacyServers(_ value: SettingValue) -> Value {
        guard case .strings(let servers) = value else { return .array(of: .uint32, []) }
        let addresses = servers.compactMap { IPAddress($0) }
        if addresses.first?.family == .v6 {
            return .array(of: Signature(literal: "ay"), addresses.map { .bytes($0.bytes) })
        }
        return .array(of: .uint32, addresses.map { .uint32(UInt32(truncatingIfNeeded: $0.bits).bigEndian) })
    }

    private static func decodeLegacyServers(_ value: Value) -> SettingValue {
        let elements = value.array ?? []
        return .strings(
            elements.compactMap { element in
                if let number = element.uint32 {
                    return IPAddress(family: .v4, bits: UInt128(UInt32(bigEndian: number))).description
                }
                return element.bytes.flatMap { IPAddress(bytes: $0) }?.description
            })
    }
}
