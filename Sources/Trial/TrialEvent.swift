package import NetTypes
package import Planning

/// What happens during a trial, for people to see.
package enum TrialEvent: Sendable {
    case planned(Plan)
    case restoring(Restoration)
    /// The trial's ID; from here on the host is protected.
    case protected(String)
    case interface(InterfaceName, InterfaceState)
    case verifying
    /// A check of the spec, as the spec has it, was tried.
    case check(String, CheckResult)
    case rollingBack(Cause)
    /// Something else worth knowing, one clause.
    case note(String)
}

/// How a check of the spec went.
package enum CheckResult: Hashable, Sendable {
    /// It failed before anything was changed, so it is not blamed on the change.
    case failedBefore(String)
    case succeeded
    /// It fails now as it did before the change.
    case failsAsBefore(String)
}
