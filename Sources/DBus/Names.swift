import CDBus

// Stock libdbus aborts the process when it is given a malformed name or path (measured: SIGABRT from
// dbus_message_new_method_call), so these checks see everything before libdbus does.

/// A name on the bus: a well-known one (`org.freedesktop.NetworkManager`) or a connection's unique one (`:1.42`).
package struct BusName: Sendable, Hashable, CustomStringConvertible {
    /// The name as text.
    package let text: String

    /// The name of the bus itself.
    package static let bus = BusName(literal: "org.freedesktop.DBus")

    /// Checks a name by the rules of the D-Bus specification.
    ///
    /// - Parameter text: The name.
    /// - Throws: ``BusError`` with ``BusError/Code/invalidArgument``.
    package init(_ text: String) throws(BusError) {
        try Grammar.busName.check(text)
        self.text = text
    }

    /// Takes a name that is written in the source.
    ///
    /// It is checked when a message is made with it, as every name is.
    ///
    /// - Parameter literal: The name.
    package init(literal: StaticString) {
        text = literal.description
    }

    /// Whether this is the unique name of one connection; the bus never reuses such a name.
    package var isUnique: Bool { text.utf8.first == UInt8(ascii: ":") }

    /// The name as text.
    package var description: String { text }
}

/// The path of an object, such as `/org/freedesktop/NetworkManager`.
package struct ObjectPath: Sendable, Hashable, CustomStringConvertible {
    /// The path as text.
    package let text: String

    /// The path `/`, which NetworkManager's interface uses for "none".
    package static let root = ObjectPath(literal: "/")

    /// Checks a path by the rules of the D-Bus specification.
    ///
    /// - Parameter text: The path.
    /// - Throws: ``BusError`` with ``BusError/Code/invalidArgument``.
    package init(_ text: String) throws(BusError) {
        try Grammar.path.check(text)
        self.text = text
    }

    /// Takes a path that is written in the source.
    ///
    /// It is checked when a message is made with it, as every path is.
    ///
    /// - Parameter literal: The path.
    package init(literal: StaticString) {
        text = literal.description
    }

    /// Takes a path that libdbus has read from a valid message.
    init(received text: String) {
        self.text = text
    }

    /// Whether this is `/`, the "none" of NetworkManager's interface.
    package var isRoot: Bool { text == "/" }

    /// Whether this path is `ancestor` or lies below it (`path_namespace` of a match rule).
    ///
    /// - Parameter ancestor: The path at the top.
    /// - Returns: `true` for the path itself and for everything below.
    package func isWithin(_ ancestor: ObjectPath) -> Bool {
        ancestor.isRoot || text == ancestor.text || text.hasPrefix(ancestor.text + "/")
    }

    /// The path as text.
    package var description: String { text }
}

/// One of libdbus's checks, with the noun for its error message.
struct Grammar: Sendable {
    typealias Validator = @Sendable (UnsafePointer<CChar>?, UnsafeMutablePointer<DBusError>?) -> dbus_bool_t

    let noun: String
    let validate: Validator

    static let busName = Grammar(noun: "bus name", validate: { dbus_validate_bus_name($0, $1) })
    static let path = Grammar(noun: "object path", validate: { dbus_validate_path($0, $1) })
    static let interface = Grammar(noun: "interface name", validate: { dbus_validate_interface($0, $1) })
    static let member = Grammar(noun: "member name", validate: { dbus_validate_member($0, $1) })
    static let errorName = Grammar(noun: "error name", validate: { dbus_validate_error_name($0, $1) })
    static let signature = Grammar(noun: "signature", validate: { dbus_signature_validate($0, $1) })
    static let singleType = Grammar(noun: "single type", validate: { dbus_signature_validate_single($0, $1) })

    func check(_ text: String) throws(BusError) {
        // C would see a shorter string than the caller passed.
        guard !text.utf8.contains(0) else { throw .invalid("\(noun) \(text.debugDescription) contains a NUL") }
        var error = DBusError()
        dbus_error_init(&error)
        defer { dbus_error_free(&error) }
        guard validate(text, &error) == 0 else { return }
        let reason = error.message.map { ": " + String(cString: $0) } ?? ""
        throw .invalid("\(text.debugDescription) is not a valid \(noun)\(reason)")
    }
}
