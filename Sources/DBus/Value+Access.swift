// Typed views of a value. Each looks through variants, and is nil where the value has another type, since a peer may
// send other types than its documentation promises.
extension Value {
    /// The value inside any variants around it.
    package var unwrapped: Value {
        var value = self
        while case .variant(let inner) = value { value = inner }
        return value
    }

    /// The byte, if it is one.
    package var byte: UInt8? {
        guard case .byte(let value) = unwrapped else { return nil }
        return value
    }

    /// The boolean, if it is one.
    package var bool: Bool? {
        guard case .boolean(let value) = unwrapped else { return nil }
        return value
    }

    /// The `i`, if it is one.
    package var int32: Int32? {
        guard case .int32(let value) = unwrapped else { return nil }
        return value
    }

    /// The `u`, if it is one.
    package var uint32: UInt32? {
        guard case .uint32(let value) = unwrapped else { return nil }
        return value
    }

    /// The `x`, if it is one.
    package var int64: Int64? {
        guard case .int64(let value) = unwrapped else { return nil }
        return value
    }

    /// The `t`, if it is one.
    package var uint64: UInt64? {
        guard case .uint64(let value) = unwrapped else { return nil }
        return value
    }

    /// The value of any integer type, if it fits into an `Int`.
    package var integer: Int? {
        switch unwrapped {
        case .byte(let value): Int(value)
        case .int16(let value): Int(value)
        case .uint16(let value): Int(value)
        case .int32(let value): Int(value)
        case .uint32(let value): Int(exactly: value)
        case .int64(let value): Int(exactly: value)
        case .uint64(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The floating-point number, if it is one.
    package var double: Double? {
        guard case .double(let value) = unwrapped else { return nil }
        return value
    }

    /// The string, if it is one; a path or a signature is not.
    package var string: String? {
        guard case .string(let value) = unwrapped else { return nil }
        return value
    }

    /// The object path, if it is one.
    package var objectPath: ObjectPath? {
        guard case .objectPath(let value) = unwrapped else { return nil }
        return value
    }

    /// The elements, if it is an array.
    package var array: [Value]? {
        guard case .array(_, let elements) = unwrapped else { return nil }
        return elements
    }

    /// The strings, if it is an array of nothing but strings.
    package var strings: [String]? {
        array?.all(\.string)
    }

    /// The object paths, if it is an array of nothing but paths.
    package var objectPaths: [ObjectPath]? {
        array?.all(\.objectPath)
    }

    /// The bytes, if it is a byte string.
    package var bytes: [UInt8]? {
        array?.all(\.byte)
    }

    /// The entries, if it is a dictionary.
    package var dictionary: [Value: Value]? {
        guard case .dictionary(_, _, let entries) = unwrapped else { return nil }
        return entries
    }

    /// The entries by name, if it is a dictionary with strings for keys.
    ///
    /// Variants around the values are removed.
    package var vardict: [String: Value]? {
        guard let dictionary else { return nil }
        var result: [String: Value] = [:]
        result.reserveCapacity(dictionary.count)
        for (key, value) in dictionary {
            guard let name = key.string else { return nil }
            result[name] = value.unwrapped
        }
        return result
    }

    /// The members, if it is a structure.
    package var structure: [Value]? {
        guard case .structure(let members) = unwrapped else { return nil }
        return members
    }
}

extension [Value] {
    fileprivate func all<View>(_ view: (Value) -> View?) -> [View]? {
        var result: [View] = []
        result.reserveCapacity(count)
        for value in self {
            guard let element = view(value) else { return nil }
            result.append(element)
        }
        return result
    }
}
