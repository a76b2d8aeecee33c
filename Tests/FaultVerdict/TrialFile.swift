/// The record of a trial by the program under test, whose claims the facts must bear out.
package struct TrialFile: Hashable, Sendable {
    /// How far the trial has come.
    package var phase: Phase
    /// The record's name for why the trial was rolled back; `nil` if it was not.
    package var cause: String?
    /// Whether the trial undoes an earlier one.
    package var isRestore: Bool

    /// How far a trial has come.
    package enum Phase: String, Decodable, Sendable {
        case prepared, applying, pending, confirming, confirmed, undetermined
        case rollingBack = "rolling-back"
        case rolledBack = "rolled-back"
    }

    package init(phase: Phase, cause: String? = nil, isRestore: Bool = false) {
        self.phase = phase
        self.cause = cause
        self.isRestore = isRestore
    }
}

extension TrialFile: Decodable {
    private enum Key: String, CodingKey { case phase, cause, restores }

    private struct Cause: Decodable { let name: String }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        phase = try container.decode(Phase.self, forKey: .phase)
        cause = try container.decodeIfPresent(Cause.self, forKey: .cause)?.name
        isRestore = container.contains(.restores)
    }
}

/// A finished trial in the history.
struct HistoryFile: Decodable { let record: TrialFile }
