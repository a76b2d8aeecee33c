/// The files of a trial: the seam between what is recorded and where.
package protocol FileAccess: Sendable {
    /// Makes a directory that only its owner can use, or makes sure that it is one.
    func makeDirectory(_ path: String) throws(StateError)

    /// - Returns: `nil` when there is no such file.
    func read(_ path: String) throws(StateError) -> [UInt8]?

    /// A file or a symbolic link of this name is there, whether or not the link leads anywhere.
    func exists(_ path: String) -> Bool

    /// How many bytes a file has; 0 when there is none.
    func size(of path: String) throws(StateError) -> Int

    /// Which version of a file is there; `nil` where that cannot be told.
    func stamp(of path: String) -> FileStamp?

    /// Writes a whole file; when it returns, a power cut does not lose it.
    func write(_ bytes: [UInt8], to path: String) throws(StateError)

    /// Writes a whole file as `write` does; where the file system is full, into the room of a reserve.
    func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(StateError)

    /// Sees to it that a file takes up so many bytes, for a time when there are no others.
    func reserve(_ path: String, bytes: Int) throws(StateError)

    /// Removes a file; nothing happens when there is none.
    func remove(_ path: String) throws(StateError)

    /// Gives a file another name in the same directory.
    func move(_ path: String, to new: String) throws(StateError)

    /// The names in a directory, sorted; those that begin with a dot left out.
    func names(in path: String) throws(StateError) -> [String]

    /// Takes a lock file, which one process at a time can hold, for as long as the answer is kept.
    ///
    /// - Returns: `nil` when it was not free within `wait` seconds.
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

/// The real files.
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
