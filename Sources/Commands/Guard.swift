import ArgumentParser
import Glibc
import Logging
import NMBackend
import Trial

/// The process that stays behind: started by apply in a session of its own, it ends the trial when nobody else does.
struct Guard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait for a trial's end and roll back if nobody confirms.", shouldDisplay: false)

    @Argument var trial: String

    func run() async throws {
        for number in [SIGINT, SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
        var session: Session?
        // Twice a second: an applying process that dies sends no signal, and the deadline is one of several ends.
        while true {
            if session == nil { session = try? await Session.open(log: CommonOptions().log) }
            if let session, await isOver(session.runner) { return }
            if let session, await !session.backend.isConnected { return try await restart() }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func isOver(_ runner: TrialRunner) async -> Bool {
        guard let record = try? runner.trial() else { return true }
        if record.id != trial || record.phase.isOver { return true }
        if runner.endHungApply(record) { return false }
        // A request that fails now is tried again: NetworkManager may be starting.
        let after = try? await runner.tendIfDue(record)
        return after?.phase.isOver ?? false
    }

    /// The bus is gone: only a new connection will do.
    private func restart() async throws {
        try await Task.sleep(for: .seconds(1))
        try await run()
    }
}
