import Glibc

/// A directory that only its owner can read, with files that are written completely or not at all.
package struct StateDirectory: Sendable {
    package let path: String

    /// Opens the directory; makes it with mode 0700 where it is missing, and closes it to others.
    ///
    /// - Throws: `FileError` when it cannot be made or closed to others, is no directory, or belongs to another user.
    package init(_ path: String) throws(FileError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileError("make", path) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw FileError("look at", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw FileError(
                path: path,
                reason: "it is no directory, but a symbolic link or a file; remove it once you know who made it")
        }
        guard status.st_uid == geteuid() else {
            throw FileError(
                path: path,
                reason: "it belongs to user \(status.st_uid); "
                    + (geteuid() == 0
                        ? "remove it once you know who made it" : "run nm-topology as root"))
        }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { throw FileError("close to others", path) }
    }

    /// Writes a file of this name in the directory.
    package func write(_ bytes: [UInt8], to name: String) throws(FileError) {
        try DurableFile.write(bytes, to: "\(path)/\(name)")
    }
}
