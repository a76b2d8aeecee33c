import NetTypes
package import Planning
import System
package import Topology

/// A valid spec and the files that it came from.
package struct ReadSpec: Sendable {
    /// The spec's files.
    package let sources: [SpecSource]
    /// The validated spec.
    package let valid: ValidatedSpec

    /// The folder of the specs that are read if the caller names none.
    package static let directory = "/etc/nm-topology"

    /// Reads spec files without validating them.
    ///
    /// - Parameter names: paths, or `-` for standard input; if empty, all YAML and JSON files in `directory` are read.
    /// - Returns: the files' names and bytes.
    /// - Throws: `.noSpec`, `.unreadableSpec`.
    package static func sources(_ names: [String]) throws(EngineError) -> [SpecSource] {
        var names = names
        if names.isEmpty {
            names = ((try? DurableFile.names(in: directory)) ?? []).filter {
                $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.hasSuffix(".json")
            }.map { "\(directory)/\($0)" }
        }
        if names.isEmpty { throw .noSpec(directory: directory) }
        var sources: [SpecSource] = []
        for name in names {
            do throws(FileError) {
                let bytes = try SpecFile.read(name)
                sources.append(SpecSource(name: name == "-" ? "standard input" : name, bytes: bytes))
            } catch {
                throw .unreadableSpec(error)
            }
        }
        return sources
    }

    /// Validates a spec.
    ///
    /// - Parameters:
    ///   - sources: the spec's files.
    ///   - strict: whether to refuse a spec that has warnings.
    ///   - isForced: whether errors that `--force` lets through are only warnings.
    /// - Throws: `.refusedSpec` when the spec has errors, or `strict` refuses its warnings.
    package init(_ sources: [SpecSource], strict: Bool = false, isForced: Bool = false) throws(EngineError) {
        do throws(InvalidSpec) {
            valid = try Topology.validate(sources, isForced: isForced)
        } catch {
            throw .refusedSpec(RefusedSpec(diagnostics: error.diagnostics))
        }
        self.sources = sources
        if strict, valid.diagnostics.contains(where: { $0.severity == .warning }) {
            let raised = valid.diagnostics.map { $0.severity == .warning ? $0.raised : $0 }
            throw .refusedSpec(RefusedSpec(diagnostics: raised, silenced: valid.silenced, isStrict: true))
        }
    }

    /// What the spec says.
    package var topology: Topology { valid.topology }

    /// Returns what the spec says, with the scope that the caller wants.
    ///
    /// - Parameter isWhole: whether the spec describes the whole host, even if it does not say so itself (`--prune`).
    /// - Returns: the topology.
    package func topology(isWhole: Bool) -> Topology { isWhole ? valid.topology.asWhole : valid.topology }
}

/// The diagnostics of a spec that was refused because it has errors.
package struct RefusedSpec: Hashable, Sendable {
    /// All errors, warnings and notes.
    package let diagnostics: [Diagnostic]
    /// The diagnostics that the spec silences.
    package let silenced: [SilencedDiagnostic]
    /// Whether all errors are warnings that the caller's `strict` turned into errors.
    package let isStrict: Bool

    init(diagnostics: [Diagnostic], silenced: [SilencedDiagnostic] = [], isStrict: Bool = false) {
        self.diagnostics = diagnostics
        self.silenced = silenced
        self.isStrict = isStrict
    }
}

extension ReadSpec {
    /// Where the spec has what a refusal is about: its key, or else the interface.
    ///
    /// - Parameter refusal: a refusal of this spec.
    /// - Returns: `nil` where it is not about the spec.
    package func place(of refusal: Refusal) -> SourceLocation? {
        guard let name = refusal.subject else { return nil }
        let first = valid.locations[name]
        return KeyPlace.find(refusal.keys, of: name, namedAt: first, in: sources) ?? first
    }
}
