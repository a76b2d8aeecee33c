import System

/// The work that has to be finished when the host boots, before NetworkManager starts; it needs no NetworkManager.
///
/// A trial that a power cut ended left nothing on disk, so the previous network returns by itself. A decision to keep a
/// trial is on disk, and is carried out here. `systemctl soft-reboot` ends all processes, but keeps /run and the links,
/// so a trial is still under way afterwards and needs a guard.
package struct Recovery: Sendable {
    private let store: TrialStore
    private let host: any TrialHost

    package init(store: TrialStore, host: any TrialHost) {
        self.store = store
        self.host = host
    }

    /// What recovery found and did.
    package enum Outcome: Hashable, Sendable {
        /// Nothing had to be finished.
        case nothing
        /// The trial with this ID was under way when the host went down; the profiles on disk are the previous ones.
        case rolledBack(String)
        /// The trial with this ID had been confirmed; its profiles are all on disk now.
        case completed(String)
    }

    /// Finishes what was left from before the boot; only before NetworkManager starts.
    package func run() throws(TrialError) -> Outcome {
        do throws(FileError) {
            let lock = try store.lock(wait: 10)
            defer { withExtendedLifetime(lock) {} }
            if let decision = try store.commit() {
                try ProfileDirectory.carryOut(decision, in: store.files)
                host.syncProfiles()
                try close(decision)
                return .completed(decision.trial)
            }
            if let id = try closeUnderway() { return .rolledBack(id) }
            return .nothing
        } catch {
            throw .state(error)
        }
    }

    /// Starts a guard for a trial that is not over and has no guard.
    ///
    /// - Returns: the trial, if one was without a guard; otherwise `nil`.
    /// - Throws: `.unguarded` when the guard cannot be started.
    package func startMissingGuard() throws(TrialError) -> TrialRecord? {
        let record: TrialRecord?
        do throws(FileError) {
            record = try store.trial()
        } catch {
            throw .damaged(error)
        }
        guard let record, !record.isOver, host.guardian(of: record.id) == nil else { return nil }
        do throws(FileError) {
            _ = try host.startGuard(record)
        } catch {
            throw .unguarded(error)
        }
        return record
    }

    /// Records in the history that a decision has been carried out.
    func close(_ decision: CommitRecord) throws(FileError) {
        // Where /run was kept, the trial's record must not stay "confirming": without the decision on disk, that would
        // be rolled back.
        if var record = try store.trial(), record.id == decision.trial, record.phase != .confirmed {
            record.phase = .confirmed
            record.endedAt = host.date()
            record.netplan?.edits = decision.netplan?.edits
            do throws(FileError) { try store.save(record) } catch { try store.removeTrial() }
        }
        if var record = try store.underway(), record.id == decision.trial {
            record.phase = .confirmed
            record.endedAt = host.date()
            record.netplan?.edits = decision.netplan?.edits
            try store.archive(HistoryEntry(record: record, endedAt: host.date()))
        }
        try ProfileDirectory.tidy(in: store.files)
        try store.removeUnderway()
        try store.removeCommit()
    }

    /// Ends a trial of an earlier boot, and reverts what it left on disk.
    ///
    /// - Returns: the trial's ID; `nil` if there was none.
    func closeUnderway() throws(FileError) -> String? {
        guard var record = try store.underway(), try store.trial()?.id != record.id else { return nil }
        try ProfileDirectory.undo(record.changes, in: store.files)
        _ = try NetplanFiles.undo(record, in: store.files)
        host.syncProfiles()
        record.phase = .rolledBack(.hostRestarted)
        record.endedAt = host.date()
        try store.archive(HistoryEntry(record: record, endedAt: host.date()))
        TrialStore.writeJournal(record)
        try ProfileDirectory.tidy(in: store.files)
        try store.removeUnderway()
        return record.id
    }
}
