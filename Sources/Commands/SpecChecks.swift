import Checks
import Glibc
import NetTypes
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
        // sshd(8): SSH_CONNECTION holds the client's address and port, and the server's.
        let client = getenv("SSH_CONNECTION").flatMap { String(cString: $0).split(separator: " ").first }
        peer = client.flatMap { IPAddress(String($0)) }.map { Check(.ping($0)) }
    }

    var seconds: Int { (checks.map(\.within) + (peer == nil ? [] : [10])).max() ?? 0 }

    func before() async {
        let all = checks + (peer.map { [$0] } ?? [])
        if all.isEmpty { return }
        let failed = await Prober.run(all, limit: 2).filter { !$0.succeeded }
        failedBefore.withLock { $0 = Set(failed.map(\.check)) }
        for result in failed where result.check != peer {
            Console.err("Check \(result.check): fails before the change: \(result.failure ?? "")\n")
        }
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
