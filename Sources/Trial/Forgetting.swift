import System

/// Gives up what a rollback left, at somebody's word; needs no NetworkManager.
package struct Forgetting: Sendable {
    private let store: TrialStore
    private let host: any TrialHost

    package init(store: TrialStore, host: any TrialHost) {
        self.store = store
        self.host = host
    }

    /// - Throws: `.state` when the state directories cannot be used.
    package init(host: any TrialHost) throws(TrialError) {
        self.init(store: try TrialError.mapping { () throws(StateError) in try TrialStore() }, host: host)
    }

    /// What was forgotten.
    package enum Outcome: Hashable, Sendable {
        /// The trial, which stays undetermined.
        case trial(TrialRecord)
        /// A record that nobody can read; it is kept at this path.
        case damaged(String)
    }

    /// Marks the undetermined trial as forgotten: nobody tries any more to bring the previous network back.
    ///
    /// A record that cannot be read is moved away, so that the next trial can begin.
    ///
    /// - Parameter id: the trial that is meant, or `nil` for the one there is.
    /// - Returns: what was forgotten.
    /// - Throws: `.busy` when another process holds the lock for two minutes, `.refused` when there is nothing to
    ///   forget.
    package func run(_ id: String?) throws(TrialError) -> Outcome {
        // A rollback that is watched to its end takes more than half a minute.
        let lock = try TrialError.mapping { () throws(StateError) in try store.lock(wait: 120) }
        guard let lock else { throw .busy }
        defer { withExtendedLifetime(lock) {} }
        let record: TrialRecord?
        do throws(StateError) {
            record = try store.trial()
        } catch {
            return .damaged(try TrialError.mapping { () throws(StateError) in try store.setTrialAside() })
        }
        guard var record else { throw .noTrial("there is no trial on this host") }
        if let id, id != record.id { throw .noTrial("there is no trial \(id); the last one is \(record.id)") }
        if let reason = record.reasonNotToForget { throw .refused(reason, record) }
        record.forgottenBy = host.user()
        record.nextAttempt = nil
        try TrialError.mapping { [record] () throws(StateError) in try store.save(record) }
        // What the history cannot take now is written down by the next command.
        try? store.archive(HistoryEntry(record: record, endedAt: record.endedAt ?? host.date()))
        // A boot has nothing to put right any more either.
        try? store.removeUnderway()
        return .trial(record)
    }
}
