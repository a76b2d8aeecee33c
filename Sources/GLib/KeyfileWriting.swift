import CGLib

extension Keyfile {
    /// Writes a string, and escapes line breaks, tabs, backslashes and outer white space.
    ///
    /// It escapes as `g_key_file_set_string` does, which NetworkManager's writer calls. GLib leaves white space at the
    /// end alone, which every reader strips, so this escapes it, too.
    ///
    /// - Throws: `.containsNUL`, or `.unwritable` for an invalid group or key name.
    package mutating func setString(_ group: String, _ key: String, to text: String) throws(KeyfileError) {
        try checkNames(group, key)
        try checkNUL(text)
        g_key_file_set_string(file, group, key, text)
        guard let last = text.utf8.last, last == 0x20 || last == 0x09, let raw = value(group, key) else { return }
        var tail = ""
        var head = Substring(raw)
        while let character = head.last, character == " " || character == "\t" {
            tail = (character == " " ? "\\s" : "\\t") + tail
            head.removeLast()
        }
        g_key_file_set_value(file, group, key, head + tail)
    }

    /// Writes a value as it is, with its escapes (`g_key_file_set_value`).
    ///
    /// - Throws: `.containsNUL`, or `.unwritable` for an invalid group or key name, and for a value with a line break
    ///   or surrounding white space, which would not read back the same.
    package mutating func setValue(_ group: String, _ key: String, to raw: String) throws(KeyfileError) {
        try checkNames(group, key)
        try checkNUL(raw)
        if raw.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d }) {
            throw KeyfileError(.unwritable, "the value of \(group).\(key) has a line break in it")
        }
        if let first = raw.utf8.first, let last = raw.utf8.last, isSpace(first) || isSpace(last) {
            throw KeyfileError(.unwritable, "the value of \(group).\(key) has white space around it")
        }
        g_key_file_set_value(file, group, key, raw)
    }

    /// Writes a list, with every element escaped and followed by `;` (`g_key_file_set_string_list`).
    ///
    /// - Throws: `.containsNUL`, or `.unwritable` for an invalid group or key name.
    package mutating func setStringList(_ group: String, _ key: String, to list: [String]) throws(KeyfileError) {
        try checkNames(group, key)
        for element in list { try checkNUL(element) }
        var copies = list.map { UnsafePointer<CChar>?(g_strdup($0)) }
        defer { for copy in copies { g_free(UnsafeMutablePointer(mutating: copy)) } }
        let count = gsize(copies.count)
        // One more than the elements, since GLib refuses a NULL list, which an empty array's pointer may be.
        copies.append(nil)
        copies.withUnsafeBufferPointer { g_key_file_set_string_list(file, group, key, $0.baseAddress, count) }
    }

    /// Writes `true` or `false` (`g_key_file_set_boolean`).
    ///
    /// - Throws: `.containsNUL`, or `.unwritable` for an invalid group or key name.
    package mutating func setBoolean(_ group: String, _ key: String, to flag: Bool) throws(KeyfileError) {
        try checkNames(group, key)
        g_key_file_set_boolean(file, group, key, flag ? 1 : 0)
    }

    /// Adds an empty group at the end, unless there is a group of that name.
    ///
    /// GLib creates groups only with a first key, so this sets a key and removes it again.
    ///
    /// - Throws: `.containsNUL`, or `.unwritable` for an invalid name.
    package mutating func addGroup(_ group: String) throws(KeyfileError) {
        guard !groups.contains(group) else { return }
        try setBoolean(group, "_", to: true)
        removeKey(group, "_")
    }

    /// Removes a key, if there is one.
    package mutating func removeKey(_ group: String, _ key: String) {
        guard value(group, key) != nil else { return }
        g_key_file_remove_key(file, group, key, nil)
    }

    /// Removes a group with all its keys, if there is one.
    package mutating func removeGroup(_ group: String) {
        guard !group.utf8.contains(0), g_key_file_has_group(file, group) != 0 else { return }
        g_key_file_remove_group(file, group, nil)
    }
}

/// Refuses names that GLib would refuse with a mere warning, or that would not read back the same.
///
/// Source: `g_key_file_is_group_name()`, `g_key_file_is_key_name()` and the line parser in GLib's `gkeyfile.c`.
private func checkNames(_ group: String, _ key: String) throws(KeyfileError) {
    try checkNUL(group)
    try checkNUL(key)
    if group.isEmpty || group.utf8.contains(where: { isControl($0) || $0 == 0x5b || $0 == 0x5d }) {
        throw KeyfileError(.unwritable, "“\(group)” cannot name a group")
    }
    let badKey = key.utf8.contains { isControl($0) || $0 == 0x5b || $0 == 0x5d || $0 == 0x3d }
    if badKey || key.isEmpty || key.hasPrefix("#") || key.hasPrefix(" ") || key.hasSuffix(" ") {
        throw KeyfileError(.unwritable, "“\(key)” cannot name a key")
    }
}

private func checkNUL(_ text: String) throws(KeyfileError) {
    guard text.utf8.contains(0) else { return }
    let before = text.unicodeScalars.prefix { $0.value != 0 }
    throw KeyfileError(.containsNUL, "a NUL byte follows “\(String(before))”")
}

private func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7f }

/// Whether the byte is white space, as `g_ascii_isspace` decides.
private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
