package import Trial

/// A pending trial, for the front end that asks its user for the answer.
package struct PendingTrial: Sendable {
    private let session: Session
    /// The trial as it was when it became pending.
    package let record: TrialRecord

    /// Makes the view of a pending trial, for which the session answers.
    package init(_ record: TrialRecord, in session: Session) {
        self.session = session
        self.record = record
    }

    /// What a look at the trial shows.
    package enum Sight: Hashable, Sendable {
        /// Somebody else has answered, or another trial has taken its place; the record is the last known one.
        case over(TrialRecord)
        /// The trial waits for its answer; this many seconds are left.
        case waiting(seconds: Int64)
        /// The deadline has passed, and `end` is due.
        case due
    }

    /// Looks whether somebody else has answered, and how much time is left to answer.
    package func look() throws(EngineError) -> Sight {
        let now = try session.trial() ?? record
        if now.id != record.id { return .over(record) }
        if now.isOver || now.isOwed { return .over(now) }
        let left = (now.deadline - session.host.now() + 999) / 1000
        return left > 0 ? .waiting(seconds: left) : .due
    }

    /// Ends the trial after its deadline, or waits until the guard, which may be about it already, has done so.
    ///
    /// - Returns: the trial as it ended; `nil` if it has not ended.
    package func end() async -> TrialRecord? {
        guard let end = try? await session.runner.tend(), end.isOver || end.isOwed else { return nil }
        return end
    }

    /// Keeps the new network, and returns the confirmed trial.
    package func confirm() async throws(EngineError) -> TrialRecord { try await session.confirm(record.id) }

    /// Restores the old network, and returns the trial as it ended.
    package func rollBack() async throws(EngineError) -> TrialRecord { try await session.rollBack(record.id) }
}
