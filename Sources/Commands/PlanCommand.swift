import ArgumentParser
import Planning
import Rendering
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

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there is something to do.")
    var detailedExitCode = false

    func run() async throws {
        let valid = try history.read(or: spec, strict: strictness.strict).valid
        try await CommandError.locating(valid.locations) { try await plan(pruning.topology(of: valid)) }
    }

    private func plan(_ topology: Topology) async throws {
        let session = try await Session.open(log: common.log) { event in
            if case .note(let text) = event { Console.err(text + "\n") }
        }
        let (_, plan) = try await onTrial { () async throws(TrialError) in
            try await session.runner.plan(topology)
        }
        if json {
            Console.document(PlanReport(plan))
        } else {
            Console.out(PlanView(style: Console.style(of: 1), isWhole: common.verbose).text(of: plan, for: topology))
        }
        if detailedExitCode, !plan.isEmpty { throw ExitCode(ExitStatus.changes.rawValue) }
    }
}
