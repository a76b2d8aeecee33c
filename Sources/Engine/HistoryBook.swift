package import System
package import Topology
package import Trial

/// The history of a host, for those who may read it.
package struct HistoryBook: Sendable {
    private let store: TrialStore
    private let caller: Caller

    /// - Parameters:
    ///   - caller: who asks.
    ///   - files: where it is kept.
    /// - Throws: `.notPermitted` for anybody but root, `.trial(.state)` where it cannot be used.
    package init(for caller: Caller, files: any FileAccess = LinuxFiles()) throws(EngineError) {
        if !caller.isRoot { throw .notPermitted(.history) }
        store = try EngineError.reading(for: caller) { () throws(FileError) in try TrialStore(files: files) }
        self.caller = caller
    }

    /// All entries, oldest first; one that cannot be read is among them and says why.
    package func items() throws(EngineError) -> [HistoryItem] {
        try EngineError.reading(for: caller) { () throws(FileError) in try store.history() }
    }

    /// The entry with a number, or, with `nil`, the newest.
    ///
    /// - Throws: `.noEntry`, with 0 where there is none at all; `.damagedEntry`.
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

    /// An entry of which the spec is wanted, and that.
    ///
    /// - Throws: `.restoreHasNoSpec` for a restore, and as `entry` does.
    package func spec(_ number: Int) throws(EngineError) -> (entry: HistoryEntry, sources: [SpecSource]) {
        let entry = try entry(number)
        if entry.record.restores != nil { throw .restoreHasNoSpec(number) }
        let sources = entry.record.specs.map { spec in
            SpecSource(name: Self.name(of: spec, in: number), bytes: Array(spec.text.utf8))
        }
        return (entry, sources)
    }

    /// The names of specs in the spec's places and in the history: where they came from, said once.
    private static func name(of spec: SpecText, in number: Int) -> String {
        var name = Substring(spec.name)
        if name.hasPrefix("history "), let colon = name.firstIndex(of: ":") {
            name = name[colon...].dropFirst().drop { $0 == " " }
        }
        return "history \(number): \(name)"
    }

    /// The numbers that there are, ascending; none where it cannot be read.
    package static func numbers() -> [Int] { (try? TrialStore().historyNumbers()) ?? [] }
}
