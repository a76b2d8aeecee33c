import Checks
import Planning
import Synchronization
package import Topology
import Trial

/// The checks of a spec, and one more: that the other end of the caller's SSH session still answers.
package final class SpecChecks: Verdict {
    private let checks: [Check]
    private let peer: Check?
    /// Whether every check must succeed, even one that failed before the change.
    private let areDecisive: Bool
    /// Is called with the result of each of the spec's checks.
    private let observe: @Sendable (TrialEvent) -> Void
    private let attempt: Attempt
    private let failedBefore = Mutex<Set<Check>>([])

    /// Runs checks at the same time, and returns for each why it failed, or `nil` if it succeeded.
    ///
    /// Each check is repeated until it succeeds, for its own time, but for `limit` seconds at most, and for `silence`
    /// seconds more.
    package typealias Attempt = @Sendable (_ checks: [Check], _ limit: Int, _ silence: Int) async -> [String?]

    /// Runs checks on the real network.
    package static let attempt: Attempt = { checks, limit, silence in
        await Prober.run(checks, limit: limit, longer: silence).map(\.failure)
    }

    /// Makes the checks of one trial.
    ///
    /// - Parameters:
    ///   - checks: the spec's checks.
    ///   - caller: the caller whose SSH session must survive.
    ///   - areDecisive: whether every check must succeed, even one that failed before the change.
    ///   - attempt: how to run checks.
    ///   - observe: is called with the result of each of the spec's checks.
    init(
        _ checks: [Check], for caller: Caller, areDecisive: Bool, attempt: @escaping Attempt,
        observe: @escaping @Sendable (TrialEvent) -> Void
    ) {
        self.checks = checks
        self.areDecisive = areDecisive
        self.attempt = attempt
        self.observe = observe
        peer = caller.session.map { Check(.ping($0.client)) }
    }

    package var seconds: Int { (checks.map(\.within) + (peer == nil ? [] : [10])).max() ?? 0 }

    package func before() async {
        let all = checks + (peer.map { [$0] } ?? [])
        if all.isEmpty { return }
        // Once is enough to know that it works now, and there is no time for more.
        let tries = all.map { Check($0.probe, source: $0.source, within: $0.within) }
        var failed: Set<Check> = []
        for (check, failure) in zip(all, await attempt(tries, 2, 0)) {
            guard let failure else { continue }
            failed.insert(check)
            if check != peer { observe(.check("\(check)", .failedBefore(failure))) }
        }
        failedBefore.withLock { [failed] in $0 = failed }
    }

    package func after(silence: Int) async -> String? {
        let before = failedBefore.withLock { $0 }
        // A peer that does not answer a ping anyway says nothing.
        let all = checks + (peer.map { before.contains($0) ? [] : [$0] } ?? [])
        var reasons: [String] = []
        for (check, failure) in zip(all, await attempt(all, .max, silence)) {
            guard let failure else {
                if check != peer { observe(.check("\(check)", .succeeded)) }
                continue
            }
            let text =
                check == peer
                ? "the other end of this SSH session no longer answers (\(check))"
                : "the check \(check) failed: \(failure)"
            if before.contains(check) {
                observe(.check("\(check)", .failsAsBefore(failure)))
                if areDecisive { reasons.append(text + ", as it did before the change") }
            } else {
                reasons.append(text)
            }
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}
