import ArgumentParser
import Glibc
import Host
import Trial

/// The process that outlives the guard where there is no systemd: it waits for the guard's death and starts another.
///
/// The guard does the same for it, so that either survives whatever kills the other.
struct Keeper: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a trial's guard again when it dies.", shouldDisplay: false)

    @Argument var trial: String

    func run() {
        Session.host.outlive()
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
            if !Session.host.restartGuard(trial, unless: { watch?.look() == .over }) { sleep(1) }
        }
    }
}
