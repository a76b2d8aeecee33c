/// Checks of whether the new network does its job, seen from outside NetworkManager and the kernel.
package protocol Verdict: Sendable {
    /// The maximum duration of `after`, in seconds.
    var seconds: Int { get }

    /// Runs the checks before anything is changed, so that a check that fails already is not blamed on the change.
    func before() async

    /// Runs the checks once everything is up.
    ///
    /// - Parameter silence: seconds during which all traffic may still be blocked: a failure counts only after these,
    ///   and after the time that each check has.
    /// - Returns: why the new network cannot be kept; `nil` when it can.
    func after(silence: Int) async -> String?
}
