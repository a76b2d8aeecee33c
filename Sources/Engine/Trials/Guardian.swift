package import Logging
import NMBackend
package import Trial

/// The guard's process, which ends a trial when nobody else does.
///
/// `apply` starts it where the end of a login does not end it. After a rollback the guard tries again until the
/// previous network is back, or somebody accepts what is left (`checkpoint forget`).
package struct Guardian: Sendable {
    private let trial: String
    private let keepsKeeper: Bool
    private let caller: Caller
    private let host: LinuxHost
    private let log: Logger

    /// Makes the guard of a trial; `run` does its work.
    ///
    /// - Parameters:
    ///   - trial: the trial's ID.
    ///   - keepsKeeper: whether the guard also keeps a keeper alive, which starts another guard when this one dies.
    ///   - caller: who runs the guard.
    ///   - host: the machine.
    ///   - log: the log for calls to NetworkManager.
    package init(of trial: String, keepsKeeper: Bool, caller: Caller, host: LinuxHost, log: Logger) {
        self.trial = trial
        self.keepsKeeper = keepsKeeper
        self.caller = caller
        self.host = host
        self.log = log
    }

    /// Guards the trial; returns when it is over, or at once if another guard tends it already.
    package func run() async throws(CancellationError) {
        host.outlive()
        guard let store = await store(), await isAlone() else { return }
        var watch = RecordWatch(store: store, trial: trial)
        while watch.look() != .over {
            await stay(&watch)
            do { try await Task.sleep(for: .seconds(1)) } catch { throw CancellationError() }
        }
        host.dismissLateGuard(trial)
    }

    /// Opens the store of trials, trying again every second until it can; returns `nil` when the task is cancelled.
    private func store() async -> TrialStore? {
        while !Task.isCancelled {
            if let store = try? TrialStore() { return store }
            try? await Task.sleep(for: .seconds(1))
        }
        return nil
    }

    /// Takes the guard's lock for this process.
    ///
    /// It tries for half a second, because a keeper that looks for a guard holds the lock for an instant.
    ///
    /// - Returns: `false` if another guard holds the lock; `true` also where locks are impossible.
    private func isAlone() async -> Bool {
        for _ in 0..<5 {
            // A guard that cannot be told from none is better than none.
            if LifeLock.guardian.take(trial) != false { return true }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return false
    }

    /// Tends the trial until it is over or the connection to D-Bus is lost.
    private func stay(_ watch: inout RecordWatch) async {
        if keepsKeeper { host.keepKeeper(trial) }
        guard let (session, backend) = try? await Session.open(for: caller, on: host, log: log, observe: { _ in })
        else { return }
        let changes = ManagerChanges(backend)
        defer { changes.end() }
        var duty = GuardDuty(session: session, changes: changes)
        while await backend.isConnected {
            if keepsKeeper { host.keepKeeper(trial) }
            switch watch.look() {
            case .over: return
            case .unreadable: break
            case .trial(let record, let isRecorded): await duty.look(record, isRecorded: isRecorded)
            }
            // An applying process that dies sends no signal; looking costs one small file and one in /proc.
            try? await Task.sleep(for: .milliseconds(500))
        }
    }
}
