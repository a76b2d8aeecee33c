/// The files of a trial: the seam between what is recorded and where.
package protocol FileAccess: Sendable {
    /// Makes a directory that only its owner can use, or makes sure that it is one.
    func makeDirectory(_ path: String) throws(StateError)

    /// - Returns: `nil` when there is no such file.
    func read(_ path: String) throws(StateError) -> [UInt8]?

    /// How many bytes a file has; 0 when there is none.
    func size(of path: String) throws(StateError) -> Int

    /// Writes a whole file; when it returns, a power cut does not lose it.
    func write(_ bytes: [UInt8], to path: String) throws(StateError)

    /// Removes a file; nothing happens when there is none.
    func remove(_ path: String) throws(StateError)

    /// The names in a directory, sorted; those that begin with a dot left out.
    func names(in path: String) throws(StateError) -> [String]

    /// Takes a lock file, which one process at a time can hold, for as long as the answer is kept.
    ///
    /// - Returns: `nil` when it was not free within `wait` seconds.
    func lock(_ path: String, wait: Double) throws(StateError) -> (any Sendable & AnyObject)?
}

extension FileAccess {
    package func size(of path: String) throws(StateError) -> Int { try read(path)?.count ?? 0 }
}

/// The real files.
package struct LinuxFiles: FileAccess {
    package init() {}

    package func makeDirectory(_ path: String) throws(StateError) { _ = try StateDirectory(path) }

    package func read(_ path: String) throws(StateError) -> [UInt8]? { try DurableFile.read(path) }

    package func size(of path: String) throws(StateError) -> Int { try DurableFile.size(of: path) }

    package func write(_ bytes: [UInt8], to path: String) throws(StateError) { try DurableFile.write(bytes, to: path) }

    package func remove(_ path: String) throws(StateError) { try DurableFile.remove(path) }

    package func names(in path: String) throws(StateError) -> [String] { try DurableFile.names(in: path) }

    package func lock(_ path: String, wait: Double) throws(StateError) -> (any Sendable & AnyObject)? {
        try FileLock.take(path, wait: wait)
    }
}
