import CGLib

/// What a `GError` reported, copied before it was freed.
struct GFailure: Error {
    let code: Int32
    let message: String
}

/// Calls a GLib function that reports through `GError **`, and throws the error that it reports.
///
/// GLib's rule ("Error Reporting"): the error is set exactly when the call failed, and the caller frees it.
func withGError<Result>(
    _ call: (UnsafeMutablePointer<UnsafeMutablePointer<GError>?>) -> Result
) throws(GFailure) -> Result {
    var error: UnsafeMutablePointer<GError>?
    let result = call(&error)
    guard let error else { return result }
    defer { g_error_free(error) }
    throw GFailure(
        code: error.pointee.code,
        message: error.pointee.message.map { String(cString: $0) } ?? "no message"
    )
}

/// Copies a string that GLib gave us to keep, and frees it.
func taking(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text else { return nil }
    defer { g_free(text) }
    return String(cString: text)
}

/// Copies a `NULL`-terminated list of strings that GLib gave us to keep, and frees it.
func taking(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> [String]? {
    guard let list else { return nil }
    defer { g_strfreev(list) }
    var strings: [String] = []
    var next = list
    while let text = next.pointee {
        strings.append(String(cString: text))
        next += 1
    }
    return strings
}
