/// What the sweep says of one run.
package struct Verdict: Hashable, Sendable {
    package let word: Word
    /// The network that the host ended on; `nil` is neither.
    package let network: Known.Network?
    /// The run in one line: the word, the network, what the program had said of it.
    package let line: String
    /// Why it is not `ok`, a line each.
    package let reasons: [String]

    /// Whether the promise was kept.
    package enum Word: String, Sendable {
        case ok
        /// The old network is back, and the program has said that it does not know.
        case unsure = "UNSURE"
        case red = "RED"
    }

    init(_ findings: Findings, isUnsure: Bool = false, network: Known.Network?, _ rest: [String]) {
        word = findings.reasons.isEmpty ? (isUnsure ? .unsure : .ok) : .red
        self.network = network
        line = ([word.rawValue] + rest + findings.complaints).filter { !$0.isEmpty }.joined(separator: " ")
        reasons = findings.reasons
    }
}

/// What is found against a run.
struct Findings {
    /// What the sweep's line says beside the network and the record.
    private(set) var complaints: [String] = []
    private(set) var reasons: [String] = []

    /// - Parameters:
    ///   - isSo: what must be.
    ///   - reason: what is said where it is not.
    mutating func require(_ isSo: Bool, _ reason: @autoclosure () -> String) {
        if !isSo { reasons.append(reason()) }
    }

    /// The same, of what the line itself must say too.
    mutating func complain(unless isSo: Bool, _ complaint: @autoclosure () -> String) {
        guard !isSo else { return }
        complaints.append(complaint())
        reasons.append(complaint())
    }

    mutating func add(_ lines: [String]) { reasons += lines }
}
