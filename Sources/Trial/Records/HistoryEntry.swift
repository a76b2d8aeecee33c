/// An entry of the history: a trial that has ended.
package struct HistoryEntry: Codable, Hashable, Sendable {
    package let record: TrialRecord
    /// When the trial ended, in seconds since 1970.
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
