package import NetTypes
package import Profiles

// How the values of a host are written as JSON.

/// A value that is coded as its text.
package protocol CodedAsText: Codable, CustomStringConvertible {
    /// Reads the value from its text; `nil` if the text is not such a value.
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

extension LinkKind: CodedAsText {
    package static func read(_ text: String) -> LinkKind? { LinkKind(text) }
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

extension VLANProtocol: Codable {}

extension MACVLANMode: Codable {}

extension MACsecValidation: Codable {}
extension MACsecOffload: Codable {}

extension IPVLANMode: Codable {}

extension IPVLANFlag: Codable {}

extension TunnelMode: Codable {}

extension VLANID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = VLANID(try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "that is no VLAN")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// Coded by its D-Bus type, followed by its value: `{"u": 100}`, `{"a{ss}": {…}}`.
extension SettingValue: Codable {
    private enum CodingKeys: String, CodingKey {
        case s, b, y, i, q, u, x, t, ay
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
        case .y: self = .uint8(try value(.y))
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
        case .uint8(let value): try container.encode(value, forKey: .y)
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

extension GroupAddress: CodedAsText {
    package static func read(_ text: String) -> GroupAddress? { GroupAddress(text) }
}
