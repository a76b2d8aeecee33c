package import NetTypes
package import Planning

/// How a command on a trial can end otherwise than asked.
package enum TrialError: Error, Sendable {
    /// Another trial waits for its answer.
    case otherTrial(TrialRecord)
    /// Another process is deciding on the trial at this moment.
    case busy
    /// Somebody else's checkpoint is in the way.
    case foreignCheckpoint([CheckpointIdentity])
    case misfit(Misfit)
    /// No rollback would save from these; nothing was touched.
    case needsForce([Hazard])
    /// An entry of the history cannot be undone.
    case cannotRestore(Int, Misfit)
    case control(ControlError)
    case state(StateError)
    /// There is no trial, or not the one that was named.
    case noTrial(String)
    /// The request came too late or too early.
    case refused(String, TrialRecord)
    /// The network is the old one, and was seen to be.
    case rolledBack(Cause, TrialRecord)
    /// A rollback was tried and not seen to succeed.
    case undetermined(Cause, [String], TrialRecord)
    /// Kept, but not yet made permanent; whoever comes next goes on with it.
    case unfinishedCommit(String, TrialRecord)
}

/// What happens during a trial, for people to see.
package enum TrialEvent: Sendable {
    case planned(Plan)
    case restoring(Restoration)
    /// The trial's ID; from here on the host is protected.
    case protected(String)
    case interface(InterfaceName, InterfaceState)
    case verifying
    case rollingBack(Cause)
    /// Something else worth knowing, one clause.
    case note(String)
}
