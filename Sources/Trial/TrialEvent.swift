package import NetTypes
package import Planning

/// A step in the progress of a trial, for display.
package enum TrialEvent: Sendable {
    /// The plan is made.
    case planned(Plan)
    case restoring(Restoration)
    /// The trial with this ID is recorded and has a checkpoint: from here on the host is protected.
    case protected(String)
    /// An interface reached a state on its way up.
    case interface(InterfaceName, InterfaceState)
    /// An act of the plan begins: its number, and how many there are.
    case act(Act, number: Int, of: Int)
    case verifying
    /// A check of the spec, given by its text in the spec, has run.
    case check(String, CheckResult)
    case rollingBack(Cause)
    /// Anything else worth knowing, as one clause.
    case note(String)
}

/// The result of a check of the spec.
package enum CheckResult: Hashable, Sendable {
    /// The check failed before anything was changed, so its failure is not blamed on the change.
    case failedBefore(String)
    case succeeded
    /// The check fails now as it did before the change.
    case failsAsBefore(String)
}
