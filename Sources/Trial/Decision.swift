/// What a process sees when it looks at a trial.
package struct Observation: Hashable, Sendable {
    /// Milliseconds of CLOCK_BOOTTIME.
    package var now: Int64
    /// NetworkManager's unique name on the bus, or `nil` while it is not there.
    package var owner: String?
    /// The checkpoint with the trial's path, creation time and owner still exists.
    package var hasCheckpoint: Bool
    /// The process that applies is alive.
    package var applyIsAlive: Bool
    /// The commit record is on disk.
    package var isCommitted: Bool

    package init(now: Int64, owner: String?, hasCheckpoint: Bool, applyIsAlive: Bool, isCommitted: Bool) {
        self.now = now
        self.owner = owner
        self.hasCheckpoint = hasCheckpoint
        self.applyIsAlive = applyIsAlive
        self.isCommitted = isCommitted
    }
}

/// What somebody wants of a trial.
package enum Request: Hashable, Sendable {
    case confirm
    case rollBack(by: String)
    case extend
    /// The guard, a later invocation, or recovery at boot: finish what has to be finished, else leave it.
    case tend
    /// The guard, after the network changed: as `tend`, and what a rollback left is tried again at once.
    case retry
}

/// What has to be done now.
package enum Decision: Hashable, Sendable {
    /// Write the commit record, then make the new network permanent.
    case commit
    /// The commit record exists: carry it out.
    case rollForward
    case rollBack(Cause)
    case extend
    /// Nothing is due; look again when something happens, or at the deadline.
    case wait
    /// The trial is over.
    case nothing
    /// The request came too late or too early; the text says why.
    case refuse(String)
}

extension TrialRecord {
    /// Decides, from what is recorded and what is seen, what has to be done: the only place where it is decided.
    ///
    /// It is pure. Every process asks it under the lock: apply, the guard, `checkpoint confirm`, recovery. So whoever
    /// dies, the next one comes to the same conclusion. The commit record rules: with it everything rolls forward,
    /// without it every fault rolls back.
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

    /// The previous network was not seen to be back, so it is owed: nobody confirmed the new one.
    private func owed(_ cause: Cause, _ request: Request, _ now: Int64) -> Decision {
        switch request {
        case .tend: now >= (nextAttempt ?? 0) ? .rollBack(cause) : .wait
        case .retry, .rollBack: .rollBack(cause)
        case .confirm, .extend: .refuse("it was rolled back already")
        }
    }

    /// A cause to roll back that nobody asked for.
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
