import Glibc
import Rendering
import Trial

/// Asks whether the new network is kept, with the time that is left running.
struct Question {
    let runner: TrialRunner
    let record: TrialRecord
    let signals: Signals
    let style: Style

    private enum Event: Sendable {
        case keep, restore, leave, tick
    }

    /// Waits for the first answer, from here or from elsewhere.
    ///
    /// - Returns: the trial as it is then; still pending when the terminal went away.
    func answer() async throws -> TrialRecord {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let sources = [
            Task {
                for await event in Keyboard.events() { continuation.yield(event == .line ? .keep : .leave) }
            },
            Task {
                for await event in signals.events() { continuation.yield(event == .hangUp ? .leave : .restore) }
            },
            Task {
                while !Task.isCancelled {
                    continuation.yield(.tick)
                    try? await Task.sleep(for: .seconds(1))
                }
            },
        ]
        defer { for source in sources { source.cancel() } }
        Console.err(
            style(.heading, "Everything is up and matches the spec.") + " Keep it? "
                + "Enter keeps the new network, Ctrl-C restores the old one.\n")
        for await event in events {
            switch event {
            case .tick:
                if let end = try await passed() { return end }
            case .keep:
                Console.err("\r\u{1b}[K")
                return try await onTrial { () async throws(TrialError) in
                    try await runner.confirm(record.id) { SpecChecks.afterConfirm(of: $0) }
                }
            case .restore:
                Console.err("\r\u{1b}[K" + "Restoring the old network …\n")
                return try await onTrial { () async throws(TrialError) in try await runner.rollBack(record.id) }
            case .leave:
                Console.err("\r\u{1b}[K")
                return record
            }
        }
        return record
    }

    /// Shows the time that is left, and notices an answer from elsewhere and the deadline.
    ///
    /// - Returns: the trial, once it is over.
    private func passed() async throws -> TrialRecord? {
        let now = try await onTrial { () async throws(TrialError) in try runner.trial() } ?? record
        if now.id != record.id || now.isOver || now.isOwed {
            Console.err("\r\u{1b}[K")
            return now.id == record.id ? now : record
        }
        let left = (now.deadline - Session.host.now() + 999) / 1000
        if left > 0 {
            Console.err("\r\u{1b}[K" + style(left > 15 ? .plain : .warning, "\(TrialView.clock(left)) left "))
            return nil
        }
        Console.err("\r\u{1b}[KTime is up: restoring the old network …\n")
        // The guard may be at it already; then this waits for its end.
        if let end = try? await runner.tend(), end.isOver || end.isOwed { return end }
        return nil
    }
}
