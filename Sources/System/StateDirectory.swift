import Glibc

/// A directory of ours, readable by its owner only, whose files change as a whole or not at all.
package struct StateDirectory: Sendable {
    package let path: String

    /// Opens the directory, and makes it (mode 0700) where it is missing.
    ///
    /// - Throws: `StateError` when it cannot be made, is a symbolic link, belongs to somebody else, or lets others in.
    package init(_ path: String) throws(StateError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw StateError("make", path) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw StateError("look at", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StateError(
                path: path,
                reason: "it is no directory, but a symbolic link or a file; remove it once you know who made it")
        }
        guard status.st_uid == geteuid() else {
            throw StateError(
                path: path,
                reason: "it belongs to user \(status.st_uid); "
                    + (geteuid() == 0
                        ? "remove it once you know who made it" : "run nm-topology as root"))
        }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { throw StateError("close to others", path) }
    }

    package func write(_ bytes: [UInt8], to name: String) throws(StateError) {
        try DurableFile.write(bytes, to: "\(path)/\(name)")
    }
}
