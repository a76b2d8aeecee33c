extension Value {
    /// The depth of containers that the D-Bus specification allows in a message, variants included.
    private static var maximumDepth: Int { 64 }

    /// Checks everything because of which libdbus would abort, or the bus would close the connection.
    ///
    /// - Throws: ``BusError`` with ``BusError/Code/invalidArgument``.
    func check(depth: Int = 0) throws(BusError) {
        guard depth <= Value.maximumDepth else { throw .invalid("the value is nested more than 64 levels deep") }
        switch self {
        case .byte, .boolean, .int16, .uint16, .int32, .uint32, .int64, .uint64, .double: break
        case .string(let text):
            guard !text.utf8.contains(0) else { throw .invalid("string \(text.debugDescription) contains a NUL") }
        case .objectPath(let path): try Grammar.path.check(path.text)
        case .signature(let signature): try Grammar.signature.check(signature.text)
        case .array(let element, let values):
            try Grammar.singleType.check("a" + element.text)
            try Value.check(values, are: element, depth: depth + 1)
        case .dictionary(let key, let value, let entries):
            try Grammar.singleType.check("a{\(key)\(value)}")
            try Value.check(entries.keys, are: key, depth: depth + 1)
            try Value.check(entries.values, are: value, depth: depth + 1)
        case .structure(let members):
            guard !members.isEmpty else { throw .invalid("a structure needs a member") }
            for member in members { try member.check(depth: depth + 1) }
        case .variant(let inner):
            try Grammar.singleType.check(inner.type.text)
            try inner.check(depth: depth + 1)
        }
    }

    private static func check(
        _ values: some Sequence<Value>, are type: Signature, depth: Int
    ) throws(BusError) {
        for value in values {
            guard value.type == type else {
                throw .invalid("\(value) is of type \(value.type), its container is for \(type)")
            }
            try value.check(depth: depth)
        }
    }
}
