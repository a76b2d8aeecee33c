import CDBus
import Glibc

/// The sole owner of a private libdbus connection.
///
/// `@unchecked Sendable`: only its connection's queue uses it, and the last owner to release it closes it. It hands out
/// as values what the bus sends; both properties are constants, so nothing outside can change which thread uses it.
final class Handle: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// A duplicate of the socket, for event sources: libdbus closes its own as soon as the bus is gone, and the number
    /// could then name another file while it is still watched.
    let descriptor: Int32

    private init(adopting pointer: OpaquePointer, descriptor: Int32) {
        self.pointer = pointer
        self.descriptor = descriptor
    }

    /// Connects, authenticates and says Hello.
    ///
    /// It blocks until the bus has answered, so never call it on a task's own thread.
    ///
    /// - Throws: ``BusError`` with ``BusError/Code/cannotConnect``; its text has the address.
    static func open(_ address: BusAddress) throws(BusError) -> Handle {
        let text = address.text
        guard !text.utf8.contains(0) else { throw .invalid("the bus address contains a NUL") }
        // libdbus sends with MSG_NOSIGNAL, so it need not ignore SIGPIPE for the whole process, as it does by default.
        dbus_connection_set_change_sigpipe(0)
        do throws(BusError) {
            let pointer = try withCError(.cannotConnect) { dbus_connection_open_private(text, $0) }
            // By default libdbus calls _exit() when the bus disappears.
            dbus_connection_set_exit_on_disconnect(pointer, 0)
            do throws(BusError) {
                _ = try withCError(.cannotConnect) { dbus_bus_register(pointer, $0) != 0 ? true : nil }
                return Handle(adopting: pointer, descriptor: try duplicateDescriptor(of: pointer))
            } catch {
                close(pointer)
                throw error
            }
        } catch {
            throw BusError(error.code, name: error.name, "cannot connect to \(address): \(error.message)")
        }
    }

    private static func duplicateDescriptor(of pointer: OpaquePointer) throws(BusError) -> Int32 {
        var socket: Int32 = -1
        guard dbus_connection_get_unix_fd(pointer, &socket) != 0 else {
            throw BusError(.cannotConnect, "the connection has no file descriptor")
        }
        let duplicate = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else {
            throw BusError(.cannotConnect, "cannot duplicate the socket: " + String(cString: strerror(errno)))
        }
        return duplicate
    }

    deinit {
        Handle.close(pointer)
        Glibc.close(descriptor)
    }

    private static func close(_ pointer: OpaquePointer) {
        dbus_connection_close(pointer)
        dbus_connection_unref(pointer)
    }

    /// The name that the bus gave this connection.
    var uniqueName: String { dbus_bus_get_unique_name(pointer).map { String(cString: $0) } ?? "" }

    var isConnected: Bool { dbus_connection_get_is_connected(pointer) != 0 }

    var hasUnsentMessages: Bool { dbus_connection_has_messages_to_send(pointer) != 0 }

    /// Whether more bytes wait in the socket: one read takes 2 KiB, and a large reply has hundreds of those.
    var isReadable: Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) > 0
    }

    /// Reads and writes once, without waiting.
    func readWrite() {
        dbus_connection_read_write(pointer, 0)
    }

    /// The next complete message; `nil` if none has arrived.
    func pop() -> Message? {
        guard let message = dbus_connection_pop_message(pointer) else { return nil }
        return Message(adopting: message)
    }

    /// Queues a message, and writes as much as the socket accepts at once.
    ///
    /// - Returns: The serial that an answer will refer to.
    @discardableResult
    func send(_ message: borrowing Message) throws(BusError) -> UInt32 {
        var serial: UInt32 = 0
        guard dbus_connection_send(pointer, message.pointer, &serial) != 0 else { throw .outOfMemory }
        return serial
    }
}
