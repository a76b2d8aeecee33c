import Host
import NetTypes
import Planning

extension TrialRunner {
    /// Restores the previous network, and repeats that until it is seen to be back or the time is over.
    ///
    /// It works without NetworkManager's checkpoint, in an order of its own; the checkpoint is the safety net in case
    /// this process dies or does not succeed. A failure to record what happens never stops it: a full disk must not
    /// keep a host offline.
    ///
    /// - Returns: the trial, `rolledBack` only if the previous network was seen to be back.
    /// - Throws: `.control` when NetworkManager is not running or disappears: the trial stays `rollingBack`, and the
    ///   guard continues.
    func performRollback(_ record: TrialRecord, _ cause: Cause) async throws(TrialError) -> TrialRecord {
        var record = record
        record.phase = .rollingBack(cause)
        // Once the trial was pending, every act had been done.
        if record.pendingAt == nil { record.reached = record.reached ?? store.reachedAct(of: record.id) }
        note(record)
        observe(.rollingBack(cause))
        record = await withPortsSeen(record)
        var left: [Deviation] = []
        var refused: [String] = []
        do throws(ControlError) {
            (left, refused) = try await restoreNetwork(record)
            let live = try await control.liveState(withSettings: false)
            let otherwise = Set(left.compactMap(\.link))
            record.asBefore = record.before.links.map(\.name).filter { link in
                link != "lo" && !otherwise.contains(link)
                    && (try? InterfaceName(link)).map { live.links[$0] != nil } == true
            }
        } catch {
            // The trial stays "rolling back", and the guard continues when NetworkManager is back.
            if error.kind == .notRunning || error.kind == .lost { throw .control(error) }
            left = [.profiles(error.message)]
        }
        let why = left.map(\.text) + (left.isEmpty ? [] : refused)
        record.phase = left.isEmpty ? .rolledBack(cause) : .undetermined(cause, why)
        record = finishRollback(record)
        return record
    }

    /// Seconds between two rounds of a rollback.
    private static let pause = 3

    /// Sets the checkpoint's timer to 90 seconds.
    ///
    /// So NetworkManager's own rollback does not interfere, but still comes if every process that could continue is
    /// killed.
    private func postpone(_ checkpoint: CheckpointIdentity) async {
        try? await control.adjust(checkpoint, timeout: 90)
    }

    /// Restores the network in several rounds, and falls back on the checkpoint halfway.
    ///
    /// - Returns: the remaining differences, and the messages of what NetworkManager refused in the last round.
    private func restoreNetwork(
        _ record: TrialRecord
    ) async throws(ControlError) -> (left: [Deviation], refused: [String]) {
        guard let owner = await control.owner() else {
            throw ControlError(.notRunning, "NetworkManager is not running, so nothing can be rolled back yet")
        }
        var checkpoint = try await ownCheckpoint(of: record, owner: owner)
        if let checkpoint { await postpone(checkpoint) }
        unquiet(record.quieted ?? [])
        var work = Rollback(record: record, own: checkpoint, runner: self)
        // Only NetworkManager's checkpoint can restore a link without a profile of its own.
        if try await work.needsCheckpoint(), let own = checkpoint {
            try await work.bringBackProfiles()
            try await control.rollBack(own)
            checkpoint = nil
            _ = try await leftovers(of: record, work, within: .seconds(4), sparing: nil)
            work.leaveRecreatedLinks()
        }
        // A trial that never became pending may not reach the network, and then there is nothing to keep.
        if record.pendingAt != nil {
            try await work.handBack()
            try await work.handBackGuests()
        }
        var left: [Deviation] = []
        let rounds = max(2, Self.seconds(record.patience) / Self.pause)
        for round in 0..<rounds {
            if round > 0, let checkpoint { await postpone(checkpoint) }
            try await work.goOn()
            left = try await leftovers(of: record, work, within: .seconds(Self.pause), sparing: checkpoint)
            if left.isEmpty { break }
            if round == rounds / 2, let own = checkpoint {
                try await control.rollBack(own)
                checkpoint = nil
            }
        }
        if left.isEmpty, let checkpoint { try? await control.destroy(checkpoint) }
        await announceAgain(record)
        return (left, work.refused)
    }

    /// Makes the links of a trial tell their neighbours which MAC address their addresses have again.
    ///
    /// Neighbours may still send to the link that had an address during the trial, for half a minute (RFC 4861 §7.3.3).
    /// The network is back by now, so a failure is only told.
    private func announceAgain(_ record: TrialRecord) async {
        let changed = Set(record.changes.compactMap { try? InterfaceName($0.interface) }).sorted()
        do throws(ControlError) {
            _ = try await control.waitUntilRight(within: .seconds(3)) { live in
                changed.filter { live.links[$0]?.addresses.contains(where: \.isTentative) == true }.map(\.text)
            }
            try await control.announce(changed)
        } catch {
            observe(.note("neighbours were not told of the addresses (\(error)); they ask for them within a minute"))
        }
    }

    /// The trial's checkpoint, if it still exists.
    ///
    /// It is also found if the process that created it died before it could record which one it is.
    private func ownCheckpoint(
        of record: TrialRecord, owner: String
    ) async throws(ControlError) -> CheckpointIdentity? {
        if let checkpoint = record.checkpoint {
            if checkpoint.owner != owner { return nil }
            return try await control.checkpoints().contains(checkpoint) ? checkpoint : nil
        }
        return try await control.checkpoint(since: record.preparedAt, timeout: record.checkpointTimeout)
    }

    /// Waits until the host is as before the trial, and returns the differences that remain.
    private func leftovers(
        of record: TrialRecord, _ work: Rollback, within limit: Duration, sparing own: CheckpointIdentity?
    ) async throws(ControlError) -> [Deviation] {
        let seen = Seen()
        _ = try await control.waitUntilRight(within: limit) { live in
            let found = record.deviations(of: live)
            seen.deviations = found
            return found.map(\.text)
        }
        var left = seen.deviations
        for foreign in try await control.checkpoints() where foreign != own && foreign.created >= record.preparedAt {
            left.append(.checkpoint(foreign.path))
        }
        if let reason = work.profilesRefused {
            left.append(.profiles(reason))
        } else if left.isEmpty {
            left = record.profileDeviations(of: try await control.liveState(withSettings: true))
        }
        return left
    }

    /// Saves the record if that is possible; a failure is only reported.
    func note(_ record: TrialRecord) {
        do throws(TrialError) {
            try save(record)
        } catch {
            observe(.note("the trial's record could not be updated (\(error)); the rollback goes on"))
        }
    }

    /// Records how a rollback ended, as far as that is possible.
    private func finishRollback(_ record: TrialRecord) -> TrialRecord {
        var record = record
        record.endedAt = host.date()
        note(record)
        do throws(TrialError) {
            try closeBooks(record)
        } catch {
            observe(.note("the history could not be written (\(error)); the next command tries again"))
        }
        return record
    }
}
