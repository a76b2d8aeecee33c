import ArgumentParser
import Engine
import OrderedCollections
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

    // Both for the service on the bus: its callers' files lie in a folder that nobody needs to know, and root must not read
    // for somebody what they could not read themselves.
    @Flag(name: .customLong("plain-names"), help: ArgumentHelp("Leave folders out of the names.", visibility: .hidden))
    var plainNames = false

    @Flag(
        name: .customLong("without-files"),
        help: ArgumentHelp("Refuse a spec that names files of this host.", visibility: .hidden))
    var withoutFiles = false

    /// Reads and validates the spec; prints warnings and notes on standard error.
    ///
    /// - Parameters:
    ///   - strict: whether to refuse a spec that has warnings.
    ///   - isForced: whether errors that `--force` lets through are only warnings.
    /// - Returns: the valid spec.
    /// - Throws: `EngineError` when a file cannot be read, or the spec has errors.
    func read(strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        let sources = try ReadSpec.sources(files)
        let read = try Self.read(plainNames ? Self.plain(sources) : sources, strict: strict, isForced: isForced)
        let named = read.valid.topology.interfaces.values.filter { !$0.files.isEmpty }
        if withoutFiles, !files.isEmpty, let first = named.first {
            throw CommandError(
                .notPermitted,
                "\(first.name): its spec names \(first.files[0].path), and root reads no file of this host for somebody else; "
                    + "nothing was touched", hint: "put the spec into /etc/nm-topology, or apply it as root")
        }
        return read
    }

    /// The same files, with names that leave the folder out.
    static func plain(_ sources: [SpecSource]) -> [SpecSource] {
        sources.map { source in
            SpecSource(name: source.name.split(separator: "/").last.map(String.init) ?? "", bytes: source.bytes)
        }
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
