import ArgumentParser
import Glibc
import NetTypes
import Planning
import Rendering
import Synchronization
import Topology
import Trial

struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make this host what the spec says, as a trial that undoes itself unless you confirm.",
        discussion: """
            NetworkManager takes a checkpoint with a timer; the profiles are written to its memory only, brought up in
            the order of their dependencies, and checked in the kernel. If anything fails, or nobody confirms within
            --timeout seconds, the old network comes back by itself, also when the power fails.

            --confirm ask (on a terminal): Enter keeps the new network, Ctrl-C restores the old one at once, and
            the end of the terminal lets the timer run. --confirm manual (elsewhere): returns with the trial pending;
            confirm from a new login with `nm-topology checkpoint confirm`. --confirm checks: kept if and only if all
            of the spec's `checks` succeed. In every mode, a check that succeeded before the change and fails after
            it restores the old network at once, and so does the other end of this SSH session falling silent.
            """)

    enum Confirmation: String, ExpressibleByArgument, CaseIterable {
        case ask, manual, checks
    }

    @OptionGroup var spec: SpecOptions
    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Seconds to confirm in, once all is up: 10 to 86400.", valueName: "SECONDS"))
    var timeout = 120

    @Option(
        help: ArgumentHelp(
            "Who confirms: `ask` here, `manual` from another login, `checks` the spec's checks. Default: ask on a "
                + "terminal, else manual.", valueName: "ask|manual|checks"))
    var confirm: Confirmation?

    @Option(help: ArgumentHelp("Seconds that interfaces may take to come up: 5 to 3600.", valueName: "SECONDS"))
    var settle = 60

    @Flag(name: .customLong("dry-run"), help: "Show the plan and stop.")
    var dryRun = false

    @Flag(help: "Print the trial, or the plan of a dry run, as JSON on standard output.")
    var json = false

    func validate() throws {
        guard (10...86400).contains(timeout) else { throw ValidationError("--timeout takes 10 to 86400 seconds.") }
        guard (5...3600).contains(settle) else { throw ValidationError("--settle takes 5 to 3600 seconds.") }
        if confirm == .ask, !Console.isInteractive {
            throw ValidationError("--confirm ask needs a terminal to ask on; use --confirm manual.")
        }
    }

    func run() async throws {
        let read = try spec.read()
        let mode = confirm ?? (Console.isInteractive ? .ask : .manual)
        let style = Console.style(of: STDERR_FILENO)
        let printer = ProgressPrinter(style: style, isLive: isatty(STDERR_FILENO) == 1)
        let topology = read.valid.topology
        if mode == .checks, topology.checks.isEmpty {
            throw CommandError(
                .usage, "--confirm checks, but the spec has none", hint: "add `checks: [{ping: 10.0.100.1}]` to it")
        }
        let session = try await Session.open(log: common.log) { event in
            if case .planned(let plan) = event { Console.err(PlanView(style: style).text(of: plan, for: topology)) }
            printer.show(event)
        }
        if dryRun { return try await showPlan(session, topology, style) }
        let signals = Signals()
        guard let record = try await applied(session, read, mode, printer, signals) else {
            if json { Console.out("{}\n") }
            return
        }
        switch mode {
        case .manual:
            if json { return CheckpointGroup.show(record, json: true) }
            let end = Console.time(Session.host.date() + (record.deadline - Session.host.now()) / 1000)
            Console.out(TrialView(style: Console.style(of: STDOUT_FILENO)).pending(record, until: end))
        case .checks:
            let end = try await onTrial { () async throws(TrialError) in
                try await session.runner.confirm(record.id)
            }
            CheckpointGroup.show(end, json: json)
        case .ask:
            let end = try await Question(runner: session.runner, record: record, signals: signals, style: style)
                .answer()
            CheckpointGroup.show(end, json: json)
            if case .undetermined = end.phase { throw ExitCode(ExitStatus.undetermined.rawValue) }
            if case .rolledBack = end.phase { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    private func showPlan(_ session: Session, _ topology: Topology, _ style: Style) async throws {
        let (_, plan) = try await onTrial { () async throws(TrialError) in try await session.runner.plan(topology) }
        Console.out(
            json
                ? JSONOutput.text(PlanReport(plan))
                : PlanView(style: Console.style(of: STDOUT_FILENO)).text(of: plan, for: topology))
    }

    /// Applies, with Ctrl-C as a wish to have the old network back, and a cut terminal as none.
    ///
    /// - Returns: `nil` when there was nothing to do.
    private func applied(
        _ session: Session, _ valid: ReadSpec, _ mode: Confirmation, _ printer: ProgressPrinter, _ signals: Signals
    ) async throws -> TrialRecord? {
        let specs = valid.sources.map { SpecText(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
        let topology = valid.valid.topology
        let checks = SpecChecks(topology.checks, areDecisive: mode == .checks)
        let work = Task { () async -> Result<TrialRunner.Applied, TrialError> in
            do throws(TrialError) {
                return .success(
                    try await session.runner.apply(
                        topology, specs: specs, timeout: timeout, settle: .seconds(settle), verdict: checks
                    ) { PlanView(style: .plain).text(of: $0, for: topology) })
            } catch {
                return .failure(error)
            }
        }
        let interrupted = Mutex(false)
        let watch = Task {
            for await event in signals.events() where event != .hangUp {
                interrupted.withLock { $0 = true }
                work.cancel()
            }
        }
        let clock = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(200))
                if !Task.isCancelled { printer.tick() }
            }
        }
        let result = await work.value
        clock.cancel()
        _ = await clock.value
        watch.cancel()
        printer.finish()
        switch result {
        case .success(.unchanged): return nil
        case .success(.pending(let record)):
            // Ctrl-C that came after the last moment at which apply itself would have heard it.
            if interrupted.withLock({ $0 }) {
                let end = try await onTrial { () async throws(TrialError) in
                    try await session.runner.rollBack(record.id)
                }
                if case .undetermined(let cause, let left) = end.phase {
                    throw CommandError(.undetermined(cause, left, end))
                }
                throw CommandError(.rolledBack(.asked(by: Session.host.user()), end))
            }
            return record
        case .failure(let error): throw CommandError(error)
        }
    }
}
