import ArgumentParser
import Glibc
import Planning
import Rendering
import Topology
import Trial

struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make this host what the spec says, as a trial that undoes itself unless you confirm.",
        discussion: """
            NetworkManager takes a checkpoint with a timer; the profiles are written to its
            memory only, brought up in the order of their dependencies, and checked in the
            kernel. If anything fails, or nobody confirms within --timeout seconds, the old
            network comes back by itself, also when the power fails.

            --confirm ask (on a terminal): Enter keeps the new network, Ctrl-C restores the
            old one at once, and the end of the terminal lets the timer run. --confirm
            manual (elsewhere): returns with the trial pending; confirm from a new login
            with `nm-topology checkpoint confirm`. --confirm checks: kept if and only if
            all of the spec's `checks` succeed. In every mode, a check that succeeded
            before the change and fails after it restores the old network at once, and so
            does the other end of this SSH session falling silent.

            What the spec does not name stays, also what nm-topology made; --prune takes the
            spec for the whole of the host.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var strictness: StrictOption
    @OptionGroup var pruning: PruneOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions
    @OptionGroup var trial: TrialOptions

    @Flag(
        help: ArgumentHelp(
            "Go on where no rollback could save this session, or --prune takes away what it comes in by, and with specs whose only errors are T070, T071, T076 or "
                + "T078, such as a second default gateway."))
    var force = false

    func validate() throws {
        if strictness.strict, force {
            throw ValidationError("--strict refuses what --force lets through: give one of them.")
        }
    }

    func run() async throws {
        let read = try history.read(or: spec, strict: strictness.strict, isForced: force)
        try await CommandError.locating(read.valid.locations) { try await apply(read) }
    }

    private func apply(_ read: ReadSpec) async throws {
        let style = Console.style(of: STDERR_FILENO)
        let printer = trial.observer(style: style)
        let topology = pruning.topology(of: read.valid)
        if trial.mode == .checks, topology.checks.isEmpty {
            throw CommandError(
                .usage, "--confirm checks, but the spec has none", hint: "add `checks: [{ping: 10.0.100.1}]` to it")
        }
        let consent: Consent = force ? .forced : trial.mode == .checks ? .unattended : .attended
        let (isWhole, isProgram) = (common.verbose, trial.progress == .json)
        let planned = PlannedChange()
        let session = try await Session.open(log: common.log) { event in
            if case .planned(let plan) = event, !isProgram {
                Console.err(PlanView(style: style, isWhole: isWhole).text(of: plan, for: topology, consent: consent))
            }
            planned.take(event)
            printer.show(event)
        }
        if trial.dryRun { return try await showPlan(session, topology, consent) }
        let specs = read.sources.map { SpecText(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
        let checks = SpecChecks(topology.checks, areDecisive: trial.mode == .checks) { printer.show($0) }
        let (timeout, settle) = (trial.timeout, trial.settle)
        try await TrialFlow(session: session, options: trial, printer: printer, planned: planned).run {
            () async throws(TrialError) in
            try await session.runner.apply(
                topology, specs: specs, timeout: timeout, settle: .seconds(settle), consent: consent, verdict: checks
            ) { PlanView(style: .plain, isWhole: true).text(of: $0, for: topology) }
        }
    }

    private func showPlan(_ session: Session, _ topology: Topology, _ consent: Consent) async throws {
        let (_, plan) = try await onTrial { () async throws(TrialError) in try await session.runner.plan(topology) }
        if trial.isJSON { return Console.document(PlanReport(plan)) }
        Console.out(
            PlanView(style: Console.style(of: STDOUT_FILENO), isWhole: common.verbose).text(
                of: plan, for: topology, consent: consent))
    }
}
