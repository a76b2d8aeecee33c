import ArgumentParser
import OrderedCollections
import Rendering
import Topology

struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a spec without touching, or even needing, NetworkManager.",
        discussion: """
            Every problem is shown at once, with its place, the line, and what to write instead; docs/rules.md has a
            section for each code. Exit code 0 when there is no error, 65 when there is.
            """)

    @OptionGroup var spec: SpecOptions

    @Flag(help: "Print the problems as JSON on standard output.")
    var json = false

    func run() throws {
        let diagnostics: [Diagnostic]
        do {
            guard json else {
                let valid = try spec.topology()
                Console.out("The spec is valid: \(valid.topology.interfaces.count) interfaces.\n")
                return
            }
            diagnostics = try spec.validated().diagnostics
        } catch let refused as RefusedSpec where json {
            Console.out(JSONOutput.text(DiagnosticReport(refused.diagnostics)))
            throw ExitCode(ExitStatus.badSpec.rawValue)
        }
        Console.out(JSONOutput.text(DiagnosticReport(diagnostics)))
    }
}
