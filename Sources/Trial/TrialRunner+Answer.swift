import Host

extension TrialRunner {
    /// Keeps the trial: records the decision, then makes the new network permanent.
    ///
    /// Afterwards it looks at the host again; if that differs from what was judged, it undoes the change.
    ///
    /// - Parameters:
    ///   - id: the trial's ID; `nil` for whichever trial there is.
    ///   - verdict: makes the checks for the trial, which run before and after it is made permanent.
    /// - Returns: the confirmed trial.
    /// - Throws: `.refused` when the trial can no longer be kept, `.state` when the decision cannot be recorded (the
    ///   trial then stays pending), `.unfinishedCommit` when the decision is recorded but not fully carried out,
    ///   `.undone` when the host differed afterwards.
    package func confirm(
        _ id: String?, verdict: @Sendable (TrialRecord) -> (any Verdict)? = { _ in nil }
    ) async throws(TrialError) -> TrialRecord {
        let record = try answerable(id)
        let verdict = verdict(record)
        return try await locked(wait: 10) { () async throws(TrialError) in
            try await confirmLocked(record.id, verdict)
        }
    }

    private func confirmLocked(_ id: String?, _ verdict: (any Verdict)?) async throws(TrialError) -> TrialRecord {
        let record = try named(id)
        switch record.decision(for: .confirm, seeing: try await observation(of: record)) {
        case .commit: return try await commitAndLook(record, verdict)
        case .rollForward: return try await rollForward(record)
        case .refuse(let why): throw .refused(why, try await settled(record))
        case .rollBack, .extend, .wait, .nothing: throw .refused("it is over already", record)
        }
    }

    /// Rolls the trial back; while it is being applied, the applying process is interrupted and does so.
    package func rollBack(_ id: String?) async throws(TrialError) -> TrialRecord {
        let seen = try named(id)
        let isInterrupted = isBeingApplied(seen)
        if isInterrupted { host.interrupt(seen.apply) }
        // A rollback that waits until the network is restored may take more than half a minute.
        return try await locked(wait: isInterrupted ? 120 : 10) { () async throws(TrialError) in
            try await rollBackLocked(seen.id, isInterrupted: isInterrupted)
        }
    }

    private func rollBackLocked(_ id: String, isInterrupted: Bool) async throws(TrialError) -> TrialRecord {
        let record = try named(id)
        if isInterrupted {
            switch record.phase {
            case .rolledBack, .undetermined: return record
            case .prepared, .applying, .pending, .confirming, .confirmed, .rollingBack: break
            }
        }
        switch record.decision(for: .rollBack(by: caller.user), seeing: try await observation(of: record)) {
        case .rollBack(let cause): return try await bringBack(record, cause)
        case .refuse(let why): throw .refused(why, record)
        case .commit, .rollForward, .extend, .wait, .nothing: throw .refused("it is over already", record)
        }
    }

    /// Moves the deadline to `seconds` from now.
    package func extend(_ id: String?, seconds: Int) async throws(TrialError) -> TrialRecord {
        let id = try answerable(id).id
        return try await locked(wait: 10) { () async throws(TrialError) in
            try await extendLocked(id, seconds: seconds)
        }
    }

    private func extendLocked(_ id: String?, seconds: Int) async throws(TrialError) -> TrialRecord {
        var record = try named(id)
        switch record.decision(for: .extend, seeing: try await observation(of: record)) {
        case .extend:
            guard let checkpoint = record.checkpoint else { throw .refused("it has no checkpoint", record) }
            let old = record.deadline
            let new = host.now() + Int64(seconds) * 1000
            // The later deadline is set last, so that NetworkManager's timer never comes before ours.
            if new < old {
                record.deadline = new
                try save(record)
            }
            try await refusable { () async throws(ControlError) in
                try await control.adjust(checkpoint, timeout: seconds + Self.grace)
            }
            record.deadline = new
            try save(record)
            return record
        case .refuse(let why): throw .refused(why, try await settled(record))
        case .commit, .rollForward, .rollBack, .wait, .nothing: throw .refused("it is over already", record)
        }
    }

    /// The trial with this ID, or for `nil` whichever trial there is.
    private func named(_ id: String?) throws(TrialError) -> TrialRecord {
        guard let record = try trial() else { throw .noTrial("there is no trial on this host") }
        if let id, id != record.id { throw .noTrial("there is no trial \(id); the last one is \(record.id)") }
        return record
    }

    /// The trial with this ID, if its record says that it can be confirmed or extended now.
    ///
    /// This is checked before waiting for the lock: its holder may be an `apply`, and a "yes" must not confirm
    /// something that nobody had seen when it was given.
    private func answerable(_ id: String?) throws(TrialError) -> TrialRecord {
        let record = try named(id)
        if record.isOwed { throw .refused("it was rolled back already", record) }
        if record.isOver { throw .refused("it is over already", record) }
        if isBeingApplied(record) { throw .refused("it is still being applied: wait until everything is up", record) }
        return record
    }

    private func isBeingApplied(_ record: TrialRecord) -> Bool {
        switch record.phase {
        case .prepared, .applying: host.isAlive(record.apply)
        case .pending, .confirming, .confirmed, .rollingBack, .rolledBack, .undetermined: false
        }
    }

    /// Finishes a trial that cannot be kept, so that the error says how it ended.
    private func settled(_ record: TrialRecord) async throws(TrialError) -> TrialRecord {
        try await tendLocked() ?? record
    }
}
