import ArgumentParser
import Engine
import Glibc
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
            all of the spec's `checks` succeed. --confirm history: as that, for a spec that
            was confirmed on this host before, word for word; with or without checks. In
            every mode, a check that succeeded
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
        try await ApplyRun(common: common, trial: trial).run(read, isWhole: pruning.prune, isForced: force)
    }
}

/// Applies a spec that has been read, for every command that does.
struct ApplyRun {
    let common: CommonOptions
    let trial: TrialOptions

    /// Runs the trial of a spec, or shows its plan.
    ///
    /// - Parameters:
    ///   - read: the spec.
    ///   - isWhole: whether it describes the whole host, even if it does not say so itself.
    ///   - isForced: whether to go on in spite of dangers.
    ///   - check: looks at the plan's session before anything begins, and throws where nothing shall.
    /// - Throws: why the trial failed, or what `check` throws.
    func run(
        _ read: ReadSpec, isWhole: Bool = false, isForced: Bool = false,
        after check: (Session) async throws -> Void = { _ in }
    ) async throws {
        try await CommandError.locating(in: read) {
            let isWhole = read.topology(isWhole: isWhole).scope.isWhole
            if trial.mode == .history,
                try !HistoryBook(for: .current).hasConfirmed(read.sources, isWhole: isWhole)
            {
                throw CommandError(
                    .badSpec,
                    "this spec, as it is written, was never confirmed on this host, or was undone since; nothing was touched",
                    hint: "apply and confirm it once: nm-topology apply")
            }
            try await apply(
                read, try ApplyRequest(read, isWhole: isWhole, isForced: isForced, terms: trial.terms), check)
        }
    }

    private func apply(
        _ read: ReadSpec, _ request: ApplyRequest, _ check: (Session) async throws -> Void
    ) async throws {
        let style = Console.style(of: STDERR_FILENO)
        let printer = trial.observer(style: style)
        let (isWhole, isProgram) = (common.verbose, trial.progress == .json)
        let planned = PlannedChange()
        let session = try await common.session { event in
            if case .planned(let plan) = event, !isProgram {
                Console.err(
                    PlanView(style: style, isWhole: isWhole).text(
                        of: plan, for: request.topology, consent: request.consent))
            }
            planned.take(event)
            printer.show(event)
        }
        try await check(session)
        if trial.dryRun { return try await showPlan(session, request) }
        try await TrialFlow(session: session, options: trial, printer: printer, planned: planned).run {
            session.apply(
                request,
                words: PlanWords(
                    plan: { PlanView(style: .plain, isWhole: true).text(of: $0, for: request.topology) },
                    act: ActWords.text))
        }
    }

    private func showPlan(_ session: Session, _ request: ApplyRequest) async throws {
        let plan = try await session.plan(request.topology)
        if trial.isJSON { return Console.document(PlanReport(plan)) }
        Console.out(
            PlanView(style: Console.style(of: STDOUT_FILENO), isWhole: common.verbose).text(
                of: plan, for: request.topology, consent: request.consent))
    }
}
