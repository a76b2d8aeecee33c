import Checks
package import Diagnosis
import Host
package import Logging
package import Trial

/// A host that is looked at with an eye on what may be wrong; see `docs/diagnose.md`.
package struct Examination: Sendable {
    private let caller: Caller
    private var observation: HostObservation
    /// What could not be looked at, in words.
    package private(set) var notSeen: [String]

    /// Reads the kernel and, where it is there, NetworkManager; changes nothing.
    ///
    /// - Parameters:
    ///   - caller: who asks; anybody but root sees less.
    ///   - log: what is done with NetworkManager goes there.
    /// - Throws: `.kernel` when the kernel cannot be asked.
    package init(for caller: Caller, log: Logger) async throws(EngineError) {
        self.caller = caller
        (observation, notSeen) = try await HostObserver.observe(for: caller, log: log)
    }

    /// Makes sure that interfaces are there which the findings shall be about.
    ///
    /// - Throws: `.noInterface` for the first that is not.
    package func require(_ interfaces: [String]) throws(EngineError) {
        let links = observation.host.kernel.links.values
        for name in interfaces where !links.contains(where: { $0.name == name }) { throw .noInterface(name) }
    }

    /// Asks and listens on the wire too.
    ///
    /// - Parameters:
    ///   - seconds: how long.
    ///   - announce: is told what is about to be sent, in words.
    /// - Throws: `.notPermitted` for anybody but root, `.kernel` when the kernel cannot be asked.
    package mutating func probe(seconds: Int, announce: (String) -> Void) async throws(EngineError) {
        if !caller.isRoot { throw .notPermitted(.probe) }
        let prober = WireProber(observation)
        announce(prober.announcement(seconds: seconds))
        let report = await prober.run(seconds: seconds)
        notSeen += report.failures.sorted { $0.key < $1.key }.map { "the wire of \($0.key) (\($0.value))" }
        // What was asked may have changed what the kernel knows.
        try HostObserver.lookAgain(&observation)
        let heard = Set(report.switchPorts.map(\.interface))
        observation.switchPorts.removeAll { heard.contains($0.interface) }
        observation.switchPorts += report.switchPorts
        observation.wire = report
    }

    /// What is wrong.
    ///
    /// - Parameter interfaces: only what concerns these; without any, all.
    /// - Returns: the findings, the worst first.
    package func findings(on interfaces: [String] = []) -> [Finding] {
        let findings = Diagnosis.findings(in: observation)
        if interfaces.isEmpty { return findings }
        return findings.filter { !Set($0.interfaces).isDisjoint(with: interfaces) }
    }

    /// How many links were looked at, the loopback link among them.
    package var links: Int { observation.host.kernel.links.count }

    /// How many links were looked at, but for the loopback link.
    package var interfaces: Int { observation.host.kernel.links.values.count { !$0.isLoopback } }

    /// How many profiles were looked at; `nil` where NetworkManager does not answer.
    package var profiles: Int? { observation.host.manager?.profiles.count }

    /// How many seconds the wire was listened to; `nil` where it was not.
    package var seconds: Int? { observation.wire?.seconds }
}
