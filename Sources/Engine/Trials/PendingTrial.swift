package import Trial

/// A trial that waits for its answer, as the one who asked for it sees it.
package struct PendingTrial: Sendable {
    private let session: Session
    package let record: TrialRecord

    package init(_ record: TrialRecord, in session: Session) {
        self.session = session
        self.record = record
    }

    /// What a look at the trial shows.
    package enum Sight: Hashable, Sendable {
        /// Somebody has answered, or another trial has taken its place: the trial as it is known last.
        case over(TrialRecord)
        /// So many seconds are left to answer.
        case waiting(seconds: Int64)
        /// The time is up: it is to be ended.
        case due
    }

    /// Looks whether somebody else has answered, and how much time is left.
    package func look() throws(EngineError) -> Sight {
        let now = try session.trial() ?? record
        if now.id != record.id { return .over(record) }
        if now.isOver || now.isOwed { return .over(now) }
        let left = (now.deadline - session.host.now() + 999) / 1000
        return left > 0 ? .waiting(seconds: left) : .due
    }

    /// Ends the trial when its time is up; the guard may be at it already, then this waits for its end.
    ///
    /// - Returns: the trial as it ended; `nil` while it has not.
    package func end() async -> TrialRecord? {
        guard let end = try? await session.runner.tend(), end.isOver || end.isOwed else { return nil }
        return end
    }

    /// Keeps the new network.
    package func confirm() async throws(EngineError) -> TrialRecord { try await session.confirm(record.id) }

    /// Restores the old network.
    package func rollBack() async throws(EngineError) -> TrialRecord { try await session.rollBack(record.id) }
}
