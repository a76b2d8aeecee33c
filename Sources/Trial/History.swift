package import System

/// An entry of the history with its number, readable or not.
package struct HistoryItem: Hashable, Sendable {
    /// The entry's number, from 1; no number is reused, even after the oldest entries are removed.
    package let number: Int
    /// The entry, or why it cannot be read.
    package let content: Result<HistoryEntry, FileError>

    package init(number: Int, content: Result<HistoryEntry, FileError>) {
        self.number = number
        self.content = content
    }

    /// The entry, if it can be read.
    package var entry: HistoryEntry? { try? content.get() }
}

extension TrialStore {
    private static let historyPath = statePath + "/history"

    /// The most entries that are kept.
    package static let historyLimit = 100
    /// The most bytes that all entries may have together; the newest stays even if it alone is larger.
    package static let historyBytes = 32 << 20

    /// Records how a trial ended, and the files that it replaced; removes the oldest entries beyond the limits.
    ///
    /// A trial that is archived twice, because of a fault in between, has one entry.
    ///
    /// - Throws: `FileError` when it cannot be written.
    package func archive(_ entry: HistoryEntry) throws(FileError) {
        let known = try files.names(in: Self.historyPath).compactMap(FileName.init)
        let key = "\(entry.record.startedAt)-\(entry.record.id)"
        let number = known.first { $0.key == key }?.number ?? (known.map(\.number).max() ?? 0) + 1
        try files.write(Self.encode(entry), to: "\(Self.historyPath)/\(FileName(number: number, key: key).text)")
        // Too much history is no reason to fail a trial that has ended.
        try? thinOut()
    }

    private func thinOut() throws(FileError) {
        let newestFirst = try historyFiles().reversed()
        var bytes = 0
        for (index, name) in newestFirst.enumerated() {
            let path = "\(Self.historyPath)/\(name.text)"
            bytes += try files.size(of: path)
            if index > 0, index >= Self.historyLimit || bytes > Self.historyBytes { try files.remove(path) }
        }
    }

    /// The entries of the history, oldest first; a damaged one tells what is wrong with it.
    package func history() throws(FileError) -> [HistoryItem] { try historyFiles().map(read) }

    /// One entry of the history; `nil` when there is none with this number.
    package func history(_ number: Int) throws(FileError) -> HistoryItem? {
        try historyFiles().first { $0.number == number }.map(read)
    }

    /// The number of a trial's entry in the history; `nil` when it has none.
    package func number(of record: TrialRecord) throws(FileError) -> Int? {
        try historyFiles().first { $0.key == "\(record.startedAt)-\(record.id)" }?.number
    }

    /// The numbers of all entries, ascending.
    package func historyNumbers() throws(FileError) -> [Int] { try historyFiles().map(\.number) }

    /// Whether the history has no entries, so that nothing was ever applied here.
    var isHistoryEmpty: Bool { ((try? historyNumbers()) ?? []).isEmpty }

    /// The specs in force: those of the newest confirmed trial or, after a restore, those that it went back to.
    ///
    /// - Returns: `nil` when no trial was confirmed, or the history does not reach back to it.
    package func specInForce() throws(FileError) -> [SpecText]? {
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

    /// A trial's last record in the history, which tells how it ended; `nil` when it is not there.
    func outcome(of record: TrialRecord) -> TrialRecord? {
        let key = "\(record.startedAt)-\(record.id)"
        let name = ((try? historyFiles()) ?? []).last { $0.key == key }
        return name.flatMap { read($0).entry?.record }
    }

    private func historyFiles() throws(FileError) -> [FileName] {
        try files.names(in: Self.historyPath).compactMap(FileName.init).sorted { $0.number < $1.number }
    }

    private func read(_ name: FileName) -> HistoryItem {
        let path = "\(Self.historyPath)/\(name.text)"
        do throws(FileError) {
            guard let entry: HistoryEntry = try decode(path) else {
                throw FileError(path: path, reason: "it is gone")
            }
            return HistoryItem(number: name.number, content: .success(entry))
        } catch {
            return HistoryItem(number: name.number, content: .failure(error))
        }
    }
}

/// An entry's file name, `000012-1795372456-a1b2c3.json`: number, start time, ID.
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
