/// Whether the new network does what it is for, as somebody outside NetworkManager and the kernel sees it.
package protocol Verdict: Sendable {
    /// Seconds that `after` may take.
    var seconds: Int { get }

    /// Looks before anything is changed, so that what failed already is not blamed on the change.
    func before() async

    /// Looks once everything is up.
    ///
    /// - Parameter silence: seconds that nothing may be heard yet, by what is known beforehand: a failure counts only
    ///   after that, and after the time that each look has.
    /// - Returns: why the new network cannot be kept; `nil` when it can.
    func after(silence: Int) async -> String?
}
