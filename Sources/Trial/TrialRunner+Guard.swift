import Host

extension TrialRunner {
    /// Something may be due for a trial, as far as the record, the clock and the processes tell: NetworkManager is not
    /// asked.
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

    /// Does what is due for a trial, if anything is; takes the lock only then.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - request: `.retry` where a rollback that left something is tried again at once.
    /// - Returns: the trial as it is afterwards.
    /// - Throws: when it could not be done; it is still due then.
    package func tendIfDue(
        _ record: TrialRecord, _ request: Request = .tend
    ) async throws(TrialError) -> TrialRecord? {
        switch record.decision(for: request, seeing: try await observation(of: record)) {
        case .wait: return record
        case .nothing, .commit, .rollForward, .rollBack, .extend, .refuse:
            return try await tend(request, knowing: record)
        }
    }

    /// A pending trial has less than a minute left: the moment to tell those who are logged in, if it had more before.
    package func isNearlyOver(_ record: TrialRecord) -> Bool {
        record.phase == .pending && record.timeout > 60 && record.deadline - host.now() <= 60_000
    }

    package func warn(_ record: TrialRecord) {
        host.announce(
            "nm-topology: trial \(record.id) is rolled back in a minute, unless somebody confirms it: "
                + "nm-topology checkpoint confirm \(record.id)")
    }

    /// Ends an applying process that hangs with the lock in its hand, five seconds after the deadline.
    ///
    /// - Returns: it was ended; the lock is free in a moment.
    package func endHungApply(_ record: TrialRecord) -> Bool {
        guard record.phase == .prepared || record.phase == .applying, host.now() >= record.deadline + 5000,
            host.isAlive(record.apply)
        else { return false }
        host.kill(record.apply)
        return true
    }
}
