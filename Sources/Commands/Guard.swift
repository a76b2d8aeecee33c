import ArgumentParser
import Host
import NMBackend
import Trial

/// The process that stays behind: started by apply where the end of a session does not end it, it ends the trial when
/// nobody else does, and goes on until the previous network was seen to be back.
struct Guard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait for a trial's end and roll back if nobody confirms.", shouldDisplay: false)

    @Argument var trial: String
    @Flag(help: "Keep a keeper, which starts another guard when this one dies.")
    var keep = false

    func run() async throws {
        Session.host.outlive()
        guard let store = await store(), await isAlone() else { return }
        var watch = RecordWatch(store: store, trial: trial)
        while watch.look() != .over {
            await stay(&watch)
            try await Task.sleep(for: .seconds(1))
        }
        Session.host.dismissLateGuard(trial)
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
        if keep { Session.host.keepKeeper(trial) }
        guard let session = try? await Session.open(log: CommonOptions.quietLog) else { return }
        let changes = ManagerChanges(session.backend)
        defer { changes.end() }
        var duty = GuardDuty(session: session, changes: changes)
        while await session.backend.isConnected {
            if keep { Session.host.keepKeeper(trial) }
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
