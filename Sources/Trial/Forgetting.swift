import System

/// Gives up restoring the previous network, at a person's request; it needs no NetworkManager.
package struct Forgetting: Sendable {
    private let store: TrialStore
    private let host: any TrialHost
    /// Who says so.
    private let caller: Caller

    package init(store: TrialStore, host: any TrialHost, caller: Caller) {
        self.store = store
        self.host = host
        self.caller = caller
    }

    /// What was forgotten.
    package enum Outcome: Hashable, Sendable {
        /// The trial was forgotten, and stays undetermined.
        case trial(TrialRecord)
        /// An unreadable record was moved away, to this path.
        case damaged(String)
    }

    /// Marks the undetermined trial as forgotten: nothing tries any more to restore the previous network.
    ///
    /// A record that cannot be read is moved away, so that the next trial can begin.
    ///
    /// - Parameter id: the trial to forget; `nil` for the present one, whatever its ID.
    /// - Returns: what was forgotten.
    /// - Throws: `.busy` when another process holds the lock for two minutes, `.refused` when there is nothing to
    ///   forget.
    package func run(_ id: String?) throws(TrialError) -> Outcome {
        // A rollback that is watched to its end takes more than half a minute.
        let lock = try TrialError.mapping { () throws(FileError) in try store.lock(wait: 120) }
        guard let lock else { throw .busy }
        defer { withExtendedLifetime(lock) {} }
        let record: TrialRecord?
        do throws(FileError) {
            record = try store.trial()
        } catch {
            return .damaged(try TrialError.mapping { () throws(FileError) in try store.setTrialAside() })
        }
        guard var record else { throw .noTrial("there is no trial on this host") }
        if let id, id != record.id { throw .noTrial("there is no trial \(id); the last one is \(record.id)") }
        if let reason = record.reasonNotToForget { throw .refused(reason, record) }
        record.forgottenBy = caller.user
        record.nextAttempt = nil
        try TrialError.mapping { [record] () throws(FileError) in try store.save(record) }
        // If the history cannot be written now, the next command writes it.
        try? store.archive(HistoryEntry(record: record, endedAt: record.endedAt ?? host.date()))
        // The next boot has nothing to correct either.
        try? store.removeUnderway()
        return .trial(record)
    }
}
