import Glibc

/// Reading of files that hold a secret.
package enum SecretFile {
    /// Reads a file of at most 4096 bytes that belongs to root, and that nobody else may read or write.
    ///
    /// It does not follow a symbolic link.
    ///
    /// - Parameter path: the file's absolute path.
    /// - Returns: its bytes.
    /// - Throws: `FileError`, with what is wrong with it: it is not there, others may read it, it is no file.
    package static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        if file < 0 { throw FileError("read", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileError("read", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(path: path, reason: "it is no file") }
        guard status.st_uid == 0, status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o7777, radix: 8)
            throw FileError(
                path: path,
                reason: "it belongs to user \(status.st_uid) and has mode \(mode), so that others can read it")
        }
        var bytes = [UInt8](repeating: 0, count: 4097)
        let count = Glibc.read(file, &bytes, bytes.count)
        if count < 0 { throw FileError("read", path) }
        if count > 4096 { throw FileError(path: path, reason: "it is too large for a key") }
        return Array(bytes[..<count])
    }
}
