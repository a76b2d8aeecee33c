import Host

extension TrialRunner {
    /// Brings the previous network back, and where it was not seen to be back says when that is tried again.
    ///
    /// - Returns: the trial, rolled back or undetermined; what could not be written down of it is no error.
    /// - Throws: when NetworkManager is not there: it is still being rolled back then.
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

    /// Records how a rollback ended, in spite of a full or read-only /run.
    ///
    /// A record that says "pending" for ever would be a lie: without one, the history tells how it ended.
    private func writeDown(_ end: TrialRecord) {
        let recorded = (try? store.recorded()) ?? nil
        if recorded == end || (try? store.save(end)) != nil { return }
        if end.isOver, store.outcome(of: end) != nil { try? store.removeTrial() }
    }

    /// Tells everybody who is logged in: of the first attempt however it ended, of later ones only the good news.
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

    /// What is otherwise than before the trial at this moment; touches nothing.
    ///
    /// - Returns: `nil` when it cannot be told.
    package func otherwise(than record: TrialRecord) async -> [String]? {
        guard let live = try? await control.liveState(withSettings: false) else { return nil }
        return record.deviations(of: live).map(\.text)
    }
}
