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
    /// Is told how each of the spec's checks went.
    private let observe: @Sendable (TrialEvent) -> Void
    private let failedBefore = Mutex<Set<Check>>([])

    init(_ checks: [Check], areDecisive: Bool, observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }) {
        self.checks = checks
        self.areDecisive = areDecisive
        self.observe = observe
        peer = RemoteSession.current.map { Check(.ping($0.client)) }
    }

    /// The checks of the spec that a trial applies, for the look at the host once it is permanent.
    static func afterConfirm(of record: TrialRecord) -> SpecChecks {
        let sources = record.specs.map { SpecSource(name: $0.name, bytes: Array($0.text.utf8)) }
        let topology = Topology.confirmed(sources)
        return SpecChecks(topology?.checks ?? [], areDecisive: false)
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
            if check != peer { observe(.check("\(check)", .failedBefore(failure))) }
        }
        failedBefore.withLock { [failed] in $0 = failed }
    }

    func after(silence: Int) async -> String? {
        let before = failedBefore.withLock { $0 }
        // A peer that does not answer a ping anyway says nothing.
        let all = checks + (peer.map { before.contains($0) ? [] : [$0] } ?? [])
        var reasons: [String] = []
        for result in await Prober.run(all, longer: silence) {
            guard let failure = result.failure else {
                if result.check != peer { observe(.check("\(result.check)", .succeeded)) }
                continue
            }
            let text =
                result.check == peer
                ? "the other end of this SSH session no longer answers (\(result.check))"
                : "the check \(result.check) failed: \(failure)"
            if before.contains(result.check) {
                observe(.check("\(result.check)", .failsAsBefore(failure)))
                if areDecisive { reasons.append(text + ", as it did before the change") }
            } else {
                reasons.append(text)
            }
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}
