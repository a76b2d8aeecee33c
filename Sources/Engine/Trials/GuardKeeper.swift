import Glibc
package import Trial

/// The keeper's process, which starts another guard when a trial's guard dies and systemd does not watch it.
///
/// The guard restarts the keeper in the same way, so each survives whatever kills the other.
package enum GuardKeeper {
    /// Keeps a guard alive until the trial with this ID is over; blocks the thread meanwhile.
    ///
    /// It returns at once if another keeper does so already, or if locks are impossible.
    package static func run(_ trial: String, on host: LinuxHost) {
        host.outlive()
        // One that nobody can see would be started again and again.
        guard LifeLock.keeper.take(trial) == true else { return }
        var watch: RecordWatch?
        while true {
            if watch == nil { watch = (try? TrialStore()).map { RecordWatch(store: $0, trial: trial) } }
            // It remembers what it has seen, in case that cannot be read later.
            if watch?.look() == .over { return }
            // The kernel wakes it when the guard is gone; where there can be no locks, it looks now and then.
            guard LifeLock.guardian.waitUntilFree(trial) else {
                sleep(1)
                continue
            }
            if watch?.look() == .over { return }
            if !host.restartGuard(trial, unless: { watch?.look() == .over }) { sleep(1) }
        }
    }
}
