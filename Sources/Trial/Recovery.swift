import System

/// What has to be finished when the host comes up, before NetworkManager does: nothing here needs it.
///
/// A trial that the power cut has left nothing on disk, so the old network comes back without any help. A decision to
/// keep one is on disk, and is carried out now. `systemctl soft-reboot` is no power cut: it ends all processes and keeps
/// /run and the links, so a trial is still under way, and needs a guard.
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

    /// What recovery found and did.
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
            let lock = try store.lock(wait: 10)
            defer { withExtendedLifetime(lock) {} }
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

    /// Starts a guard for a trial that is not over and that nobody tends.
    ///
    /// - Returns: the trial, if there was one without a guard.
    /// - Throws: `.unguarded` when none can be started.
    package func startMissingGuard() throws(TrialError) -> TrialRecord? {
        let record: TrialRecord?
        do throws(StateError) {
            record = try store.trial()
        } catch {
            throw .damaged(error)
        }
        guard let record, !record.isOver, host.guardian(of: record.id) == nil else { return nil }
        do throws(StateError) {
            _ = try host.startGuard(record)
        } catch {
            throw .unguarded(error)
        }
        return record
    }

    /// A decision is carried out: it goes to the history.
    func close(_ decision: CommitRecord) throws(StateError) {
        // Where /run was kept, the trial's record must not say that it is being confirmed: without the decision on the
        // disk that would be rolled back.
        if var record = try store.trial(), record.id == decision.trial, record.phase != .confirmed {
            record.phase = .confirmed
            record.endedAt = host.date()
            do throws(StateError) { try store.save(record) } catch { try store.removeTrial() }
        }
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
        try ProfileDirectory.undo(record.changes, in: store.files)
        host.sync(ProfileDirectory.path)
        record.phase = .rolledBack(.hostRestarted)
        record.endedAt = host.date()
        try store.archive(HistoryEntry(record: record, endedAt: host.date()))
        try ProfileDirectory.tidy(in: store.files)
        try store.removeUnderway()
        return record.id
    }
}
