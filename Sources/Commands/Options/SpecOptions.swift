import ArgumentParser
import Rendering
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
    func topology() throws -> ValidatedSpec { try read().valid }

    /// The same, with the files.
    func read() throws -> ReadSpec {
        let sources = try sources()
        let valid = try Self.validated(sources)
        if !valid.diagnostics.isEmpty {
            Console.err(DiagnosticView(style: Console.style(of: 2)).text(of: valid.diagnostics) + "\n")
        }
        return ReadSpec(sources: sources, valid: valid)
    }

    /// Reads and validates the spec, and prints nothing.
    func validated() throws -> ValidatedSpec { try Self.validated(sources()) }

    private func sources() throws -> [SpecSource] {
        try names.map { name in
            do throws(StateError) {
                return SpecSource(name: name == "-" ? "standard input" : name, bytes: try SpecFile.read(name))
            } catch {
                throw CommandError(.badSpec, error.description, hint: "name a spec file that this user can read")
            }
        }
    }

    static func validated(_ sources: [SpecSource]) throws -> ValidatedSpec {
        do {
            return try Topology.validate(sources)
        } catch {
            throw RefusedSpec(diagnostics: error.diagnostics)
        }
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
}
