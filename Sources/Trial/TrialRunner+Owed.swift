import Host

extension TrialRunner {
    /// Restores the previous network; where that is incomplete, sets the time of the next attempt.
    ///
    /// - Returns: the trial, rolled back or undetermined; a failure to record that is no error.
    /// - Throws: `.control` when NetworkManager is not running or disappears; the trial is still being rolled back then.
    func bringBack(_ record: TrialRecord, _ cause: Cause) async throws(TrialError) -> TrialRecord {
        var end = try await performRollback(record, cause)
        if case .undetermined = end.phase {
            let attempts = (record.attempts ?? 0) + 1
            end.attempts = attempts
            end.nextAttempt = host.now() + TrialRecord.pause(afterAttempt: attempts)
        } else {
            end.nextAttempt = nil
        }
        writeDown(end)
        announce(end, isFirst: record.attempts == nil)
        return end
    }

    /// Records how a rollback ended, even if /run is full or read-only.
    ///
    /// A record that says "pending" for ever would be wrong, so it is removed if the history says how the trial ended.
    private func writeDown(_ end: TrialRecord) {
        let recorded = (try? store.recorded()) ?? nil
        if recorded == end || (try? store.save(end)) != nil { return }
        if end.isOver, store.outcome(of: end) != nil { try? store.removeTrial() }
    }

    /// Tells everybody who is logged in how the first attempt ended, and later ones only if they succeeded.
    private func announce(_ end: TrialRecord, isFirst: Bool) {
        let trial = "nm-topology: trial \(end.id)"
        switch end.phase {
        case .rolledBack(let cause) where isFirst:
            host.announce("\(trial) was rolled back: \(cause.text). The previous network is back.")
        case .rolledBack:
            host.announce("\(trial): the previous network is back, after \((end.attempts ?? 0) + 1) attempts.")
        case .undetermined(let cause, _) where isFirst:
            host.announce(
                "\(trial) was rolled back: \(cause.text). Not everything is as before, and it is tried again: "
                    + "nm-topology checkpoint status")
        case .undetermined, .prepared, .applying, .pending, .confirming, .confirmed, .rollingBack: break
        }
    }

    /// The present differences from the state before the trial, one clause each; changes nothing.
    ///
    /// - Returns: `nil` when the host cannot be read.
    package func otherwise(than record: TrialRecord) async -> [String]? {
        guard let live = try? await control.liveState(withSettings: false) else { return nil }
        return record.deviations(of: live).map(\.text)
    }
}
