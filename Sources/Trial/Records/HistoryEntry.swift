/// What became of a trial.
package struct HistoryEntry: Codable, Hashable, Sendable {
    package let record: TrialRecord
    /// Seconds since 1970.
    package let endedAt: Int64

    private enum CodingKeys: String, CodingKey {
        case record = "record"
        case endedAt = "endedAt"
    }

    package init(record: TrialRecord, endedAt: Int64) {
        self.record = record
        self.endedAt = endedAt
    }
}
