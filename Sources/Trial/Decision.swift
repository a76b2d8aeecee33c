/// What a process sees of the world when it decides on a trial.
package struct Observation: Hashable, Sendable {
    /// The time in milliseconds of CLOCK_BOOTTIME.
    package var now: Int64
    /// NetworkManager's unique name on the bus; `nil` while it is not running.
    package var owner: String?
    /// Whether the checkpoint with the trial's path, creation time and owner still exists.
    package var hasCheckpoint: Bool
    /// Whether the process that applies is alive.
    package var applyIsAlive: Bool
    /// Whether the commit record is on disk.
    package var isCommitted: Bool

    package init(now: Int64, owner: String?, hasCheckpoint: Bool, applyIsAlive: Bool, isCommitted: Bool) {
        self.now = now
        self.owner = owner
        self.hasCheckpoint = hasCheckpoint
        self.applyIsAlive = applyIsAlive
        self.isCommitted = isCommitted
    }
}

/// What a process wants to do with a trial.
package enum Request: Hashable, Sendable {
    case confirm
    case rollBack(by: String)
    case extend
    /// The guard, a later command, or recovery at boot wants to finish what is due, and to leave the rest.
    case tend
    /// The guard wants the same after the network changed, and to repeat an incomplete rollback at once.
    case retry
}

/// What has to be done with a trial now.
package enum Decision: Hashable, Sendable {
    /// Write the commit record, then make the new network permanent.
    case commit
    /// Carry out the commit record, which exists.
    case rollForward
    case rollBack(Cause)
    case extend
    /// Do nothing yet; look again after a change, or at the deadline.
    case wait
    /// Do nothing: the trial is over.
    case nothing
    /// Refuse the request, which came too late or too early; the text says why.
    case refuse(String)
}

extension TrialRecord {
    /// Decides what has to be done with the trial, from the record and from what is seen; nothing else decides that.
    ///
    /// It is a pure function. Apply, the guard, `checkpoint confirm` and recovery all call it under the lock. So
    /// whichever of them dies, the next one comes to the same conclusion. The commit record rules: if it exists,
    /// everything rolls forward, and without it every fault rolls back.
    package func decision(for request: Request, seeing world: Observation) -> Decision {
        if isOver { return request == .tend || request == .retry ? .nothing : .refuse("it is over already") }
        if case .undetermined(let cause, _) = phase { return owed(cause, request, world.now) }
        if world.isCommitted {
            switch request {
            case .confirm, .tend, .retry: return .rollForward
            case .rollBack, .extend: return .refuse("it is confirmed already, and being made permanent")
            }
        }
        switch phase {
        case .confirmed, .rolledBack, .undetermined: return .nothing
        case .rollingBack(let cause):
            switch request {
            case .tend, .retry, .rollBack: return .rollBack(cause)
            case .confirm, .extend: return .refuse("it is being rolled back already")
            }
        case .prepared, .applying, .confirming, .pending: break
        }
        if let cause = fault(in: world) { return late(cause, request) }
        switch (phase, request) {
        case (_, .rollBack(let who)): return .rollBack(.asked(by: who))
        case (.pending, .confirm), (.confirming, .confirm): return .commit
        case (.pending, .extend): return .extend
        case (_, .confirm), (_, .extend): return .refuse("it is still being applied")
        case (_, .tend), (_, .retry): return .wait
        }
    }

    /// Decides on an undetermined trial: nobody confirmed the new network, and the previous one is not known to be
    /// back.
    private func owed(_ cause: Cause, _ request: Request, _ now: Int64) -> Decision {
        switch request {
        case .tend: now >= (nextAttempt ?? 0) ? .rollBack(cause) : .wait
        case .retry, .rollBack: .rollBack(cause)
        case .confirm, .extend: .refuse("it was rolled back already")
        }
    }

    /// A reason to roll back that no request gives; `nil` if there is none.
    private func fault(in world: Observation) -> Cause? {
        if let checkpoint, let owner = world.owner, owner != checkpoint.owner { return .networkManagerRestarted }
        if checkpoint != nil, world.owner == nil { return .networkManagerRestarted }
        if world.now >= deadline { return .deadline }
        if checkpoint != nil, !world.hasCheckpoint { return .checkpointGone }
        if phase == .prepared || phase == .applying, !world.applyIsAlive { return .applyDied }
        return nil
    }

    private func late(_ cause: Cause, _ request: Request) -> Decision {
        switch request {
        case .tend, .retry, .rollBack: .rollBack(cause)
        case .confirm, .extend: .refuse("it can no longer be kept: \(cause.text); it is rolled back")
        }
    }
}
