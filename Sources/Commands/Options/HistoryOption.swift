import ArgumentParser
import Engine
import Rendering
import Trial

/// A spec out of the history instead of files.
struct HistoryOption: ParsableArguments {
    @Option(
        name: .customLong("from-history"),
        help: ArgumentHelp("Take the spec of this entry of `nm-topology history` instead of files.", valueName: "N"),
        completion: .custom(HistoryGroup.completions))
    var fromHistory: Int?

    /// Reads the spec that was meant: files, or an entry of the history.
    ///
    /// - Parameters:
    ///   - spec: the files, where no entry is named.
    ///   - strict: refuse a spec that has warnings.
    ///   - isForced: errors of rules that can be forced are warnings.
    /// - Returns: the files, or what the entry keeps of them.
    /// - Throws: `EngineError` when there is no such entry, or it has no spec, or one with errors.
    func read(or spec: SpecOptions, strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        guard let fromHistory else { return try spec.read(strict: strict, isForced: isForced) }
        if !spec.files.isEmpty { throw ValidationError("Give either --from-history or a spec.") }
        let (entry, sources) = try HistoryBook(for: .current).spec(fromHistory)
        let record = entry.record
        if case .confirmed = record.phase {
        } else {
            let end = HistoryView(style: .plain).outcome(entry, Console.dateTime)
            Console.err("Note: entry \(fromHistory) of the history was never confirmed: \(end)\n")
        }
        return try SpecOptions.read(sources, strict: strict, isForced: isForced)
    }
}
