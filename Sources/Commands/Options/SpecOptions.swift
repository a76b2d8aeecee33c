import ArgumentParser
import Engine
import Rendering
import Topology

/// The spec files of a command.
struct SpecOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Spec files; several are merged. `-` is standard input.",
            discussion: "Without any, all /etc/nm-topology/*.yaml are read.", valueName: "SPEC"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var files: [String] = []

    /// Reads and validates the spec; warnings and notes go to standard error.
    ///
    /// - Parameters:
    ///   - strict: refuse a spec that has warnings.
    ///   - isForced: errors of rules that can be forced are warnings.
    /// - Returns: the files and what they say.
    /// - Throws: `EngineError` where a file cannot be read, or the spec has errors.
    func read(strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        try Self.read(ReadSpec.sources(files), strict: strict, isForced: isForced)
    }

    /// Validates sources; warnings and notes go to standard error.
    static func read(_ sources: [SpecSource], strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        let read = try ReadSpec(sources, strict: strict, isForced: isForced)
        if !read.valid.diagnostics.isEmpty {
            Console.err(
                DiagnosticView(style: Console.style(of: 2), width: Console.width(of: 2)).text(
                    of: read.valid.diagnostics) + "\n")
        }
        return read
    }
}

/// `--prune`, where a spec is compared with a host or carried out.
struct PruneOption: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Take the spec for the whole of this host: remove what nm-topology made and the spec does not have. "
                + "`prune: true` in the spec says the same."))
    var prune = false

}

/// `--strict`, where a spec is checked or carried out.
struct StrictOption: ParsableArguments {
    @Flag(help: "Refuse a spec that has warnings, as if they were errors.")
    var strict = false
}
