import Glibc

/// A held lock on a lock file; it is released with the last reference to the object.
package final class FileLock: Sendable {
    private let file: Int32

    private init(_ file: Int32) { self.file = file }

    /// Takes a lock file, which one process at a time can hold; the kernel releases it if the process dies.
    ///
    /// It blocks the calling thread while it waits.
    ///
    /// - Parameters:
    ///   - path: the lock file.
    ///   - wait: seconds to wait for the holder.
    /// - Returns: `nil` when the lock was not free in time.
    /// - Throws: `FileError` when the lock file can be neither made nor opened.
    package static func take(_ path: String, wait: Double) throws(FileError) -> FileLock? {
        let file = try openLock(path)
        // flock(2) has no time limit of its own, and no signal tells when the other process releases the lock.
        var left = wait
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, left > 0 else {
                let busy = errno == EWOULDBLOCK
                close(file)
                if busy { return nil }
                throw FileError("lock", path)
            }
            usleep(50_000)
            left -= 0.05
        }
        return FileLock(file)
    }

    /// Opens the lock file, or, where the file system is full or read-only, what can be locked instead.
    ///
    /// That is the existing file opened for reading, or else its directory: flock(2) needs no write permission.
    private static func openLock(_ path: String) throws(FileError) -> Int32 {
        let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if file >= 0 { return file }
        let error = FileError("lock", path)
        guard [EROFS, ENOSPC, EDQUOT].contains(error.code) else { throw error }
        let old = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        if old >= 0 { return old }
        let directory = open(DurableFile.split(path).directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { throw error }
        return directory
    }

    deinit { close(file) }
}
