import CDBus

// libdbus has validated a message before it hands it out: strings are UTF-8, types match the signature, and containers
// are nested at most 64 deep, so that the recursion below is bounded.
extension Message {
    /// Copies the arguments out of the message.
    ///
    /// - Parameter properties: The names of the entries that are copied out of each outermost `a{sv}`; `nil` for all.
    /// - Returns: The arguments.
    /// - Throws: ``BusError`` with ``BusError/Code/unsupported`` if one is a file descriptor.
    func arguments(properties: Set<String>? = nil) throws(BusError) -> [Value] {
        var iterator = DBusMessageIter()
        guard dbus_message_iter_init(pointer, &iterator) != 0 else { return [] }
        return try Message.readAll(&iterator, properties)
    }

    private static func readAll(
        _ iterator: inout DBusMessageIter, _ properties: Set<String>?
    ) throws(BusError) -> [Value] {
        var values: [Value] = []
        while dbus_message_iter_get_arg_type(&iterator) != cdbus_type_invalid {
            values.append(try read(&iterator, properties))
            dbus_message_iter_next(&iterator)
        }
        return values
    }

    private static func read(
        _ iterator: inout DBusMessageIter, _ properties: Set<String>?
    ) throws(BusError) -> Value {
        switch dbus_message_iter_get_arg_type(&iterator) {
        case cdbus_type_byte: return .byte(basic(&iterator, 0))
        case cdbus_type_boolean: return .boolean(basic(&iterator, dbus_bool_t(0)) != 0)
        case cdbus_type_int16: return .int16(basic(&iterator, 0))
        case cdbus_type_uint16: return .uint16(basic(&iterator, 0))
        case cdbus_type_int32: return .int32(basic(&iterator, 0))
        case cdbus_type_uint32: return .uint32(basic(&iterator, 0))
        case cdbus_type_int64: return .int64(basic(&iterator, 0))
        case cdbus_type_uint64: return .uint64(basic(&iterator, 0))
        case cdbus_type_double: return .double(basic(&iterator, 0))
        case cdbus_type_string: return .string(text(&iterator))
        case cdbus_type_object_path: return .objectPath(ObjectPath(received: text(&iterator)))
        case cdbus_type_signature: return .signature(Signature(composed: text(&iterator)))
        case cdbus_type_variant:
            var inner = enter(&iterator)
            return .variant(try read(&inner, properties))
        case cdbus_type_struct:
            var inner = enter(&iterator)
            return .structure(try readAll(&inner, properties))
        case cdbus_type_array where dbus_message_iter_get_element_type(&iterator) == cdbus_type_dict_entry:
            return try readDictionary(&iterator, properties)
        case cdbus_type_array:
            let element = elementType(&iterator)
            var inner = enter(&iterator)
            return .array(of: Signature(composed: String(element)), try readAll(&inner, properties))
        case let type:
            throw BusError(.unsupported, "the message has an argument of type code \(type), which is not handled here")
        }
    }

    private static func readDictionary(
        _ iterator: inout DBusMessageIter, _ properties: Set<String>?
    ) throws(BusError) -> Value {
        // `{kv}`: a key is always a basic type, of one character.
        let entry = elementType(&iterator).dropFirst().dropLast()
        let wanted = entry == "sv" ? properties : nil
        var inner = enter(&iterator)
        var entries: [Value: Value] = [:]
        while dbus_message_iter_get_arg_type(&inner) == cdbus_type_dict_entry {
            var pair = enter(&inner)
            let key = try read(&pair, nil)
            dbus_message_iter_next(&inner)
            if let wanted, case .string(let name) = key, !wanted.contains(name) { continue }
            dbus_message_iter_next(&pair)
            entries[key] = try read(&pair, wanted == nil ? properties : nil)
        }
        return .dictionary(
            key: Signature(composed: String(entry.prefix(1))), value: Signature(composed: String(entry.dropFirst())),
            entries)
    }

    private static func enter(_ iterator: inout DBusMessageIter) -> DBusMessageIter {
        var inner = DBusMessageIter()
        dbus_message_iter_recurse(&iterator, &inner)
        return inner
    }

    /// The signature of the elements of the array at the iterator.
    private static func elementType(_ iterator: inout DBusMessageIter) -> Substring {
        guard let signature = dbus_message_iter_get_signature(&iterator) else { return "" }
        defer { dbus_free(signature) }
        return String(cString: signature).dropFirst()
    }

    private static func basic<Number: BitwiseCopyable>(_ iterator: inout DBusMessageIter, _ zero: Number) -> Number {
        var value = zero
        dbus_message_iter_get_basic(&iterator, &value)
        return value
    }

    private static func text(_ iterator: inout DBusMessageIter) -> String {
        var start: UnsafePointer<CChar>?
        withUnsafeMutablePointer(to: &start) { dbus_message_iter_get_basic(&iterator, $0) }
        return start.map { String(cString: $0) } ?? ""
    }
}
