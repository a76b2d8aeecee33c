import ArgumentParser
import Engine
import OrderedCollections
import Rendering
import Topology

struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a spec without touching, or even needing, NetworkManager.",
        discussion: """
            Every problem is shown at once, with its place, the line, and what to write
            instead; docs/rules.md has a section for each code. Exit code 0 when there is
            no error, 65 when there is. A warning or note that is meant is kept quiet in
            the spec, with its reason: `silence: {T064: "until ticket 4711 is done"}`.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var strictness: StrictOption

    @Flag(help: "Print the problems as JSON on standard output.")
    var json = false

    func run() throws {
        do {
            guard json else {
                Console.out(Self.verdict(try spec.read(strict: strictness.strict).valid))
                return
            }
            let valid = try ReadSpec(ReadSpec.sources(spec.files), strict: strictness.strict).valid
            Console.document(DiagnosticReport(valid.diagnostics, silenced: valid.silenced))
        } catch EngineError.refusedSpec(let refused) where json {
            Console.document(DiagnosticReport(refused.diagnostics, silenced: refused.silenced))
            throw ExitCode(ExitStatus.badSpec.rawValue)
        }
    }

    /// The line that says that the spec is valid, with what it holds and what it silences.
    private static func verdict(_ valid: ValidatedSpec) -> String {
        func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        var parts = [count(valid.topology.interfaces.count, "interface")]
        if !valid.topology.guests.isEmpty { parts.append(count(valid.topology.guests.count, "guest")) }
        var text = "The spec is valid: \(parts.joined(separator: ", "))"
        if !valid.silenced.isEmpty {
            let what = NoticeView.count(of: valid.silenced.map(\.diagnostic.notice.severity))
            let codes = Set(valid.silenced.map(\.diagnostic.rule.rawValue)).sorted()
            text += "; silenced: \(what) (\(codes.joined(separator: ", ")))"
        }
        return text + ".\n"
    }
}
