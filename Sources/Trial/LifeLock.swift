import Glibc
import Synchronization

/// Who tends a trial, told by locks that end with the process that holds them.
///
/// A record lock of fcntl(2) has its holder's process ID, takes up no byte, and can be asked for without disturbing
/// it. Each trial has a byte of its own in the lock file: its ID, read as a number.
package enum LifeLock: Sendable {
    /// The process that rolls back when nobody answers.
    case guardian
    /// The process that starts a guard again when there is none any more.
    case keeper

    /// Who holds the lock.
    package enum Holder: Hashable, Sendable {
        case nobody
        case process(Int32)
        /// The lock file cannot be used at all.
        case unknown
    }

    /// Takes the lock for this process, to the end of its life.
    ///
    /// - Returns: it was taken; `nil` when there can be no locks here, as on a file system that is read-only.
    package func take(_ trial: String) -> Bool? {
        guard let file, file.isWritable else { return nil }
        var lock = Self.lock(trial)
        while fcntl(file.descriptor, F_SETLK, &lock) != 0 { if errno != EINTR { return false } }
        return true
    }

    /// Waits until the process that holds it is gone; blocks the thread meanwhile.
    ///
    /// - Returns: `false` when that cannot be waited for.
    package func waitUntilFree(_ trial: String) -> Bool {
        guard let file, file.isWritable else { return false }
        var lock = Self.lock(trial)
        while fcntl(file.descriptor, F_SETLKW, &lock) != 0 { if errno != EINTR { return false } }
        lock.l_type = Int16(F_UNLCK)
        _ = fcntl(file.descriptor, F_SETLK, &lock)
        return true
    }

    /// Who holds the lock, other than this process.
    package func holder(_ trial: String) -> Holder {
        guard let file else { return .unknown }
        var lock = Self.lock(trial)
        if fcntl(file.descriptor, F_GETLK, &lock) != 0 { return .unknown }
        return lock.l_type == Int16(F_UNLCK) ? .nobody : .process(lock.l_pid)
    }

    private static func lock(_ trial: String) -> flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(UInt32(trial, radix: 16) ?? 0)
        lock.l_len = 1
        return lock
    }

    private struct File {
        let descriptor: Int32
        let isWritable: Bool
    }

    /// Open to the end of the process: to close a file once more ends all the locks that the process has on it.
    private var file: File? {
        let path = self == .guardian ? "\(TrialStore.runPath)/guard.lock" : "\(TrialStore.runPath)/keeper.lock"
        return Self.files.withLock { files in
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
