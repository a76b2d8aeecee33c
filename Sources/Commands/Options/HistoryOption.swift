import ArgumentParser
import Engine
import Rendering
import Trial

/// The option `--from-history`, which takes a spec from the history instead of files.
struct HistoryOption: ParsableArguments {
    @Option(
        name: .customLong("from-history"),
        help: ArgumentHelp("Take the spec of this entry of `nm-topology history` instead of files.", valueName: "N"),
        completion: .custom(HistoryGroup.completions))
    var fromHistory: Int?

    /// Reads the spec that the user named: an entry of the history, or files.
    ///
    /// It says on standard error if the entry was never confirmed.
    ///
    /// - Parameters:
    ///   - spec: the files to read if the user named no entry.
    ///   - strict: whether to refuse a spec that has warnings.
    ///   - isForced: whether errors that `--force` lets through are only warnings.
    /// - Returns: the valid spec.
    /// - Throws: `EngineError` when the entry does not exist or has no spec, or the spec cannot be read or has errors;
    ///   `ValidationError` when the user named both an entry and files.
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
