import Planning

extension TrialRunner {
    /// The commit point: the decision goes to disk, then is carried out.
    func commit(_ record: TrialRecord) async throws(TrialError) -> TrialRecord {
        // NetworkManager's timer must not fire between the decision and its end.
        if let checkpoint = record.checkpoint {
            try await refusable { () async throws(ControlError) in try await control.adjust(checkpoint, timeout: 120) }
        }
        let decision = CommitRecord(
            trial: record.id,
            keep: record.changes.filter { $0.kind == .added || $0.kind == .updated }.map(\.uuid),
            delete: record.changes.filter { $0.kind == .replaced || $0.kind == .removed }.map(\.uuid))
        try state { () throws(StateError) in try store.save(decision) }
        return try await rollForward(record)
    }

    /// Carries out a decision that is on disk; each part may be done twice.
    func rollForward(_ record: TrialRecord) async throws(TrialError) -> TrialRecord {
        var record = record
        record.phase = .confirming
        try save(record)
        guard let decision = try state({ () throws(StateError) in try store.commit() }) else {
            throw .unfinishedCommit("its commit record is gone", record)
        }
        do throws(ControlError) {
            try await control.persist(uuids: decision.keep)
            try await control.delete(uuids: decision.delete)
            host.sync("/etc/NetworkManager")
            if let checkpoint = record.checkpoint, try await control.checkpoints().contains(checkpoint) {
                try await control.destroy(checkpoint)
            }
        } catch {
            throw .unfinishedCommit(error.message, record)
        }
        record.phase = .confirmed
        try save(record)
        let end = HistoryEntry(record: record, endedAt: host.date())
        try state { () throws(StateError) in
            try store.archive(end)
            try store.removeCommit()
        }
        return record
    }
}
