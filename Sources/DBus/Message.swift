import CDBus

/// The sole owner of a libdbus message.
///
/// Only values copied out of it leave the connection's queue.
struct Message: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over the caller's reference.
    init(adopting pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        dbus_message_unref(pointer)
    }

    private static func adopt(_ pointer: OpaquePointer?) throws(BusError) -> Message {
        guard let pointer else { throw .outOfMemory }
        return Message(adopting: pointer)
    }

    /// The kind of message: one of `DBUS_MESSAGE_TYPE_*`.
    var type: Int32 { dbus_message_get_type(pointer) }
    var serial: UInt32 { dbus_message_get_serial(pointer) }
    /// The serial of the call that this message answers; 0 if it answers none.
    var replySerial: UInt32 { dbus_message_get_reply_serial(pointer) }
    var sender: String? { dbus_message_get_sender(pointer).map { String(cString: $0) } }
    var path: String? { dbus_message_get_path(pointer).map { String(cString: $0) } }
    var interface: String? { dbus_message_get_interface(pointer).map { String(cString: $0) } }
    var member: String? { dbus_message_get_member(pointer).map { String(cString: $0) } }
    var errorName: String? { dbus_message_get_error_name(pointer).map { String(cString: $0) } }
    var wantsNoReply: Bool { dbus_message_get_no_reply(pointer) != 0 }
}

// MARK: - Making messages

extension Message {
    /// Makes a method call, after checking all its parts.
    static func methodCall(_ call: MethodCall) throws(BusError) -> Message {
        try Grammar.busName.check(call.destination.text)
        try Grammar.path.check(call.path.text)
        try Grammar.interface.check(call.interface)
        try Grammar.member.check(call.member)
        let message = try adopt(
            dbus_message_new_method_call(call.destination.text, call.path.text, call.interface, call.member))
        // The system starts NetworkManager, not this program: a call to a name without owner is an error.
        dbus_message_set_auto_start(message.pointer, 0)
        try message.append(call.arguments)
        return message
    }

    /// Makes a signal, after checking all its parts; with `nil` as destination it is a broadcast.
    static func signal(_ signal: Signal, to destination: BusName?) throws(BusError) -> Message {
        try Grammar.path.check(signal.path.text)
        try Grammar.interface.check(signal.interface)
        try Grammar.member.check(signal.member)
        let message = try adopt(dbus_message_new_signal(signal.path.text, signal.interface, signal.member))
        if let destination {
            try Grammar.busName.check(destination.text)
            guard dbus_message_set_destination(message.pointer, destination.text) != 0 else { throw .outOfMemory }
        }
        try message.append(signal.arguments)
        return message
    }

    /// Makes the answer to a call that came with `serial` from `destination`.
    static func reply(
        toSerial serial: UInt32, from destination: String?, _ result: Result<[Value], BusError>
    ) throws(BusError) -> Message {
        let message: Message
        switch result {
        case .success(let values):
            message = try adopt(dbus_message_new(DBUS_MESSAGE_TYPE_METHOD_RETURN))
            try message.append(values)
        case .failure(let error):
            message = try adopt(dbus_message_new(DBUS_MESSAGE_TYPE_ERROR))
            let name = error.name ?? DBUS_ERROR_FAILED
            try Grammar.errorName.check(name)
            guard dbus_message_set_error_name(message.pointer, name) != 0 else { throw .outOfMemory }
            try message.append([.string(error.message)])
        }
        if let destination {
            guard dbus_message_set_destination(message.pointer, destination) != 0 else { throw .outOfMemory }
        }
        guard dbus_message_set_reply_serial(message.pointer, serial) != 0 else { throw .outOfMemory }
        dbus_message_set_no_reply(message.pointer, 1)
        return message
    }
}
