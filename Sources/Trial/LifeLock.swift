package import System

/// Who tends a trial, told by locks that end with the process that holds them.
///
/// Each trial has a byte of its own in the lock file: its ID, read as a number.
package enum LifeLock: Sendable {
    /// The process that rolls back when nobody answers.
    case guardian
    /// The process that starts a guard again when there is none any more.
    case keeper

    /// Takes the lock for this process, to the end of its life.
    ///
    /// - Parameter trial: the trial's ID.
    /// - Returns: whether it was taken; `nil` when there can be no locks here, as on a file system that is read-only.
    package func take(_ trial: String) -> Bool? { lock(trial).take() }

    /// Waits until the process that holds it is gone; blocks the thread meanwhile.
    ///
    /// - Parameter trial: the trial's ID.
    /// - Returns: `false` when that cannot be waited for.
    package func waitUntilFree(_ trial: String) -> Bool { lock(trial).waitUntilFree() }

    /// Looks who holds the lock; takes nothing.
    ///
    /// - Parameter trial: the trial's ID.
    /// - Returns: the holder, if it is another process than this one.
    package func holder(_ trial: String) -> RecordLock.Holder { lock(trial).holder }

    private func lock(_ trial: String) -> RecordLock {
        let name = self == .guardian ? "guard.lock" : "keeper.lock"
        return RecordLock(byte: UInt32(trial, radix: 16) ?? 0, of: "\(TrialStore.runPath)/\(name)")
    }
}
