import ArgumentParser
import Rendering
import System
import Topology
import Trial

/// The spec files of a command.
struct SpecOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Spec files; several are merged. `-` is standard input.",
            discussion: "Without any, all /etc/nm-topology/*.yaml are read.", valueName: "SPEC"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var files: [String] = []

    /// Where a command without arguments looks.
    static let directory = "/etc/nm-topology"

    /// The names that were meant.
    var names: [String] {
        get throws {
            if !files.isEmpty { return files }
            let found = ((try? DurableFile.names(in: Self.directory)) ?? []).filter {
                $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.hasSuffix(".json")
            }
            if found.isEmpty {
                throw CommandError(
                    .usage, "no spec is named, and there is none in \(Self.directory)",
                    hint: "name one after the command, for example host.yaml")
            }
            return found.map { "\(Self.directory)/\($0)" }
        }
    }

    /// Reads and validates the spec; warnings and notes go to standard error.
    ///
    /// - Parameter strict: refuse a spec that has warnings.
    /// - Returns: the topology, and what is doubtful about it.
    /// - Throws: `RefusedSpec`, or `CommandError` where a file cannot be read.
    func topology(strict: Bool = false) throws -> ValidatedSpec { try read(strict: strict).valid }

    /// The same, with the files.
    ///
    /// - Parameters:
    ///   - strict: refuse a spec that has warnings.
    ///   - isForced: errors of rules that can be forced are warnings.
    /// - Returns: the files and what they say.
    /// - Throws: `RefusedSpec`, or `CommandError` where a file cannot be read.
    func read(strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        try Self.read(sources(), strict: strict, isForced: isForced)
    }

    /// Validates sources; warnings and notes go to standard error.
    static func read(_ sources: [SpecSource], strict: Bool = false, isForced: Bool = false) throws -> ReadSpec {
        let valid = try validated(sources, strict: strict, isForced: isForced)
        if !valid.diagnostics.isEmpty {
            Console.err(
                DiagnosticView(style: Console.style(of: 2), width: Console.width(of: 2)).text(of: valid.diagnostics)
                    + "\n")
        }
        return ReadSpec(sources: sources, valid: valid)
    }

    /// Reads and validates the spec, and prints nothing.
    func validated(strict: Bool = false) throws -> ValidatedSpec { try Self.validated(sources(), strict: strict) }

    private func sources() throws -> [SpecSource] {
        try names.map { name in
            do throws(StateError) {
                return SpecSource(name: name == "-" ? "standard input" : name, bytes: try SpecFile.read(name))
            } catch {
                throw CommandError(.badSpec, error.description, hint: "name a spec file that this user can read")
            }
        }
    }

    static func validated(
        _ sources: [SpecSource], strict: Bool = false, isForced: Bool = false
    ) throws -> ValidatedSpec {
        let valid: ValidatedSpec
        do {
            valid = try Topology.validate(sources, isForced: isForced)
        } catch {
            throw RefusedSpec(diagnostics: error.diagnostics)
        }
        if strict, valid.diagnostics.contains(where: { $0.severity == .warning }) {
            let raised = valid.diagnostics.map { $0.severity == .warning ? $0.raised : $0 }
            throw RefusedSpec(diagnostics: raised, silenced: valid.silenced, isStrict: true)
        }
        return valid
    }
}

/// A valid spec and the files it came from.
struct ReadSpec {
    let sources: [SpecSource]
    let valid: ValidatedSpec
}

/// A spec with errors in it: all of them are shown, and nothing else is done.
struct RefusedSpec: Error {
    let diagnostics: [Diagnostic]
    var silenced: [SilencedDiagnostic] = []
    /// All of the errors are warnings that `--strict` does not let pass.
    var isStrict = false
}

/// `--prune`, where a spec is compared with a host or carried out.
struct PruneOption: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Take the spec for the whole of this host: remove what nm-topology made and the spec does not have. "
                + "`prune: true` in the spec says the same."))
    var prune = false

    /// The spec as it is meant.
    func topology(of valid: ValidatedSpec) -> Topology { prune ? valid.topology.asWhole : valid.topology }
}

/// `--strict`, where a spec is checked or carried out.
struct StrictOption: ParsableArguments {
    @Flag(help: "Refuse a spec that has warnings, as if they were errors.")
    var strict = false
}
