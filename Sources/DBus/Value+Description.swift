extension Value: CustomStringConvertible {
    /// The value in GVariant's text format, with dictionaries sorted by key; for logs and test failures.
    package var description: String {
        switch self {
        case .byte(let value): "0x" + (value < 16 ? "0" : "") + String(value, radix: 16)
        case .boolean(let value): value ? "true" : "false"
        case .int16(let value): "int16 \(value)"
        case .uint16(let value): "uint16 \(value)"
        case .int32(let value): "\(value)"
        case .uint32(let value): "uint32 \(value)"
        case .int64(let value): "int64 \(value)"
        case .uint64(let value): "uint64 \(value)"
        case .double(let value): "\(value)"
        case .string(let value): value.singleQuoted
        case .objectPath(let value): "objectpath " + value.text.singleQuoted
        case .signature(let value): "signature " + value.text.singleQuoted
        case .array(let element, let values) where values.isEmpty: "@a\(element) []"
        case .array(_, let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .dictionary(let key, let value, let entries) where entries.isEmpty: "@a{\(key)\(value)} {}"
        case .dictionary(_, _, let entries):
            "{" + entries.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ") + "}"
        case .structure(let members): "(" + members.map(\.description).joined(separator: ", ") + ")"
        case .variant(let value): "<\(value)>"
        }
    }
}

extension String {
    fileprivate var singleQuoted: String {
        var result = "'"
        for scalar in unicodeScalars {
            switch scalar {
            case "'", "\\": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            default:
                result += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
            }
        }
        return result + "'"
    }
}
