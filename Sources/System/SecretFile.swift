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
        try read(path, atMost: 4096, isSecret: true)
    }

    /// Reads the file of a private key: of at most 256 KiB, root's, and for nobody else to read or write.
    ///
    /// It may be a symbolic link to one.
    ///
    /// - Parameter path: the file's absolute path.
    /// - Returns: its bytes.
    /// - Throws: `FileError`, as `read` does, or because it is empty.
    package static func readPrivateKey(_ path: String) throws(FileError) -> [UInt8] {
        try filled(path, read(path, atMost: 1 << 18, isSecret: true, flags: 0))
    }

    /// Reads a file that is not empty, whoever else may read it.
    ///
    /// - Parameter path: the file's absolute path.
    /// - Returns: its bytes.
    /// - Throws: `FileError`, with what is wrong with it.
    package static func readPublic(_ path: String) throws(FileError) -> [UInt8] {
        try filled(path, read(path, atMost: 1 << 22, isSecret: false, flags: 0))
    }

    private static func filled(_ path: String, _ bytes: [UInt8]) throws(FileError) -> [UInt8] {
        if bytes.isEmpty { throw FileError(path: path, reason: "it is empty") }
        return bytes
    }

    private static func read(
        _ path: String, atMost most: Int, isSecret: Bool, flags: Int32 = O_NOFOLLOW
    ) throws(FileError) -> [UInt8] {
        let file = open(path, O_RDONLY | flags | O_CLOEXEC | O_NONBLOCK)
        if file < 0 { throw FileError("read", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileError("read", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(path: path, reason: "it is no file") }
        guard !isSecret || status.st_uid == 0 && status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o7777, radix: 8)
            throw FileError(
                path: path,
                reason: "it belongs to user \(status.st_uid) and has mode \(mode), so that others can read it")
        }
        var bytes = [UInt8](repeating: 0, count: most + 1)
        let count = Glibc.read(file, &bytes, bytes.count)
        if count < 0 { throw FileError("read", path) }
        if count > most { throw FileError(path: path, reason: "it is too large for a key") }
        return Array(bytes[..<count])
    }
}
