/// The judge's verdict on one run of the fault sweep.
package struct Verdict: Hashable, Sendable {
    /// The verdict in one word.
    package let word: Word
    /// The network that the host ended on; `nil` if it was neither, or was not judged.
    package let network: Known.Network?
    /// The verdict on one line: the word, the network, what the program had reported, and complaints.
    package let line: String
    /// Why the verdict is `RED`, a line each; empty otherwise.
    package let reasons: [String]

    /// A verdict in one word.
    package enum Word: String, Sendable {
        /// The run kept all rules.
        case ok
        /// The network that must be back is back, but the program has reported that it does not know.
        case unsure = "UNSURE"
        /// The run broke a rule.
        case red = "RED"
    }

    init(_ findings: Findings, isUnsure: Bool = false, network: Known.Network?, _ rest: [String]) {
        word = findings.reasons.isEmpty ? (isUnsure ? .unsure : .ok) : .red
        self.network = network
        line = ([word.rawValue] + rest + findings.complaints).filter { !$0.isEmpty }.joined(separator: " ")
        reasons = findings.reasons
    }
}

/// The rules that a run has broken, as the judge finds them.
struct Findings {
    /// The findings that the verdict's line shows too.
    private(set) var complaints: [String] = []
    /// All findings, a line each.
    private(set) var reasons: [String] = []

    /// Adds a finding if a rule is broken.
    ///
    /// - Parameters:
    ///   - isSo: whether the rule is kept.
    ///   - reason: the finding if it is not.
    mutating func require(_ isSo: Bool, _ reason: @autoclosure () -> String) {
        if !isSo { reasons.append(reason()) }
    }

    /// Adds a finding, which the verdict's line shows too, if a rule is broken.
    ///
    /// - Parameters:
    ///   - isSo: whether the rule is kept.
    ///   - complaint: the finding if it is not.
    mutating func complain(unless isSo: Bool, _ complaint: @autoclosure () -> String) {
        guard !isSo else { return }
        complaints.append(complaint())
        reasons.append(complaint())
    }

    /// Adds lines that explain the last finding.
    mutating func add(_ lines: [String]) { reasons += lines }
}
