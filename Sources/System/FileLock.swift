import Glibc

/// A held lock; it ends with the last reference.
package final class FileLock: Sendable {
    private let file: Int32

    private init(_ file: Int32) { self.file = file }

    /// Takes a lock file, which one process at a time can hold; its death lets go of it.
    ///
    /// Blocks the calling thread meanwhile.
    ///
    /// - Parameters:
    ///   - path: the lock file.
    ///   - wait: seconds to wait for the holder.
    /// - Returns: `nil` when it was not free in time.
    /// - Throws: `StateError` when there can be no such file.
    package static func take(_ path: String, wait: Double) throws(StateError) -> FileLock? {
        let file = try openLock(path)
        // flock has no time limit of its own; the holder is another process, so there is no signal to wait for.
        var left = wait
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, left > 0 else {
                let busy = errno == EWOULDBLOCK
                close(file)
                if busy { return nil }
                throw StateError("lock", path)
            }
            usleep(50_000)
            left -= 0.05
        }
        return FileLock(file)
    }

    /// The lock file; where none can be made or written, on a file system that is full or read-only, it need only be
    /// there, and its directory does as well: flock(2) asks for no permission.
    private static func openLock(_ path: String) throws(StateError) -> Int32 {
        let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if file >= 0 { return file }
        let error = StateError("lock", path)
        guard [EROFS, ENOSPC, EDQUOT].contains(error.code) else { throw error }
        let old = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        if old >= 0 { return old }
        let directory = open(DurableFile.split(path).directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { throw error }
        return directory
    }

    deinit { close(file) }
}
