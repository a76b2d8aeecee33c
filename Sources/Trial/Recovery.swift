/// What has to be finished when the host comes up, before NetworkManager does: nothing here needs it.
///
/// A trial that the power cut has left nothing on disk, so the old network comes back without any help. A decision to
/// keep one is on disk, and is carried out now.
package struct Recovery: Sendable {
    private let store: TrialStore
    private let host: any TrialHost

    package init(store: TrialStore, host: any TrialHost) {
        self.store = store
        self.host = host
    }

    /// - Throws: `.state` when the state directories cannot be used.
    package init(host: any TrialHost) throws(TrialError) {
        do throws(StateError) {
            self.init(store: try TrialStore(), host: host)
        } catch {
            throw .state(error)
        }
    }

    /// What was found.
    package enum Outcome: Hashable, Sendable {
        case nothing
        /// A trial was under way when the host went down; the old network is the one on disk.
        case rolledBack(String)
        /// A trial had been confirmed; its profiles are all on disk now.
        case completed(String)
    }

    /// Finishes what the last boot left; only before NetworkManager starts.
    package func run() throws(TrialError) -> Outcome {
        do throws(StateError) {
            if let decision = try store.commit() {
                try ProfileDirectory.carryOut(decision, in: store.files)
                host.sync(ProfileDirectory.path)
                try close(decision)
                return .completed(decision.trial)
            }
            if let id = try closeUnderway() { return .rolledBack(id) }
            return .nothing
        } catch {
            throw .state(error)
        }
    }

    /// A decision is carried out: it goes to the history.
    func close(_ decision: CommitRecord) throws(StateError) {
        if var record = try store.underway(), record.id == decision.trial {
            record.phase = .confirmed
            record.endedAt = host.date()
            try store.archive(HistoryEntry(record: record, endedAt: host.date()))
        }
        try ProfileDirectory.tidy(in: store.files)
        try store.removeUnderway()
        try store.removeCommit()
    }

    /// A trial of an earlier boot, which its end took back.
    ///
    /// - Returns: its ID, if there was one.
    func closeUnderway() throws(StateError) -> String? {
        guard var record = try store.underway(), try store.trial()?.id != record.id else { return nil }
        record.phase = .rolledBack(.hostRestarted)
        record.endedAt = host.date()
        try store.archive(HistoryEntry(record: record, endedAt: host.date()))
        try ProfileDirectory.tidy(in: store.files)
        try store.removeUnderway()
        return record.id
    }
}
