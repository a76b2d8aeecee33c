import ArgumentParser
import Engine
import Rendering
import Topology

/// The argument that names a command's spec files.
struct SpecOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Spec files; several are merged. `-` is standard input.",
            discussion: "Without any, all /etc/nm-topology/*.yaml are read.", valueName: "SPEC"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var files: [String] = []

    /// Reads and validates the spec; prints warnings and notes on standard error.
    ///
    /// - Parameters:
    ///   - strict: whether to refuse a spec that has warnings.
    ///   - isForced: whether errors that `--force` lets through are only warnings.
    /// - Returns: the valid spec.
    /// - Throws: `EngineError` when a file cannot be read, or the spec has errors.
    func read(strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        try Self.read(ReadSpec.sources(files), strict: strict, isForced: isForced)
    }

    /// Validates spec files that have been read; prints warnings and notes on standard error.
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

/// The flag `--prune`, for commands that compare a spec with a host or apply it.
struct PruneOption: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Take the spec for the whole of this host: remove what nm-topology made and the spec does not have. "
                + "`prune: true` in the spec says the same."))
    var prune = false

}

/// The flag `--strict`, for commands that validate a spec or apply it.
struct StrictOption: ParsableArguments {
    @Flag(help: "Refuse a spec that has warnings, as if they were errors.")
    var strict = false
}
