package import System
package import Topology
package import Trial

/// The history of this host's trials, which only root may read.
package struct HistoryBook: Sendable {
    private let store: TrialStore
    private let caller: Caller

    /// Opens the history.
    ///
    /// - Parameters:
    ///   - caller: who asks.
    ///   - files: the file system that holds the history.
    /// - Throws: `.notPermitted` for anybody but root; `.trial(.state)` when the history's folder cannot be used.
    package init(for caller: Caller, files: any FileAccess = LinuxFiles()) throws(EngineError) {
        if !caller.isRoot { throw .notPermitted(.history) }
        store = try EngineError.reading(for: caller) { () throws(FileError) in try TrialStore(files: files) }
        self.caller = caller
    }

    /// All entries, oldest first; the item of an unreadable entry says why it cannot be read.
    package func items() throws(EngineError) -> [HistoryItem] {
        try EngineError.reading(for: caller) { () throws(FileError) in try store.history() }
    }

    /// Returns the entry with a number, or the newest entry for `nil`.
    ///
    /// - Throws: `.noEntry` when there is no such entry, with the number 0 for the newest of an empty history;
    ///   `.damagedEntry` when the entry cannot be read.
    package func entry(_ number: Int?) throws(EngineError) -> HistoryEntry {
        let (item, numbers) = try EngineError.reading(for: caller) { () throws(FileError) in
            let numbers = try store.historyNumbers()
            guard let wanted = number ?? numbers.last else { return (HistoryItem?.none, numbers) }
            return (try store.history(wanted), numbers)
        }
        switch item?.content {
        case .success(let entry): return entry
        case .failure(let error): throw .damagedEntry(item?.number ?? 0, error)
        case nil: throw .noEntry(number ?? 0, known: numbers)
        }
    }

    /// Returns the entry with a number, and the spec files that it keeps.
    ///
    /// - Throws: `.restoreHasNoSpec` for a restore; otherwise the errors of `entry`.
    package func spec(_ number: Int) throws(EngineError) -> (entry: HistoryEntry, sources: [SpecSource]) {
        let entry = try entry(number)
        if entry.record.restores != nil { throw .restoreHasNoSpec(number) }
        let sources = entry.record.specs.map { spec in
            SpecSource(name: Self.name(of: spec, in: number), bytes: Array(spec.text.utf8))
        }
        return (entry, sources)
    }

    /// Names a spec from the history, such as `history 3: host.yaml`, also if it had come from the history before.
    private static func name(of spec: SpecText, in number: Int) -> String {
        var name = Substring(spec.name)
        if name.hasPrefix("history "), let colon = name.firstIndex(of: ":") {
            name = name[colon...].dropFirst().drop { $0 == " " }
        }
        return "history \(number): \(name)"
    }

    /// Whether a trial of these very files was confirmed, whatever their names were, and no restore has undone it since.
    ///
    /// - Parameters:
    ///   - sources: the files.
    ///   - isWhole: whether they describe the whole host (`--prune`), as they must have then.
    /// - Returns: whether that is so.
    /// - Throws: the errors of `items`.
    package func hasConfirmed(_ sources: [SpecSource], isWhole: Bool) throws(EngineError) -> Bool {
        let texts = sources.map { String(decoding: $0.bytes, as: UTF8.self) }
        var isConfirmed = false
        var number = 0
        for item in try items() {
            guard let record = item.entry?.record, record.phase == .confirmed else { continue }
            if let undone = record.restores {
                if undone <= number { isConfirmed = false }
            } else if record.specs.map(\.text) == texts, (record.isWhole ?? true) == isWhole {
                isConfirmed = true
                number = item.number
            }
        }
        return isConfirmed
    }

    /// The numbers of all entries, ascending; empty if the history cannot be read.
    package static func numbers() -> [Int] { (try? TrialStore().historyNumbers()) ?? [] }
}
