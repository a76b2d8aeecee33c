package import System

/// An entry of the history under its number, readable or not.
package struct HistoryItem: Hashable, Sendable {
    /// From 1; a number is never given twice, also when the oldest entries are gone.
    package let number: Int
    /// What is in it, or why it cannot be read.
    package let content: Result<HistoryEntry, StateError>

    package init(number: Int, content: Result<HistoryEntry, StateError>) {
        self.number = number
        self.content = content
    }

    /// What is in it, if it can be read.
    package var entry: HistoryEntry? { try? content.get() }
}

extension TrialStore {
    private static let historyPath = statePath + "/history"

    /// How many entries are kept at most.
    package static let historyLimit = 100
    /// How many bytes they may have together; the newest stays also if it alone has more.
    package static let historyBytes = 32 << 20

    /// Keeps what became of a trial, and the files that it replaced; the oldest beyond the limits go.
    ///
    /// A trial that is archived twice, because a fault came in between, has one entry.
    ///
    /// - Throws: `StateError` when it cannot be written.
    package func archive(_ entry: HistoryEntry) throws(StateError) {
        let known = try files.names(in: Self.historyPath).compactMap(FileName.init)
        let key = "\(entry.record.startedAt)-\(entry.record.id)"
        let number = known.first { $0.key == key }?.number ?? (known.map(\.number).max() ?? 0) + 1
        try files.write(Self.encode(entry), to: "\(Self.historyPath)/\(FileName(number: number, key: key).text)")
        // Too much history is no reason to fail a trial that is over.
        try? thinOut()
    }

    private func thinOut() throws(StateError) {
        let newestFirst = try historyFiles().reversed()
        var bytes = 0
        for (index, name) in newestFirst.enumerated() {
            let path = "\(Self.historyPath)/\(name.text)"
            bytes += try files.size(of: path)
            if index > 0, index >= Self.historyLimit || bytes > Self.historyBytes { try files.remove(path) }
        }
    }

    /// What became of the trials so far, oldest first; a damaged entry is among them and says what is wrong with it.
    package func history() throws(StateError) -> [HistoryItem] { try historyFiles().map(read) }

    /// One entry of the history; `nil` when there is none with this number.
    package func history(_ number: Int) throws(StateError) -> HistoryItem? {
        try historyFiles().first { $0.number == number }.map(read)
    }

    /// The number under which a trial is in the history; `nil` when it is not there.
    package func number(of record: TrialRecord) throws(StateError) -> Int? {
        try historyFiles().first { $0.key == "\(record.startedAt)-\(record.id)" }?.number
    }

    /// The numbers that there are, ascending.
    package func historyNumbers() throws(StateError) -> [Int] { try historyFiles().map(\.number) }

    /// Nothing was ever applied here, as far as the history tells.
    var isHistoryEmpty: Bool { ((try? historyNumbers()) ?? []).isEmpty }

    /// The spec that is in force: of the newest confirmed trial, or, after a restore, of what it went back to.
    ///
    /// - Returns: `nil` when none was confirmed, or the history does not reach back to it.
    package func specInForce() throws(StateError) -> [SpecText]? {
        var before: [Int: [SpecText]?] = [:]
        var now: [SpecText]?
        for item in try history() {
            before[item.number] = now
            guard let record = item.entry?.record else {
                now = nil
                continue
            }
            guard record.phase == .confirmed else { continue }
            if let restored = record.restores { now = before[restored] ?? nil } else { now = record.specs }
        }
        return now
    }

    /// How a trial ended, as the history tells it; `nil` when it is not in there.
    func outcome(of record: TrialRecord) -> TrialRecord? {
        let key = "\(record.startedAt)-\(record.id)"
        let name = ((try? historyFiles()) ?? []).last { $0.key == key }
        return name.flatMap { read($0).entry?.record }
    }

    private func historyFiles() throws(StateError) -> [FileName] {
        try files.names(in: Self.historyPath).compactMap(FileName.init).sorted { $0.number < $1.number }
    }

    private func read(_ name: FileName) -> HistoryItem {
        let path = "\(Self.historyPath)/\(name.text)"
        do throws(StateError) {
            guard let entry: HistoryEntry = try decode(path) else {
                throw StateError(path: path, reason: "it is gone")
            }
            return HistoryItem(number: name.number, content: .success(entry))
        } catch {
            return HistoryItem(number: name.number, content: .failure(error))
        }
    }
}

/// `000012-1795372456-a1b2c3.json`: number, start, ID.
private struct FileName {
    let number: Int
    let key: String

    init(number: Int, key: String) {
        self.number = number
        self.key = key
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix(".json"), parts[1].contains("-"), parts[0].allSatisfy(\.isASCII),
            let number = Int(parts[0]), number > 0
        else { return nil }
        self.number = number
        key = String(parts[1].dropLast(5))
    }

    var text: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "-\(key).json"
    }
}
