/// The operations on files that a trial needs; tests replace them.
package protocol FileAccess: Sendable {
    /// Makes a directory that only its owner can use, or checks that an existing one is such a directory.
    func makeDirectory(_ path: String) throws(FileError)

    /// Reads a whole file.
    ///
    /// - Returns: the file's bytes; `nil` when there is no such file.
    func read(_ path: String) throws(FileError) -> [UInt8]?

    /// Whether a file or a symbolic link of this name exists, even if the link leads nowhere.
    func exists(_ path: String) -> Bool

    /// The size of a file in bytes; 0 when there is none.
    func size(of path: String) throws(FileError) -> Int

    /// The stamp of a file; `nil` when it cannot be read.
    func stamp(of path: String) -> FileStamp?

    /// Writes a whole file for root alone; once it returns, a power cut does not lose it.
    func write(_ bytes: [UInt8], to path: String) throws(FileError)

    /// Writes a whole file as `write(_:to:)` does, with these permissions.
    func write(_ bytes: [UInt8], to path: String, mode: Int) throws(FileError)

    /// The permissions of a file; `nil` when there is none.
    func mode(of path: String) -> Int?

    /// Writes a whole file as `write(_:to:)` does; where the file system is full, uses the space of the file `reserve`.
    func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(FileError)

    /// Makes sure that a file occupies at least `bytes` bytes, as a reserve for when the file system is full.
    func reserve(_ path: String, bytes: Int) throws(FileError)

    /// Removes a file; does nothing when there is none.
    func remove(_ path: String) throws(FileError)

    /// Renames a file within its directory.
    func move(_ path: String, to new: String) throws(FileError)

    /// The names in a directory, sorted, without those that begin with a dot; none where there is no such directory.
    func names(in path: String) throws(FileError) -> [String]

    /// Takes a lock file, which one process at a time can hold, until the returned object is released.
    ///
    /// - Returns: `nil` when the lock was not free within `wait` seconds.
    func lock(_ path: String, wait: Double) throws(FileError) -> (any Sendable & AnyObject)?
}

extension FileAccess {
    package func size(of path: String) throws(FileError) -> Int { try read(path)?.count ?? 0 }

    package func exists(_ path: String) -> Bool { ((try? read(path)) ?? nil) != nil }

    package func stamp(of path: String) -> FileStamp? { nil }

    package func write(_ bytes: [UInt8], to path: String, mode: Int) throws(FileError) { try write(bytes, to: path) }

    package func mode(of path: String) -> Int? { nil }

    package func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(FileError) {
        try write(bytes, to: path)
    }

    package func reserve(_ path: String, bytes: Int) throws(FileError) {}

    package func move(_ path: String, to new: String) throws(FileError) {
        guard let bytes = try read(path) else { return }
        try write(bytes, to: new)
        try remove(path)
    }
}

/// File access to the real file system.
package struct LinuxFiles: FileAccess {
    package init() {}

    package func makeDirectory(_ path: String) throws(FileError) { _ = try StateDirectory(path) }

    package func read(_ path: String) throws(FileError) -> [UInt8]? { try DurableFile.read(path) }

    package func exists(_ path: String) -> Bool { (try? DurableFile.exists(path)) ?? false }

    package func size(of path: String) throws(FileError) -> Int { try DurableFile.size(of: path) }

    package func stamp(of path: String) -> FileStamp? { DurableFile.stamp(of: path) }

    package func write(_ bytes: [UInt8], to path: String) throws(FileError) { try DurableFile.write(bytes, to: path) }

    package func write(_ bytes: [UInt8], to path: String, mode: Int) throws(FileError) {
        try DurableFile.write(bytes, to: path, mode: mode)
    }

    package func mode(of path: String) -> Int? { DurableFile.mode(of: path) }

    package func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(FileError) {
        try DurableFile.write(bytes, to: path, orInto: reserve)
    }

    package func reserve(_ path: String, bytes: Int) throws(FileError) {
        try DurableFile.reserve(path, bytes: bytes)
    }

    package func remove(_ path: String) throws(FileError) { try DurableFile.remove(path) }

    package func move(_ path: String, to new: String) throws(FileError) { try DurableFile.move(path, to: new) }

    package func names(in path: String) throws(FileError) -> [String] { try DurableFile.names(in: path) }

    package func lock(_ path: String, wait: Double) throws(FileError) -> (any Sendable & AnyObject)? {
        try FileLock.take(path, wait: wait)
    }
}
