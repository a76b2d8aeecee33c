import System
package import Topology

/// A valid spec and the files it came from.
package struct ReadSpec: Sendable {
    package let sources: [SpecSource]
    package let valid: ValidatedSpec

    /// Where specs are that nobody has named.
    package static let directory = "/etc/nm-topology"

    /// Reads spec files.
    ///
    /// - Parameter names: paths, or `-` for standard input; without any, those in `directory`.
    /// - Returns: the files' bytes.
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
    ///   - sources: the files.
    ///   - strict: refuse a spec that has warnings.
    ///   - isForced: errors of rules that can be forced are warnings.
    /// - Throws: `.refusedSpec`.
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

    /// What the spec says, as it is meant.
    ///
    /// - Parameter isWhole: it is the whole of the host, whatever it says itself.
    /// - Returns: the topology, with that scope.
    package func topology(isWhole: Bool) -> Topology { isWhole ? valid.topology.asWhole : valid.topology }
}

/// A spec with errors in it: all of them are told, and nothing else is done.
package struct RefusedSpec: Hashable, Sendable {
    package let diagnostics: [Diagnostic]
    package let silenced: [SilencedDiagnostic]
    /// All of the errors are warnings that the caller does not let pass.
    package let isStrict: Bool

    init(diagnostics: [Diagnostic], silenced: [SilencedDiagnostic] = [], isStrict: Bool = false) {
        self.diagnostics = diagnostics
        self.silenced = silenced
        self.isStrict = isStrict
    }
}
