/// What can go wrong between this program and a message bus or a peer on that bus.
package struct BusError: Error, Sendable, Hashable {
    /// The kind of failure: switch on this, never on the text.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case cannotConnect, disconnected, timedOut, cancelled, invalidArgument, unsupported, remote, outOfMemory
        }

        private let kind: Kind

        /// The bus could not be reached, or refused the connection.
        package static let cannotConnect = Code(kind: .cannotConnect)
        /// The connection ended before the answer came, or had ended before the call.
        package static let disconnected = Code(kind: .disconnected)
        /// The peer did not answer in time.
        ///
        /// It may have carried out the call nevertheless.
        package static let timedOut = Code(kind: .timedOut)
        /// The task that made the call was cancelled.
        ///
        /// The peer may have carried out the call nevertheless.
        package static let cancelled = Code(kind: .cancelled)
        /// A name, path, signature or value cannot be put into a message; nothing was sent.
        package static let invalidArgument = Code(kind: .invalidArgument)
        /// The message has a value that this program does not handle, such as a file descriptor.
        package static let unsupported = Code(kind: .unsupported)
        /// The peer answered with an error, or the bus did in its place: see ``BusError/name``.
        package static let remote = Code(kind: .remote)
        /// libdbus could not allocate memory.
        package static let outOfMemory = Code(kind: .outOfMemory)

        /// The name of the code, as in the source.
        package var description: String { kind.rawValue }
    }

    /// The kind of failure.
    package let code: Code
    /// The D-Bus error name, such as `org.freedesktop.DBus.Error.AccessDenied`, if the other side gave one.
    package let name: String?
    /// One sentence without a full stop, with the values in it.
    package let message: String

    /// An error of this kind.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - name: The D-Bus error name, if there is one.
    ///   - message: What went wrong. Surrounding white space is removed: the reference daemon ends some texts in a
    ///     newline.
    package init(_ code: Code, name: String? = nil, _ message: String) {
        self.code = code
        self.name = name
        self.message = message.trimmed
    }
}

extension BusError: CustomStringConvertible {
    /// The message, after the D-Bus error name where there is one.
    package var description: String {
        guard let name else { return message }
        return message.isEmpty ? name : "\(name): \(message)"
    }
}

extension BusError {
    /// An error as a peer answers with it; for peers that serve calls, and for tests.
    ///
    /// - Parameters:
    ///   - name: A D-Bus error name.
    ///   - message: The text beside it.
    /// - Returns: An error with the code ``Code/remote``.
    package static func remote(_ name: String, _ message: String) -> BusError {
        BusError(.remote, name: name, message)
    }

    static func invalid(_ message: String) -> BusError { BusError(.invalidArgument, message) }

    static let outOfMemory = BusError(.outOfMemory, "libdbus is out of memory")
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
