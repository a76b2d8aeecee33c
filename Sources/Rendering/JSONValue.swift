import NetTypes
import Planning
import Profiles

/// A JSON value of any kind: reports give such values to programs beside the words for people.
package enum JSONValue: Encodable, Sendable, Hashable {
    case text(String)
    case flag(Bool)
    case number(Int64)
    case list([JSONValue])
    case map([String: JSONValue])

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        case .map(let map): try container.encode(map)
        }
    }

    /// A profile's value as NetworkManager has it on D-Bus, but a MAC address or a file's path as text.
    init(_ value: SettingValue) {
        self =
            switch value {
            case .string(let text): .text(text)
            case .bool(let flag): .flag(flag)
            case .int32(let number): .number(Int64(number))
            case .uint8(let number): .number(Int64(number))
            case .uint16(let number): .number(Int64(number))
            case .uint32(let number): .number(Int64(number))
            case .int64(let number): .number(number)
            case .uint64(let number): .number(Int64(clamping: number))
            case .bytes(let bytes):
                value.path.map { .text($0) } ?? MACAddress(bytes: bytes).map { .text($0.description) }
                    ?? .list(bytes.map { .number(Int64($0)) })
            case .strings(let list): .list(list.map { .text($0) })
            case .stringMap(let map): .map(map.mapValues { .text($0) })
            case .maps(let maps): .list(maps.map { .map($0.mapValues { JSONValue($0) }) })
            }
    }

    // MARK: Hazards

    /// The values of a hazard by their labels; a value without label is named after its type.
    static func parts(of hazard: Hazard) -> [String: JSONValue] {
        guard let content = Mirror(reflecting: hazard).children.first?.value else { return [:] }
        let mirror = Mirror(reflecting: content)
        // A case with one value holds that value itself, not a tuple.
        guard mirror.displayStyle == .tuple else { return [name(of: nil, content): read(content)] }
        var parts: [String: JSONValue] = [:]
        for (label, value) in mirror.children { parts[name(of: label, value)] = read(value) }
        return parts
    }

    private static func name(of label: String?, _ value: Any) -> String {
        if let label, !label.hasPrefix(".") { return label }
        return switch value {
        case is IPAddress: "address"
        case is MACAddress: "mac"
        case is InterfaceName: "interface"
        case is [IPAddress]: "addresses"
        case is [InterfaceName]: "interfaces"
        default: "value"
        }
    }

    private static func read(_ value: Any) -> JSONValue {
        switch value {
        case let name as InterfaceName: return .text(name.text)
        case let address as IPAddress: return .text(address.description)
        case let prefix as IPPrefix: return .text(prefix.description)
        case let mac as MACAddress: return .text(mac.description)
        case let family as IPFamily: return .text(family.label)
        case let text as String: return .text(text)
        case let number as Int: return .number(Int64(number))
        case let flag as Bool: return .flag(flag)
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { read($0.value) } ?? .map([:])
        case .collection, .set: return .list(mirror.children.map { read($0.value) })
        case .struct, .class, .tuple:
            var map: [String: JSONValue] = [:]
            for (label, value) in mirror.children {
                let isNothing =
                    Mirror(reflecting: value).displayStyle == .optional && Mirror(reflecting: value).children.isEmpty
                if !isNothing { map[name(of: label, value)] = read(value) }
            }
            return .map(map)
        default: return .text(String(describing: value))
        }
    }
}

extension Step {
    /// What the step does to the interface, as a code for programs.
    var actionCode: String {
        switch activation {
        case .recreate: "recreate"
        case .activate:
            if case .add = write { "new" } else { "activate" }
        case .reapply: "reapply"
        case .none:
            switch write {
            case .none: "none"
            case .add: "new"
            case .update: "reapply"
            }
        }
    }
}
