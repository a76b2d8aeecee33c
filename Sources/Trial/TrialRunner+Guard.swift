import Host

extension TrialRunner {
    /// Whether something may be due for a trial, to judge by the record, the clock and the processes.
    ///
    /// It does not ask NetworkManager.
    package func mayBeDue(_ record: TrialRecord) -> Bool {
        if record.isOver { return false }
        if record.isOwed { return host.now() >= record.nextAttempt ?? 0 }
        if host.now() >= record.deadline { return true }
        switch record.phase {
        case .prepared, .applying: return !host.isAlive(record.apply)
        case .pending: return (try? store.commit()) ?? nil != nil
        case .confirming, .rollingBack: return true
        case .confirmed, .rolledBack, .undetermined: return false
        }
    }

    /// Does what is due for a trial; takes the lock only if something is.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - request: `.retry` to repeat an incomplete rollback at once.
    /// - Returns: the trial as it is afterwards.
    /// - Throws: `TrialError` when it could not be done; it is still due then.
    package func tendIfDue(
        _ record: TrialRecord, _ request: Request = .tend
    ) async throws(TrialError) -> TrialRecord? {
        switch record.decision(for: request, seeing: try await observation(of: record)) {
        case .wait: return record
        case .nothing, .commit, .rollForward, .rollBack, .extend, .refuse:
            return try await tend(request, knowing: record)
        }
    }

    /// Whether a pending trial with a timeout of more than a minute has less than a minute left, so that `warn` is due.
    package func isNearlyOver(_ record: TrialRecord) -> Bool {
        record.phase == .pending && record.timeout > 60 && record.deadline - host.now() <= 60_000
    }

    /// Tells everybody who is logged in that the trial will be rolled back in a minute.
    package func warn(_ record: TrialRecord) {
        host.announce(
            "nm-topology: trial \(record.id) is rolled back in a minute, unless somebody confirms it: "
                + "nm-topology checkpoint confirm \(record.id)")
    }

    /// Kills an applying process that hangs while it holds the lock, five seconds after the deadline.
    ///
    /// - Returns: whether it was killed; the lock will be free in a moment.
    package func endHungApply(_ record: TrialRecord) -> Bool {
        guard record.phase == .prepared || record.phase == .applying, host.now() >= record.deadline + 5000,
            host.isAlive(record.apply)
        else { return false }
        host.kill(record.apply)
        return true
    }
}
