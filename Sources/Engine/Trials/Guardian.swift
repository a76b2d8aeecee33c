package import Logging
import NMBackend
package import Trial

/// The process that stays behind: started by apply where the end of a session does not end it, it ends the trial when
/// nobody else does, and goes on until the previous network was seen to be back.
package struct Guardian: Sendable {
    private let trial: String
    private let keepsKeeper: Bool
    private let caller: Caller
    private let host: LinuxHost
    private let log: Logger

    /// - Parameters:
    ///   - trial: the ID of the trial that it tends.
    ///   - keepsKeeper: it sees to it that a keeper is there, which starts another guard when this one dies.
    ///   - caller: who runs it.
    ///   - host: the machine.
    ///   - log: what is done with NetworkManager goes there.
    package init(of trial: String, keepsKeeper: Bool, caller: Caller, host: LinuxHost, log: Logger) {
        self.trial = trial
        self.keepsKeeper = keepsKeeper
        self.caller = caller
        self.host = host
        self.log = log
    }

    /// Returns when the trial is over, or another guard tends it already.
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

    /// Where trials are recorded; without it there is nothing to guard, but what is wrong may pass.
    private func store() async -> TrialStore? {
        while !Task.isCancelled {
            if let store = try? TrialStore() { return store }
            try? await Task.sleep(for: .seconds(1))
        }
        return nil
    }

    /// Takes the guard's lock; a keeper that looks has it for an instant.
    private func isAlone() async -> Bool {
        for _ in 0..<5 {
            // A guard that cannot be told from none is better than none.
            if LifeLock.guardian.take(trial) != false { return true }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return false
    }

    /// Stays with the trial until it is over or the bus is gone.
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
