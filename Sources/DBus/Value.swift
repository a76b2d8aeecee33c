/// A value of the D-Bus type system (D-Bus Specification, "Type System").
///
/// File descriptors are not supported.
package enum Value: Sendable, Hashable {
    /// Type `y`.
    case byte(UInt8)
    /// Type `b`.
    case boolean(Bool)
    /// Type `n`.
    case int16(Int16)
    /// Type `q`.
    case uint16(UInt16)
    /// Type `i`.
    case int32(Int32)
    /// Type `u`.
    case uint32(UInt32)
    /// Type `x`.
    case int64(Int64)
    /// Type `t`.
    case uint64(UInt64)
    /// Type `d`.
    case double(Double)
    /// Type `s`; must not contain a NUL.
    case string(String)
    /// Type `o`.
    case objectPath(ObjectPath)
    /// Type `g`.
    case signature(Signature)
    /// Type `a…`; all elements have the one type given.
    case array(of: Signature, [Value])
    /// Type `a{…}`; the order of the entries has no meaning.
    case dictionary(key: Signature, value: Signature, [Value: Value])
    /// Type `(…)`; must have a member.
    case structure([Value])
    /// Type `v`.
    indirect case variant(Value)

    /// The D-Bus type of the value.
    package var type: Signature {
        switch self {
        case .byte: .byte
        case .boolean: Signature(literal: "b")
        case .int16: Signature(literal: "n")
        case .uint16: Signature(literal: "q")
        case .int32: Signature(literal: "i")
        case .uint32: .uint32
        case .int64: Signature(literal: "x")
        case .uint64: Signature(literal: "t")
        case .double: Signature(literal: "d")
        case .string: .string
        case .objectPath: .objectPath
        case .signature: Signature(literal: "g")
        case .array(let element, _): Signature(composed: "a" + element.text)
        case .dictionary(let key, let value, _): Signature(composed: "a{\(key.text)\(value.text)}")
        case .structure(let members): Signature(composed: "(" + members.map(\.type.text).joined() + ")")
        case .variant: .variant
        }
    }
}

extension Value {
    /// An array of strings, `as`.
    ///
    /// - Parameter texts: The elements.
    /// - Returns: The array.
    package static func strings(_ texts: [String]) -> Value {
        .array(of: .string, texts.map(Value.string))
    }

    /// An array of object paths, `ao`.
    ///
    /// - Parameter paths: The elements.
    /// - Returns: The array.
    package static func objectPaths(_ paths: [ObjectPath]) -> Value {
        .array(of: .objectPath, paths.map(Value.objectPath))
    }

    /// A byte string, `ay`.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: The array.
    package static func bytes(_ bytes: [UInt8]) -> Value {
        .array(of: .byte, bytes.map(Value.byte))
    }

    /// A dictionary of named values, `a{sv}`.
    ///
    /// - Parameter entries: The values by name, which are put into variants; one that is a variant stays as it is.
    /// - Returns: The dictionary.
    package static func vardict(_ entries: [String: Value]) -> Value {
        var result: [Value: Value] = [:]
        result.reserveCapacity(entries.count)
        for (name, value) in entries {
            if case .variant = value { result[.string(name)] = value } else { result[.string(name)] = .variant(value) }
        }
        return .dictionary(key: .string, value: .variant, result)
    }
}
