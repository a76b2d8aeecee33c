package import NetTypes
package import Profiles

// A host as JSON, for bug reports and for the tests' golden hosts: `nm-topology snapshot` writes it.

extension LiveState: Codable {
    private enum CodingKeys: String, CodingKey {
        case schema, profiles, devices, links
    }

    private static let schema = "nm-topology/snapshot/1"

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let links = try container.decode([LiveLink].self, forKey: .links)
        self.init(
            profiles: try container.decode([LiveProfile].self, forKey: .profiles),
            devices: try container.decode([LiveDevice].self, forKey: .devices),
            links: Dictionary(links.map { ($0.name, $0) }) { first, _ in first })
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(profiles, forKey: .profiles)
        try container.encode(devices, forKey: .devices)
        try container.encode(links.values.sorted { $0.index < $1.index }, forKey: .links)
    }
}

/// A value that is written as its text.
package protocol CodedAsText: Codable, CustomStringConvertible {
    static func read(_ text: String) -> Self?
}

extension CodedAsText {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self.read(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text)” is no \(Self.self)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension InterfaceName: CodedAsText {
    package static func read(_ text: String) -> InterfaceName? { try? InterfaceName(text) }
}

extension MACAddress: CodedAsText {
    package static func read(_ text: String) -> MACAddress? { MACAddress(text) }
}

extension IPAddress: CodedAsText {
    package static func read(_ text: String) -> IPAddress? { IPAddress(text) }
}

extension IPPrefix: CodedAsText {
    package static func read(_ text: String) -> IPPrefix? { IPPrefix(text) }
}

/// Its type by NetworkManager's D-Bus signature, and its value: `{"u": 100}`, `{"a{ss}": {…}}`.
extension SettingValue: Codable {
    private enum CodingKeys: String, CodingKey {
        case s, b, i, q, u, x, t, ay
        case strings = "as"
        case stringMap = "a{ss}"
        case maps = "aa{sv}"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ key: CodingKeys) throws -> T { try container.decode(T.self, forKey: key) }
        switch container.allKeys.first {
        case .s: self = .string(try value(.s))
        case .b: self = .bool(try value(.b))
        case .i: self = .int32(try value(.i))
        case .q: self = .uint16(try value(.q))
        case .u: self = .uint32(try value(.u))
        case .x: self = .int64(try value(.x))
        case .t: self = .uint64(try value(.t))
        case .ay: self = .bytes(try value(.ay))
        case .strings: self = .strings(try value(.strings))
        case .stringMap: self = .stringMap(try value(.stringMap))
        case .maps: self = .maps(try value(.maps))
        case nil:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a setting's value has no known type"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .string(let value): try container.encode(value, forKey: .s)
        case .bool(let value): try container.encode(value, forKey: .b)
        case .int32(let value): try container.encode(value, forKey: .i)
        case .uint16(let value): try container.encode(value, forKey: .q)
        case .uint32(let value): try container.encode(value, forKey: .u)
        case .int64(let value): try container.encode(value, forKey: .x)
        case .uint64(let value): try container.encode(value, forKey: .t)
        case .bytes(let value): try container.encode(value, forKey: .ay)
        case .strings(let value): try container.encode(value, forKey: .strings)
        case .stringMap(let value): try container.encode(value, forKey: .stringMap)
        case .maps(let value): try container.encode(value, forKey: .maps)
        }
    }
}
