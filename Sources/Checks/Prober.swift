import Dispatch
import Synchronization
package import Topology

/// The result of a check.
package struct CheckResult: Hashable, Sendable {
    package let check: Check
    /// Why it failed; `nil` when it succeeded.
    package let failure: String?

    package var succeeded: Bool { failure == nil }
}

/// Runs checks, each on a thread of its own: their sockets block.
package enum Prober {
    /// Runs all checks at the same time, each until it succeeds or its time is over.
    ///
    /// - Parameters:
    ///   - checks: the checks to run.
    ///   - limit: the most seconds for each check, where that is less than the check's own time.
    ///   - silence: seconds that are added to each check's own time, since the network may be silent at first.
    /// - Returns: the results in the order of the checks; within two seconds once the task is cancelled (except for a
    ///   `resolve`, which waits for the resolver).
    package static func run(_ checks: [Check], limit: Int = .max, longer silence: Int = 0) async -> [CheckResult] {
        let wanted = Wanted()
        return await withTaskCancellationHandler {
            await run(checks, limit, silence, wanted)
        } onCancel: {
            wanted.isOver.store(true, ordering: .relaxed)
        }
    }

    private static func run(_ checks: [Check], _ limit: Int, _ silence: Int, _ wanted: Wanted) async -> [CheckResult] {
        await withTaskGroup(of: (Int, CheckResult).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask {
                    let failure = await withCheckedContinuation { continuation in
                        DispatchQueue.global().async {
                            let seconds = min(limit, check.within + silence)
                            continuation.resume(returning: attempt(check, seconds: seconds, wanted))
                        }
                    }
                    return (index, CheckResult(check: check, failure: failure))
                }
            }
            var results: [(Int, CheckResult)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Repeats a check until it has succeeded often enough in a row, or its time is over.
    ///
    /// - Returns: `nil` for success, otherwise why the last attempt failed.
    private static func attempt(_ check: Check, seconds: Int, _ wanted: Wanted) -> String? {
        let end = ContinuousClock.now + .seconds(seconds)
        var row = 0
        var best = 0
        var failure: String? = "there was no time to try it"
        while ContinuousClock.now < end {
            if wanted.isOver.load(ordering: .relaxed) { return "it was called off" }
            let start = ContinuousClock.now
            failure = once(check, until: min(end, start + .seconds(2)))
            row = failure == nil ? row + 1 : 0
            if row >= check.count { return nil }
            best = max(best, row)
            // At most twice a second, whether the attempt failed or succeeded at once.
            let rest = .milliseconds(500) - (ContinuousClock.now - start)
            if rest > .zero { pause(rest) }
        }
        if best == 0 { return failure }
        return "it succeeded \(best) times in a row within \(seconds) s, not \(check.count)"
            + (failure.map { "; the last time: \($0)" } ?? "")
    }

    private static func once(_ check: Check, until deadline: ContinuousClock.Instant) -> String? {
        do throws(ProbeError) {
            switch check.probe {
            case .ping(let address): try ping(address, check.source, deadline)
            case .tcp(let address, let port): _ = try connect(address, port, check.source, deadline)
            case .http(let address, let port, let path): try get(address, port, path, check.source, deadline)
            case .resolve(let name): try resolve(name)
            case .arp(let address, let interface): try arp(address, interface, check.source, deadline)
            }
            return nil
        } catch {
            return error.reason
        }
    }
}

/// Whether anybody still waits for the results; shared with the threads that run the checks.
private final class Wanted: Sendable {
    let isOver = Atomic(false)
}

/// Why an attempt failed.
struct ProbeError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
