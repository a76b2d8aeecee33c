import CDBus

/// Runs a C function that reports through a `DBusError`, and throws what it reported.
///
/// - Parameters:
///   - code: The code of the error to throw.
///   - body: Makes the call; returns `nil` if it failed.
/// - Returns: What the body returned.
/// - Throws: ``BusError`` with the code, and with libdbus's name and text. The C error is freed on every path.
func withCError<Success>(
    _ code: BusError.Code,
    _ body: (UnsafeMutablePointer<DBusError>) -> Success?
) throws(BusError) -> Success {
    var error = DBusError()
    dbus_error_init(&error)
    defer { dbus_error_free(&error) }
    if let success = body(&error) { return success }
    guard dbus_error_is_set(&error) != 0 else { throw .outOfMemory }
    throw BusError(code, name: error.name.map { String(cString: $0) }, error.message.map { String(cString: $0) } ?? "")
}
