import Checks
package import Diagnosis
import Host
package import Logging
package import Trial

/// An examination of this host for what may be wrong with its network; see `docs/diagnose.md`.
package struct Examination: Sendable {
    private let caller: Caller
    private var observation: HostObservation
    /// What the examination could not see, in words.
    package private(set) var notSeen: [String]

    /// Reads the kernel's state and, if it answers, NetworkManager's; changes nothing.
    ///
    /// - Parameters:
    ///   - caller: who asks; anybody but root sees less.
    ///   - log: the log for calls to NetworkManager.
    /// - Throws: `.kernel` when the kernel does not answer.
    package init(for caller: Caller, log: Logger) async throws(EngineError) {
        self.caller = caller
        (observation, notSeen) = try await HostObserver.observe(for: caller, log: log)
    }

    /// Makes sure that the host has these interfaces.
    ///
    /// - Throws: `.noInterface` for the first one that it does not have.
    package func require(_ interfaces: [String]) throws(EngineError) {
        let links = observation.host.kernel.links.values
        for name in interfaces where !links.contains(where: { $0.name == name }) { throw .noInterface(name) }
    }

    /// Examines the wire too: sends ARP requests and pings, and listens for frames.
    ///
    /// - Parameters:
    ///   - seconds: how long to listen.
    ///   - announce: is called once, before anything is sent, with a sentence that says what will be.
    /// - Throws: `.notPermitted` for anybody but root; `.kernel` when the kernel does not answer.
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

    /// Finds what is wrong, by what the examination has seen so far.
    ///
    /// - Parameter interfaces: the names of the interfaces that findings must concern; if empty, any.
    /// - Returns: the findings, the worst first.
    package func findings(on interfaces: [String] = []) -> [Finding] {
        let findings = Diagnosis.findings(in: observation)
        if interfaces.isEmpty { return findings }
        return findings.filter { !Set($0.interfaces).isDisjoint(with: interfaces) }
    }

    /// The number of the host's links, including the loopback link.
    package var links: Int { observation.host.kernel.links.count }

    /// The number of the host's links, excluding the loopback link.
    package var interfaces: Int { observation.host.kernel.links.values.count { !$0.isLoopback } }

    /// The number of the host's profiles; `nil` if NetworkManager did not answer.
    package var profiles: Int? { observation.host.manager?.profiles.count }

    /// The number of seconds for which `probe` listened on the wire; `nil` if it did not.
    package var seconds: Int? { observation.wire?.seconds }
}
