package import Planning
package import Topology
package import Trial

/// On which terms a trial is run.
package struct TrialTerms: Hashable, Sendable {
    /// Seconds to answer once all is up.
    package let timeout: Int
    /// Seconds that interfaces may take to come up.
    package let settle: Int
    /// Every check of the spec has to succeed, also one that failed before the change.
    package let checksDecide: Bool

    package init(timeout: Int, settle: Int, checksDecide: Bool = false) {
        self.timeout = timeout
        self.settle = settle
        self.checksDecide = checksDecide
    }
}

/// What is asked of a host: to be what a spec says, on these terms.
package struct ApplyRequest: Sendable {
    /// What the host shall be.
    package let topology: Topology
    /// The spec files, for the history.
    package let specs: [SpecText]
    package let terms: TrialTerms
    /// What may be lost for good.
    package let consent: Consent

    /// - Parameters:
    ///   - spec: what was read.
    ///   - isWhole: the spec is the whole of the host, whatever it says itself (`--prune`).
    ///   - isForced: also what no rollback would save from is carried out.
    ///   - terms: how the trial is run.
    /// - Throws: `.noChecks` where checks were to decide and there are none.
    package init(_ spec: ReadSpec, isWhole: Bool, isForced: Bool, terms: TrialTerms) throws(EngineError) {
        topology = spec.topology(isWhole: isWhole)
        specs = spec.sources.map { SpecText(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
        self.terms = terms
        consent = isForced ? .forced : terms.checksDecide ? .unattended : .attended
        if terms.checksDecide, topology.checks.isEmpty { throw .noChecks }
    }
}
