import Engine
import Rendering
import Trial

/// Asks the user whether to keep the new network, and shows the time that is left.
struct Question {
    let trial: PendingTrial
    let signals: Signals
    let style: Style

    private enum Event: Sendable {
        case keep, restore, leave, tick
    }

    /// Waits for the first answer, on this terminal or from elsewhere, and carries it out.
    ///
    /// - Returns: the trial afterwards; still pending if the terminal went away.
    /// - Throws: `EngineError` when the trial cannot be looked at, confirmed or rolled back.
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
                return try await trial.confirm()
            case .restore:
                Console.err("\r\u{1b}[K" + "Restoring the old network …\n")
                return try await trial.rollBack()
            case .leave:
                Console.err("\r\u{1b}[K")
                return trial.record
            }
        }
        return trial.record
    }

    /// Shows the time that is left, and looks for an answer from elsewhere and for the deadline.
    ///
    /// - Returns: the trial if it has been answered or its deadline has passed; `nil` while it waits.
    private func passed() async throws -> TrialRecord? {
        switch try trial.look() {
        case .over(let end):
            Console.err("\r\u{1b}[K")
            return end
        case .waiting(let left):
            Console.err("\r\u{1b}[K" + style(left > 15 ? .plain : .warning, "\(TrialView.clock(left)) left "))
            return nil
        case .due:
            Console.err("\r\u{1b}[KTime is up: restoring the old network …\n")
            return await trial.end()
        }
    }
}
