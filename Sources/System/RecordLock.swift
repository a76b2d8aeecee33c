import Glibc
import Synchronization

/// Locks that end with the process that holds them, one for each byte of a file, and that say who holds them.
///
/// A record lock of fcntl(2) has its holder's process ID, takes up no byte of the file, and can be asked for without
/// disturbing it.
package struct RecordLock: Sendable {
    private let path: String
    private let byte: UInt32

    /// Who holds a lock.
    package enum Holder: Hashable, Sendable {
        case nobody
        case process(Int32)
        /// The lock file cannot be used at all.
        case unknown
    }

    /// Names a lock; takes nothing.
    ///
    /// - Parameters:
    ///   - byte: which of the file's locks.
    ///   - path: the lock file; made by the first who takes one.
    package init(byte: UInt32, of path: String) {
        self.byte = byte
        self.path = path
    }

    /// Takes the lock for this process, to the end of its life.
    ///
    /// - Returns: whether it was taken; `nil` when there can be no locks here, as on a file system that is read-only.
    package func take() -> Bool? {
        guard let file, file.isWritable else { return nil }
        var lock = region
        while fcntl(file.descriptor, F_SETLK, &lock) != 0 { if errno != EINTR { return false } }
        return true
    }

    /// Waits until the process that holds it is gone; blocks the thread meanwhile.
    ///
    /// - Returns: `false` when that cannot be waited for.
    package func waitUntilFree() -> Bool {
        guard let file, file.isWritable else { return false }
        var lock = region
        while fcntl(file.descriptor, F_SETLKW, &lock) != 0 { if errno != EINTR { return false } }
        lock.l_type = Int16(F_UNLCK)
        _ = fcntl(file.descriptor, F_SETLK, &lock)
        return true
    }

    /// Who holds the lock, other than this process.
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

    /// Open to the end of the process: to close a file once more ends all the locks that the process has on it.
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
