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
            + new, ~ changed while it runs, ! brought up again, ± made anew, - removed, =
            unchanged.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var strictness: StrictOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there is something to do.")
    var detailedExitCode = false

    func run() async throws {
        let valid = try history.read(or: spec, strict: strictness.strict).valid
        let session = try await Session.open(log: common.log)
        let (_, plan) = try await onTrial { () async throws(TrialError) in
            try await session.runner.plan(valid.topology)
        }
        if json {
            Console.out(JSONOutput.text(PlanReport(plan)))
        } else {
            Console.out(PlanView(style: Console.style(of: 1)).text(of: plan, for: valid.topology))
        }
        if detailedExitCode, !plan.isEmpty { throw ExitCode(ExitStatus.changes.rawValue) }
    }
}
