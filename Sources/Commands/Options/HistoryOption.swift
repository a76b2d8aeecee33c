import ArgumentParser
import Rendering
import Topology
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
    /// - Throws: `CommandError` when there is no such entry, or it has no spec; `RefusedSpec` for one with errors.
    func read(or spec: SpecOptions, strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        guard let fromHistory else { return try spec.read(strict: strict, isForced: isForced) }
        if !spec.files.isEmpty { throw ValidationError("Give either --from-history or a spec.") }
        let entry = try HistoryGroup.entry(fromHistory)
        let record = entry.record
        if record.restores != nil {
            throw CommandError(
                .usage, "entry \(fromHistory) of the history is a restore, which has no spec",
                hint: "name an entry that has one (nm-topology history), or undo that restore: "
                    + "nm-topology history restore \(fromHistory)")
        }
        if case .confirmed = record.phase {
        } else {
            let end = HistoryView(style: .plain).outcome(entry, Console.dateTime)
            Console.err("Note: entry \(fromHistory) of the history was never confirmed: \(end)\n")
        }
        return try SpecOptions.read(
            record.specs.map { spec in
                SpecSource(name: Self.name(of: spec, in: fromHistory), bytes: Array(spec.text.utf8))
            }, strict: strict, isForced: isForced)
    }

    /// The names of specs in the spec's places and in the history: where they came from, said once.
    private static func name(of spec: SpecText, in number: Int) -> String {
        var name = Substring(spec.name)
        if name.hasPrefix("history "), let colon = name.firstIndex(of: ":") {
            name = name[colon...].dropFirst().drop { $0 == " " }
        }
        return "history \(number): \(name)"
    }
}
