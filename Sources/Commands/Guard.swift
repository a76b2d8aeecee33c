import ArgumentParser
import Glibc
import Logging
import NMBackend
import Synchronization
import Trial

/// The process that stays behind: started by apply in a session of its own, it ends the trial when nobody else does.
struct Guard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait for a trial's end and roll back if nobody confirms.", shouldDisplay: false)

    @Argument var trial: String

    func run() async throws {
        for number in [SIGINT, SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
        while await !tend() { try await Task.sleep(for: .seconds(1)) }
    }

    /// Stays with the trial until it is over or the bus is gone.
    ///
    /// - Returns: the trial is over.
    private func tend() async -> Bool {
        guard let session = try? await Session.open(log: CommonOptions.quietLog) else { return isOver }
        let changed = Mutex(true)
        let listener = Task {
            guard let pokes = try? await session.backend.checkpointPokes() else { return }
            for await _ in pokes { changed.withLock { $0 = true } }
        }
        defer { listener.cancel() }
        var warnedOf: Int64?
        while await session.backend.isConnected {
            guard let record = try? session.runner.trial(), record.id == trial, !record.phase.isOver else {
                return true
            }
            if session.runner.isNearlyOver(record), warnedOf != record.deadline {
                session.runner.warn(record)
                warnedOf = record.deadline
            }
            let hasChanged = changed.withLock { flag in
                defer { flag = false }
                return flag
            }
            if !session.runner.endHungApply(record), hasChanged || session.runner.mayBeDue(record) {
                // What fails now is tried again: NetworkManager may just be starting.
                if (try? await session.runner.tendIfDue(record)) == nil {
                    changed.withLock { $0 = true }
                    try? await Task.sleep(for: .seconds(2))
                }
            }
            // An applying process that dies sends no signal; looking costs one small file and one in /proc.
            try? await Task.sleep(for: .milliseconds(500))
        }
        return false
    }

    /// What the record says where NetworkManager cannot be asked.
    private var isOver: Bool {
        guard let store = try? TrialStore() else { return false }
        guard let record = try? store.trial() else { return true }
        return record.id != trial || record.phase.isOver
    }
}
