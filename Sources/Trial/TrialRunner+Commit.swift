import Host
import NetTypes
import Planning
import System

extension TrialRunner {
    /// Decides to keep a trial: writes the decision to disk, then carries it out.
    func commit(_ record: TrialRecord) async throws(TrialError) -> TrialRecord {
        var decision = CommitRecord(
            trial: record.id,
            keep: try await refusable { () async throws(ControlError) in
                try await control.keyfiles(
                    of: record.changes.filter { ($0.kind == .added || $0.kind == .updated) && $0.restored == nil })
            } + record.changes.compactMap(KeptProfile.init),
            delete: record.changes.filter { $0.kind == .replaced || $0.kind == .removed })
        decision.netplan = try await refusable { () async throws(ControlError) in try netplanDecision(record) }
        // This finds a full or read-only disk while the trial is still pending.
        try state { () throws(FileError) in try ProfileDirectory.reserve(decision, in: store.files) }
        if let checkpoint = record.checkpoint {
            // NetworkManager's timer must not fire between the decision and its completion.
            let left = Int(max(0, record.deadline - host.now()) / 1000)
            try await refusable { () async throws(ControlError) in
                try await control.adjust(checkpoint, timeout: left + 120)
            }
        }
        try state { () throws(FileError) in try store.save(decision) }
        return try await rollForward(record, decision)
    }

    func rollForward(_ record: TrialRecord) async throws(TrialError) -> TrialRecord {
        guard let decision = try state({ () throws(FileError) in try store.commit() }) else {
            throw .unfinishedCommit("its commit record is gone", record)
        }
        return try await rollForward(record, decision)
    }

    /// Carries out a decision that is on disk; every part of it can be repeated.
    private func rollForward(_ record: TrialRecord, _ decision: CommitRecord) async throws(TrialError) -> TrialRecord {
        var record = record
        record.phase = .confirming
        record.netplan?.edits = decision.netplan?.edits
        do throws(TrialError) {
            try save(record)
        } catch {
            // The record in /run is only for other processes; the decision itself is already on disk.
            observe(.note("the record in \(TrialStore.runPath) could not be updated"))
        }
        let checkpoint = record.checkpoint
        let begun = host.now()
        do throws(ControlError) {
            var ours: CheckpointIdentity?
            if let checkpoint, try await control.checkpoints().contains(checkpoint) { ours = checkpoint }
            if let ours { try await control.adjust(ours, timeout: 0) }
            try await destroyHalfMade(record)
            let manager = try await carryOut(decision)
            // Since 1.46.2 a checkpoint also restores where profiles are stored: one taken before they were on disk would put
            // them back into memory, and the next boot would not have them (seen with 1.58.1).
            let isStoring = manager.map { $0 >= NMVersion(1, 46) } ?? false
            try await destroyForeign(
                record, since: isStoring ? record.preparedAt : begun, until: host.now(),
                "before the new network was permanent")
            try await plugLoosePortsOrSay(record.before)
            // If NetworkManager's timer had fired, everything that it restored is overwritten by now, except what no
            // profile sets.
            _ = try await putBackDefaults(record.judged?.ownLinks ?? [])
            if let ours { try await end(ours) }
        } catch {
            throw .unfinishedCommit(error.message, record)
        }
        record.phase = .confirmed
        return try finish(record)
    }

    /// Destroys other programs' checkpoints that were created while the trial was being applied.
    ///
    /// They hold a network between the old one and the new one, which their timers must not bring back.
    private func destroyHalfMade(_ record: TrialRecord) async throws(ControlError) {
        guard let pendingAt = record.pendingAt else { return }
        try await destroyForeign(record, since: record.preparedAt, until: pendingAt, "during the change")
    }

    /// Destroys other programs' checkpoints of a time in which the network was not what it is to be.
    private func destroyForeign(
        _ record: TrialRecord, since: Int64, until: Int64, _ when: String
    ) async throws(ControlError) {
        for checkpoint in try await control.checkpoints()
        where checkpoint != record.checkpoint && checkpoint.created >= since && checkpoint.created < until {
            try await end(checkpoint)
            observe(.note("another program's checkpoint (\(checkpoint.path)), taken \(when), was destroyed"))
        }
    }

    /// Destroys a checkpoint that its timer or another program may end at the same moment.
    private func end(_ checkpoint: CheckpointIdentity) async throws(ControlError) {
        do throws(ControlError) {
            try await control.destroy(checkpoint)
        } catch {
            if try await control.checkpoints().contains(checkpoint) { throw error }
        }
    }

    /// Makes the new network permanent.
    ///
    /// - Returns: NetworkManager's version, if it is known.
    @discardableResult
    private func carryOut(_ decision: CommitRecord) async throws(ControlError) -> NMVersion? {
        try await carryOut(decision.netplan)
        try await control.persist(decision.keep)
        // If NetworkManager's timer fired after the decision, the previous network is up, or part of it.
        let live = try await control.liveState(withSettings: false)
        let up = Set(live.devices.compactMap(\.activeUUID))
        let down = decision.keep.filter { !up.contains($0.uuid) && $0.isActive != false }
        for profile in down {
            try await control.activate(uuid: profile.uuid, interface: profile.interface)
        }
        try await control.delete(decision.delete)
        host.syncProfiles()
        if down.isEmpty { return live.manager }
        _ = try await control.waitUntilRight(within: .seconds(10)) { live in
            let up = Set(live.devices.compactMap(\.activeUUID))
            return down.filter { !up.contains($0.uuid) }.map(\.interface)
        }
        return live.manager
    }

    /// Carries out a decision from before a boot, found while NetworkManager is already running.
    func recoverCommit() async throws(TrialError) {
        guard let decision = try state({ () throws(FileError) in try store.commit() }) else { return }
        _ = try await refusable { () async throws(ControlError) in
            try await carryOut(decision)
        }
        try state { () throws(FileError) in try Recovery(store: store, host: host).close(decision) }
    }

    /// Records how a trial ended.
    func finish(_ record: TrialRecord) throws(TrialError) -> TrialRecord {
        var record = record
        record.endedAt = host.date()
        try save(record)
        try closeBooks(record)
        return record
    }

    /// Whether files that exist only while a trial is under way are still on disk for this one.
    func hasOpenBooks(_ record: TrialRecord) -> Bool {
        let underway = (try? store.underway()) ?? nil
        let commit = (try? store.commit()) ?? nil
        return underway?.id == record.id || commit?.trial == record.id
    }

    /// Adds a trial that is over to the history, and removes its other files from the disk.
    ///
    /// It can be repeated.
    func closeBooks(_ record: TrialRecord) throws(TrialError) {
        try state { () throws(FileError) in
            try store.archive(HistoryEntry(record: record, endedAt: record.endedAt ?? 0))
            try ProfileDirectory.tidy(in: store.files)
            // While a rollback is incomplete, the next boot still has to restore the profiles' files.
            if record.isOver { try store.removeUnderway() }
            if record.phase == .confirmed, try store.commit()?.trial == record.id { try store.removeCommit() }
        }
    }
}
