import Checks
import Planning
import Synchronization
package import Topology
import Trial

/// The checks of a spec, and one of our own: the other end of the caller's SSH session still answers.
package final class SpecChecks: Verdict {
    private let checks: [Check]
    private let peer: Check?
    /// Every check has to succeed, also one that failed before.
    private let areDecisive: Bool
    /// Is told how each of the spec's checks went.
    private let observe: @Sendable (TrialEvent) -> Void
    private let attempt: Attempt
    private let failedBefore = Mutex<Set<Check>>([])

    /// Tries checks at the same time, each until it succeeds, for its own time and `silence` seconds more, but for no
    /// longer than `limit` seconds; says of each why it failed, or `nil`.
    package typealias Attempt = @Sendable (_ checks: [Check], _ limit: Int, _ silence: Int) async -> [String?]

    /// Tries them on the network.
    package static let attempt: Attempt = { checks, limit, silence in
        await Prober.run(checks, limit: limit, longer: silence).map(\.failure)
    }

    /// - Parameters:
    ///   - checks: the spec's.
    ///   - caller: whose SSH session has to survive.
    ///   - areDecisive: every check has to succeed, also one that failed before the change.
    ///   - attempt: how they are tried.
    ///   - observe: is told how each of the spec's checks went.
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
