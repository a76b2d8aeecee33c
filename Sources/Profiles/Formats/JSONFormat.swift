import FoundationEssentials
import NetTypes
import OrderedCollections

/// Profiles as one JSON document; docs/json.md describes it.
package enum JSONFormat {
    /// The document: `{"schema": "nm-topology/profiles/1", "profiles": [{interface, uuid, settings}]}`, keys sorted.
    package static func text(of profiles: ProfileSet) -> String {
        let document = Document(
            profiles: profiles.profiles.values.map { profile in
                .init(
                    interface: profile.interface.text, uuid: profile.uuid.text,
                    settings: profile.settings.mapValues { $0.mapValues(BareValue.init) })
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings, integers, Booleans and containers of them always encode; an empty text would be the answer otherwise.
        let bytes = (try? encoder.encode(document)) ?? .init()
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    private struct Document: Encodable {
        let schema = "nm-topology/profiles/1"
        let profiles: [Entry]

        struct Entry: Encodable {
            let interface: String
            let uuid: String
            let settings: [String: [String: BareValue]]
        }
    }
}

/// A value without its type: a MAC address as its bytes, everything else as its JSON counterpart.
private struct BareValue: Encodable {
    let value: SettingValue

    init(_ value: SettingValue) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .string(let text): try container.encode(text)
        case .bool(let flag): try container.encode(flag)
        case .int32(let number): try container.encode(number)
        case .uint8(let number): try container.encode(number)
        case .uint16(let number): try container.encode(number)
        case .uint32(let number): try container.encode(number)
        case .int64(let number): try container.encode(number)
        case .uint64(let number): try container.encode(number)
        case .bytes(let bytes): try container.encode(bytes)
        case .strings(let list): try container.encode(list)
        case .stringMap(let map): try container.encode(map)
        case .maps(let maps): try container.encode(maps.map { $0.mapValues(BareValue.init) })
        }
    }
}
