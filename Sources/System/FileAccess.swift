/// The operations on files that a trial needs; tests replace them.
package protocol FileAccess: Sendable {
    /// Makes a directory that only its owner can use, or checks that an existing one is such a directory.
    func makeDirectory(_ path: String) throws(StateError)

    /// Reads a whole file.
    ///
    /// - Returns: the file's bytes; `nil` when there is no such file.
    func read(_ path: String) throws(StateError) -> [UInt8]?

    /// Whether a file or a symbolic link of this name exists, even if the link leads nowhere.
    func exists(_ path: String) -> Bool

    /// The size of a file in bytes; 0 when there is none.
    func size(of path: String) throws(StateError) -> Int

    /// The stamp of a file; `nil` when it cannot be read.
    func stamp(of path: String) -> FileStamp?

    /// Writes a whole file; once it returns, a power cut does not lose it.
    func write(_ bytes: [UInt8], to path: String) throws(StateError)

    /// Writes a whole file as `write(_:to:)` does; where the file system is full, uses the space of the file `reserve`.
    func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(StateError)

    /// Makes sure that a file occupies at least `bytes` bytes, as a reserve for when the file system is full.
    func reserve(_ path: String, bytes: Int) throws(StateError)

    /// Removes a file; does nothing when there is none.
    func remove(_ path: String) throws(StateError)

    /// Renames a file within its directory.
    func move(_ path: String, to new: String) throws(StateError)

    /// The names in a directory, sorted, without those that begin with a dot.
    func names(in path: String) throws(StateError) -> [String]

    /// Takes a lock file, which one process at a time can hold, until the returned object is released.
    ///
    /// - Returns: `nil` when the lock was not free within `wait` seconds.
    func lock(_ path: String, wait: Double) throws(StateError) -> (any Sendable & AnyObject)?
}

extension FileAccess {
    package func size(of path: String) throws(StateError) -> Int { try read(path)?.count ?? 0 }

    package func exists(_ path: String) -> Bool { ((try? read(path)) ?? nil) != nil }

    package func stamp(of path: String) -> FileStamp? { nil }

    package func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(StateError) {
        try write(bytes, to: path)
    }

    package func reserve(_ path: String, bytes: Int) throws(StateError) {}

    package func move(_ path: String, to new: String) throws(StateError) {
        guard let bytes = try read(path) else { return }
        try write(bytes, to: new)
        try remove(path)
    }
}

/// File access to the real file system.
package struct LinuxFiles: FileAccess {
    package init() {}

    package func makeDirectory(_ path: String) throws(StateError) { _ = try StateDirectory(path) }

    package func read(_ path: String) throws(StateError) -> [UInt8]? { try DurableFile.read(path) }

    package func exists(_ path: String) -> Bool { (try? DurableFile.exists(path)) ?? false }

    package func size(of path: String) throws(StateError) -> Int { try DurableFile.size(of: path) }

    package func stamp(of path: String) -> FileStamp? { DurableFile.stamp(of: path) }

    package func write(_ bytes: [UInt8], to path: String) throws(StateError) { try DurableFile.write(bytes, to: path) }

    package func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(StateError) {
        try DurableFile.write(bytes, to: path, orInto: reserve)
    }

    package func reserve(_ path: String, bytes: Int) throws(StateError) {
        try DurableFile.reserve(path, bytes: bytes)
    }

    package func remove(_ path: String) throws(StateError) { try DurableFile.remove(path) }

    package func move(_ path: String, to new: String) throws(StateError) { try DurableFile.move(path, to: new) }

    package func names(in path: String) throws(StateError) -> [String] { try DurableFile.names(in: path) }

    package func lock(_ path: String, wait: Double) throws(StateError) -> (any Sendable & AnyObject)? {
        try FileLock.take(path, wait: wait)
    }
}
