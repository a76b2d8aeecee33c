import Checks
import Glibc
import NetTypes
import Planning
import Synchronization
import Topology
import Trial

/// The checks of a spec, and one of our own: the other end of this SSH session still answers.
final class SpecChecks: Verdict {
    private let checks: [Check]
    private let peer: Check?
    /// Every check has to succeed, also one that failed before.
    private let areDecisive: Bool
    private let failedBefore = Mutex<Set<Check>>([])

    init(_ checks: [Check], areDecisive: Bool) {
        self.checks = checks
        self.areDecisive = areDecisive
        peer = RemoteSession.current.map { Check(.ping($0.client)) }
    }

    var seconds: Int { (checks.map(\.within) + (peer == nil ? [] : [10])).max() ?? 0 }

    func before() async {
        let all = checks + (peer.map { [$0] } ?? [])
        if all.isEmpty { return }
        // Once is enough to know that it works now, and there is no time for more.
        let tries = all.map { Check($0.probe, source: $0.source, within: $0.within) }
        var failed: Set<Check> = []
        for (check, result) in zip(all, await Prober.run(tries, limit: 2)) {
            guard let failure = result.failure else { continue }
            failed.insert(check)
            if check != peer { Console.err("Check \(check): fails before the change: \(failure)\n") }
        }
        failedBefore.withLock { [failed] in $0 = failed }
    }

    func after() async -> String? {
        let before = failedBefore.withLock { $0 }
        // A peer that does not answer a ping anyway says nothing.
        let all = checks + (peer.map { before.contains($0) ? [] : [$0] } ?? [])
        var reasons: [String] = []
        for result in await Prober.run(all) {
            guard let failure = result.failure else {
                if result.check != peer { Console.err("Check \(result.check): succeeded\n") }
                continue
            }
            let text =
                result.check == peer
                ? "the other end of this SSH session no longer answers (\(result.check))"
                : "the check \(result.check) failed: \(failure)"
            if before.contains(result.check) {
                Console.err("Check \(result.check): fails as before the change: \(failure)\n")
                if areDecisive { reasons.append(text + ", as it did before the change") }
            } else {
                reasons.append(text)
            }
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}
