import ArgumentParser
import Engine
import Planning
import Rendering
import System
import Topology
import Trial

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what apply would do to this host, in order, and do nothing.",
        discussion: """
            + new, ~ changed while it runs, ! restarted, ± re-created, - removed, =
            unchanged. First comes what is cut, then the changes from the wire to the guests.
            VLANs that are alike share a line; --verbose tells of each, in NetworkManager's
            names.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var strictness: StrictOption
    @OptionGroup var pruning: PruneOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    @Flag(help: "Show the steps of apply, and what each address and guest loses.")
    var steps = false

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there is something to do.")
    var detailedExitCode = false

    @Flag(help: "Also write each change, and each interface that drifted, to systemd's journal.")
    var journal = false

    func run() async throws {
        let read = try history.read(or: spec, strict: strictness.strict)
        try await CommandError.locating(in: read) { try await plan(read.topology(isWhole: pruning.prune)) }
    }

    private func plan(_ topology: Topology) async throws {
        let session = try await common.session { event in
            if case .note(let text) = event { Console.err(text + "\n") }
        }
        let plan = try await session.plan(topology)
        if journal {
            for entry in PlanReport(plan).entries {
                Journal.write(entry.text, .warning, [("INTERFACE", entry.interface), ("CODE", entry.code)])
            }
        }
        if json {
            Console.document(PlanReport(plan))
        } else {
            let style = Console.style(of: 1)
            Console.out(PlanView(style: style, isWhole: common.verbose).text(of: plan, for: topology))
            if steps { Console.out(StepsView(style: style).text(of: plan)) }
        }
        if detailedExitCode, !plan.isEmpty { throw ExitCode(ExitStatus.changes.rawValue) }
    }
}
