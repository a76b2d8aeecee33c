package import System

/// Tells which processes tend a trial, by locks that end with the process that holds them.
///
/// Each trial has one byte of the lock file: its ID, read as a number.
package enum LifeLock: Sendable {
    /// The lock of the guard, which rolls back when nobody answers.
    case guardian
    /// The lock of the keeper, which starts another guard when there is none.
    case keeper

    /// Takes the lock for this process, to the end of its life.
    ///
    /// - Parameter trial: the trial's ID.
    /// - Returns: whether this process got it; `nil` when locks are impossible, for instance on a read-only file
    ///   system.
    package func take(_ trial: String) -> Bool? { lock(trial).take() }

    /// Waits until the process that holds the lock has ended; blocks the thread meanwhile.
    ///
    /// - Parameter trial: the trial's ID.
    /// - Returns: whether the wait was possible.
    package func waitUntilFree(_ trial: String) -> Bool { lock(trial).waitUntilFree() }

    /// Looks who holds the lock, without taking it.
    ///
    /// - Parameter trial: the trial's ID.
    /// - Returns: the holder, if another process holds it.
    package func holder(_ trial: String) -> RecordLock.Holder { lock(trial).holder }

    private func lock(_ trial: String) -> RecordLock {
        let name = self == .guardian ? "guard.lock" : "keeper.lock"
        return RecordLock(byte: UInt32(trial, radix: 16) ?? 0, of: "\(TrialStore.runPath)/\(name)")
    }
}
