import CGLib

/// A key file, groups of `key=value` lines as NetworkManager keeps its profiles, held by GLib's `GKeyFile`.
///
/// No value of GLib leaves this type. It writes back unchanged what it has read, comments included. A group or key that
/// does not exist reads as `nil` or as empty; only an existing malformed value is an error.
@safe
package struct Keyfile: ~Copyable {
    // Owned only here: freed in `deinit`, never handed out.
    let file: OpaquePointer

    /// Makes an empty key file.
    package init() {
        file = g_key_file_new()
    }

    deinit {
        g_key_file_free(file)
    }

    /// Reads a whole key file.
    ///
    /// - Throws: `.syntax`, `.containsNUL` or `.notUTF8`, each with the number of the faulty line.
    package init(parsing text: String) throws(KeyfileError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads a whole key file from its bytes, which must be UTF-8.
    ///
    /// - Throws: `.syntax`, `.containsNUL` or `.notUTF8`, each with the number of the faulty line.
    package init(parsing bytes: [UInt8]) throws(KeyfileError) {
        self.init()
        if let index = bytes.firstIndex(of: 0) {
            throw KeyfileError(.containsNUL, "the file contains a NUL byte", line: lineNumber(of: index, in: bytes))
        }
        if let index = firstInvalidUTF8(in: bytes) {
            throw KeyfileError(.notUTF8, "the file is not UTF-8", line: lineNumber(of: index, in: bytes))
        }
        do {
            try load(bytes[...])
        } catch {
            throw KeyfileError(.syntax, error.message, line: firstLineRefused(in: bytes))
        }
    }

    /// The names of the groups, in the order of the file.
    package var groups: [String] {
        taking(g_key_file_get_groups(file, nil)) ?? []
    }

    /// The keys of a group, in the order of the file.
    package func keys(in group: String) -> [String] {
        guard !group.utf8.contains(0) else { return [] }
        return (try? withGError { taking(g_key_file_get_keys(file, group, nil, $0)) }) ?? []
    }

    /// The text after the `=` with its escapes untouched (`g_key_file_get_value`); `nil` if there is no such key.
    package func value(_ group: String, _ key: String) -> String? {
        guard !group.utf8.contains(0), !key.utf8.contains(0) else { return nil }
        return try? withGError { taking(g_key_file_get_value(file, group, key, $0)) }
    }

    /// The value with its escapes (`\s \n \t \r \\`) resolved (`g_key_file_get_string`); `nil` if there is no such key.
    ///
    /// - Throws: `.badValue` for a broken escape.
    package func string(_ group: String, _ key: String) throws(KeyfileError) -> String? {
        try refuseBrokenEscapes(group, key, alsoEscaped: nil)
        return try read(group, key) { taking(g_key_file_get_string(file, group, key, $0)) }
    }

    /// The elements of a `;`-separated list with escapes resolved (`g_key_file_get_string_list`); `nil` if there is no
    /// such key.
    ///
    /// - Throws: `.badValue` for a broken escape.
    package func stringList(_ group: String, _ key: String) throws(KeyfileError) -> [String]? {
        try refuseBrokenEscapes(group, key, alsoEscaped: ";")
        return try read(group, key) { taking(g_key_file_get_string_list(file, group, key, nil, $0)) }
    }

    /// The value as a decimal number; `nil` if there is no such key.
    ///
    /// It does not use `g_key_file_get_int64`, which silently turns a number that is too large into the largest one.
    ///
    /// - Throws: `.badValue` for anything that is no number in range.
    package func integer(_ group: String, _ key: String) throws(KeyfileError) -> Int? {
        guard let text = value(group, key) else { return nil }
        guard let number = Int(text) else {
            throw KeyfileError(.badValue, "the value “\(text)” of \(group).\(key) is no number in range")
        }
        return number
    }

    /// The value as a truth value: `true`, `false`, `1` or `0` (`g_key_file_get_boolean`); `nil` if there is no such
    /// key.
    ///
    /// - Throws: `.badValue` for any other value.
    package func boolean(_ group: String, _ key: String) throws(KeyfileError) -> Bool? {
        try read(group, key) { g_key_file_get_boolean(file, group, key, $0) != 0 }
    }

    /// The whole file as text, with an empty line between groups and a newline at the end (`g_key_file_to_data`).
    ///
    /// It ends with no empty line, which GLib leaves where the last group of a file that was read is removed: NetworkManager
    /// writes none either, and then the two write the same file.
    package var text: String {
        var text = taking(g_key_file_to_data(file, nil, nil)) ?? ""
        while text.utf8.suffix(2).elementsEqual("\n\n".utf8) { text.removeLast() }
        return text
    }

    /// Refuses a value with a broken escape before GLib does.
    ///
    /// GLib reports the same, but complains on standard error about a second one in the same value (2.74,
    /// `g_key_file_parse_value_as_string`: the second error is set over the first).
    private func refuseBrokenEscapes(
        _ group: String, _ key: String, alsoEscaped separator: Unicode.Scalar?
    ) throws(KeyfileError) {
        guard let scalars = value(group, key)?.unicodeScalars else { return }
        var isEscaped = false
        for scalar in scalars {
            if isEscaped {
                guard "sntr\\".unicodeScalars.contains(scalar) || scalar == separator else {
                    throw KeyfileError(.badValue, "\(group).\(key) contains the invalid escape “\\\(scalar)”")
                }
                isEscaped = false
            } else {
                isEscaped = scalar == "\\"
            }
        }
        if isEscaped { throw KeyfileError(.badValue, "\(group).\(key) ends with an escape") }
    }

    private func read<Value>(
        _ group: String,
        _ key: String,
        _ get: (UnsafeMutablePointer<UnsafeMutablePointer<GError>?>) -> Value?
    ) throws(KeyfileError) -> Value? {
        guard value(group, key) != nil else { return nil }
        do {
            return try withGError(get)
        } catch {
            throw KeyfileError(.badValue, error.message)
        }
    }

    private func load(_ bytes: ArraySlice<UInt8>) throws(GFailure) {
        let keepEverything = GKeyFileFlags(
            rawValue: G_KEY_FILE_KEEP_COMMENTS.rawValue | G_KEY_FILE_KEEP_TRANSLATIONS.rawValue
        )
        _ = try withGError { error in
            bytes.withUnsafeBytes { buffer in
                g_key_file_load_from_data(
                    file,
                    buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                    gsize(buffer.count),
                    keepEverything,
                    error
                )
            }
        }
    }

    /// The number of the first line that GLib refuses, since GLib's errors quote the line without its number.
    ///
    /// GLib reads line by line, so it refuses a beginning of the file exactly when the bad line is in it. A binary
    /// search over beginnings finds the line, whatever the wording of the error.
    private func firstLineRefused(in bytes: [UInt8]) -> Int {
        let newline = UInt8(ascii: "\n")
        let ends = bytes.indices.filter { bytes[$0] == newline }.map { $0 + 1 }
        var good = 0
        var bad = ends.count + 1
        while bad - good > 1 {
            let middle = (good + bad) / 2
            // `middle` is at most the number of newlines, so the last, unfinished line is never tried alone.
            if (try? Keyfile().load(bytes[..<ends[middle - 1]])) == nil { bad = middle } else { good = middle }
        }
        return bad
    }
}

/// The number, from 1, of the line that contains a byte.
private func lineNumber(of index: Int, in bytes: [UInt8]) -> Int {
    bytes[..<index].count { $0 == UInt8(ascii: "\n") } + 1
}

/// The offset at which GLib's check (`g_utf8_validate`, RFC 3629) first fails; `nil` if the bytes are UTF-8.
private func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
        var end: UnsafePointer<CChar>?
        guard g_utf8_validate(start, gssize(buffer.count), &end) == 0, let end else { return nil }
        return end - start
    }
}
