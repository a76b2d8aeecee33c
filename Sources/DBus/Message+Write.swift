import CDBus

extension Message {
    /// Appends arguments.
    ///
    /// It checks all of them first, so that after the check only memory can fail.
    func append(_ arguments: [Value]) throws(BusError) {
        for argument in arguments {
            try Grammar.singleType.check(argument.type.text)
            try argument.check()
        }
        var iterator = DBusMessageIter()
        dbus_message_iter_init_append(pointer, &iterator)
        for argument in arguments {
            guard append(argument, to: &iterator) else { throw .outOfMemory }
        }
    }

    /// Appends one checked value; returns `false` if memory ran out, which leaves the message unusable.
    private func append(_ value: Value, to iterator: inout DBusMessageIter) -> Bool {
        switch value {
        case .byte(let value): appendBasic(value, cdbus_type_byte, to: &iterator)
        // A dbus_bool_t is 32 bits wide, so libdbus would read beyond the end of a Swift Bool.
        case .boolean(let value): appendBasic(dbus_bool_t(value ? 1 : 0), cdbus_type_boolean, to: &iterator)
        case .int16(let value): appendBasic(value, cdbus_type_int16, to: &iterator)
        case .uint16(let value): appendBasic(value, cdbus_type_uint16, to: &iterator)
        case .int32(let value): appendBasic(value, cdbus_type_int32, to: &iterator)
        case .uint32(let value): appendBasic(value, cdbus_type_uint32, to: &iterator)
        case .int64(let value): appendBasic(value, cdbus_type_int64, to: &iterator)
        case .uint64(let value): appendBasic(value, cdbus_type_uint64, to: &iterator)
        case .double(let value): appendBasic(value, cdbus_type_double, to: &iterator)
        case .string(let text): appendText(text, cdbus_type_string, to: &iterator)
        case .objectPath(let path): appendText(path.text, cdbus_type_object_path, to: &iterator)
        case .signature(let signature): appendText(signature.text, cdbus_type_signature, to: &iterator)
        case .array(let element, let values):
            inContainer(cdbus_type_array, of: element.text, of: &iterator) { inner in
                values.allSatisfy { append($0, to: &inner) }
            }
        case .dictionary(let key, let value, let entries):
            inContainer(cdbus_type_array, of: "{\(key)\(value)}", of: &iterator) { inner in
                entries.allSatisfy { entry in
                    inContainer(cdbus_type_dict_entry, of: nil, of: &inner) { pair in
                        append(entry.key, to: &pair) && append(entry.value, to: &pair)
                    }
                }
            }
        case .structure(let members):
            inContainer(cdbus_type_struct, of: nil, of: &iterator) { inner in
                members.allSatisfy { append($0, to: &inner) }
            }
        case .variant(let value):
            inContainer(cdbus_type_variant, of: value.type.text, of: &iterator) { inner in
                append(value, to: &inner)
            }
        }
    }

    private func appendBasic(
        _ value: some BitwiseCopyable, _ type: Int32, to iterator: inout DBusMessageIter
    ) -> Bool {
        withUnsafePointer(to: value) { dbus_message_iter_append_basic(&iterator, type, $0) != 0 }
    }

    private func appendText(_ text: String, _ type: Int32, to iterator: inout DBusMessageIter) -> Bool {
        text.withCString { start in
            withUnsafePointer(to: start) { dbus_message_iter_append_basic(&iterator, type, $0) != 0 }
        }
    }

    private func inContainer(
        _ type: Int32, of contents: String?, of iterator: inout DBusMessageIter,
        _ body: (inout DBusMessageIter) -> Bool
    ) -> Bool {
        var inner = DBusMessageIter()
        guard dbus_message_iter_open_container(&iterator, type, contents, &inner) != 0 else { return false }
        guard body(&inner) else {
            dbus_message_iter_abandon_container(&iterator, &inner)
            return false
        }
        return dbus_message_iter_close_container(&iterator, &inner) != 0
    }
}
