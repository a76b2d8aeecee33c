import Glibc

/// A function that makes folders with names that nobody has.
package enum TemporaryFolder {
    /// Makes a folder that only its owner can use.
    ///
    /// - Parameter stem: its path, to which six characters are added.
    /// - Returns: its path.
    /// - Throws: `FileError`.
    package static func make(_ stem: String) throws(FileError) -> String {
        // What mkdtemp(3) replaces.
        var path = Array((stem + String(repeating: "X", count: 6)).utf8CString)
        guard mkdtemp(&path) != nil else { throw FileError("make a folder like", stem) }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
