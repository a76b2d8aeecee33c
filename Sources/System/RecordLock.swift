import Glibc
import Synchronization

/// A lock that the kernel releases when its holder dies, and that tells who holds it; a file has one for each byte.
///
/// This is a record lock of fcntl(2): it knows its holder's process ID, occupies no space in the file, and can be
/// queried without disturbing the holder.
package struct RecordLock: Sendable {
    private let path: String
    private let byte: UInt32

    /// The holder of a lock.
    package enum Holder: Hashable, Sendable {
        case nobody
        case process(Int32)
        /// The lock file cannot be opened or locked.
        case unknown
    }

    /// Names a lock; does not take it.
    ///
    /// - Parameters:
    ///   - byte: the offset of the byte in the file that is the lock.
    ///   - path: the lock file; it is made when it is first used.
    package init(byte: UInt32, of path: String) {
        self.byte = byte
        self.path = path
    }

    /// Takes the lock for this process, for the rest of its life.
    ///
    /// - Returns: whether it was free and was taken; `nil` when nothing can be locked here, as on a read-only file
    ///   system.
    package func take() -> Bool? {
        guard let file, file.isWritable else { return nil }
        var lock = region
        while fcntl(file.descriptor, F_SETLK, &lock) != 0 { if errno != EINTR { return false } }
        return true
    }

    /// Waits until the process that holds the lock is gone; blocks the calling thread meanwhile.
    ///
    /// - Returns: whether the lock became free; `false` where nothing can be locked.
    package func waitUntilFree() -> Bool {
        guard let file, file.isWritable else { return false }
        var lock = region
        while fcntl(file.descriptor, F_SETLKW, &lock) != 0 { if errno != EINTR { return false } }
        lock.l_type = Int16(F_UNLCK)
        _ = fcntl(file.descriptor, F_SETLK, &lock)
        return true
    }

    /// The process that holds the lock, other than this one.
    package var holder: Holder {
        guard let file else { return .unknown }
        var lock = region
        if fcntl(file.descriptor, F_GETLK, &lock) != 0 { return .unknown }
        return lock.l_type == Int16(F_UNLCK) ? .nobody : .process(lock.l_pid)
    }

    private var region: flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(byte)
        lock.l_len = 1
        return lock
    }

    private struct File {
        let descriptor: Int32
        let isWritable: Bool
    }

    /// The lock file, opened once for the life of the process: closing any descriptor of it would release all its
    /// locks.
    private var file: File? {
        Self.files.withLock { files in
            if let file = files[path] { return file }
            var file = File(
                descriptor: open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600), isWritable: true)
            if file.descriptor < 0 {
                file = File(descriptor: open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), isWritable: false)
            }
            if file.descriptor < 0 { return nil }
            files[path] = file
            return file
        }
    }

    private static let files = Mutex<[String: File]>([:])
}
