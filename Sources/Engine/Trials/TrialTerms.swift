package import Planning
package import Topology
package import Trial

/// The terms of a trial: its times, and who decides.
package struct TrialTerms: Hashable, Sendable {
    /// The seconds to answer in, once everything is up.
    package let timeout: Int
    /// The seconds that interfaces may take to come up.
    package let settle: Int
    /// Whether every check of the spec must succeed, even one that failed before the change.
    package let checksDecide: Bool
    /// Whether the spec must have been confirmed before, so that nobody has to be asked.
    package let historyDecides: Bool

    package init(timeout: Int, settle: Int, checksDecide: Bool = false, historyDecides: Bool = false) {
        self.timeout = timeout
        self.settle = settle
        self.checksDecide = checksDecide
        self.historyDecides = historyDecides
    }
}

/// A request to make a host what a spec says, as a trial.
package struct ApplyRequest: Sendable {
    /// What the spec says.
    package let topology: Topology
    /// The spec files, for the history.
    package let specs: [SpecText]
    /// The terms of the trial.
    package let terms: TrialTerms
    /// Who decides on the trial, or that a person has accepted its dangers.
    package let consent: Consent

    /// Makes a request from a spec.
    ///
    /// - Parameters:
    ///   - spec: the spec.
    ///   - isWhole: whether the spec describes the whole host, even if it does not say so itself (`--prune`).
    ///   - isForced: whether to go on even with hazards that no rollback would undo (`--force`).
    ///   - terms: the terms of the trial.
    /// - Throws: `.noChecks` when the checks should decide and the spec has none.
    package init(_ spec: ReadSpec, isWhole: Bool, isForced: Bool, terms: TrialTerms) throws(EngineError) {
        topology = spec.topology(isWhole: isWhole)
        specs = spec.sources.map { SpecText(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
        // Whoever knows the spec already still wants its checks to succeed.
        self.terms = TrialTerms(
            timeout: terms.timeout, settle: terms.settle,
            checksDecide: terms.checksDecide || terms.historyDecides && !topology.checks.isEmpty)
        consent = isForced ? .forced : terms.checksDecide || terms.historyDecides ? .unattended : .attended
        if terms.checksDecide, topology.checks.isEmpty { throw .noChecks }
    }
}
