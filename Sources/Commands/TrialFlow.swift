import ArgumentParser
import Engine
import Glibc
import Rendering
import Synchronization
import Trial

/// Takes a trial from its beginning to its answer, for every command that starts one.
struct TrialFlow {
    let session: Session
    let options: TrialOptions
    let printer: any TrialObserver
    let planned: PlannedChange
    let signals = Signals()
    let style = Console.style(of: STDERR_FILENO)

    /// Runs a trial, has it answered as `--confirm` says, and prints how it ended.
    ///
    /// - Parameter begin: begins the trial; Ctrl-C cancels it.
    /// - Throws: why the trial failed; `ExitCode` when the user rolled it back.
    func run(_ begin: () -> BegunTrial) async throws {
        guard options.isJSON else { return try await answered(begin()) }
        do {
            try await answered(begin())
        } catch let error as EngineError {
            // Before there was a plan there is nothing to say but the error itself.
            if !Console.hasPrinted, planned.isMade {
                let error = CommandError(error)
                await report(error.trial, ErrorReport(error))
            }
            throw error
        }
    }

    private func answered(_ begun: BegunTrial) async throws {
        guard let record = try await pending(begun) else {
            if options.isJSON { await report(nil) }
            return
        }
        if !options.isJSON { Console.err(await TrialOutput.addresses(of: record, in: session)) }
        switch options.mode {
        case .manual:
            if options.isJSON { return await show(record) }
            let standing = TrialStanding(of: record, on: LinuxHost.own)
            let end = Console.time(standing.date + (record.deadline - standing.now) / 1000)
            Console.out(TrialView(style: Console.style(of: STDOUT_FILENO)).pending(record, until: end))
        case .checks, .history: await show(try await session.confirm(record.id))
        case .ask:
            let trial = PendingTrial(record, in: session)
            let end = try await Question(trial: trial, signals: signals, style: style).answer()
            await show(end)
            if case .undetermined = end.phase { throw ExitCode(ExitStatus.undetermined.rawValue) }
            if case .rolledBack = end.phase { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    private func show(_ record: TrialRecord) async {
        guard options.isJSON else { return TrialOutput.show(record, json: false) }
        await report(TrialOutput.report(record))
    }

    /// Prints the JSON document of an apply or a restore, with the addresses that the host has now.
    private func report(_ trial: TrialReport?, _ error: ErrorReport? = nil) async {
        Console.document(
            ApplyReport(
                plan: planned.plan, restoration: planned.restoration, trial: trial, links: await session.links(),
                error: error))
    }

    /// Waits until a trial is pending; Ctrl-C cancels the trial, the end of the terminal does not.
    ///
    /// - Returns: the pending trial; `nil` when there was nothing to do.
    private func pending(_ begun: BegunTrial) async throws -> TrialRecord? {
        let watch = Task { for await event in signals.events() where event != .hangUp { begun.cancel() } }
        let clock = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(200))
                if !Task.isCancelled { printer.tick() }
            }
        }
        await begun.finished()
        clock.cancel()
        _ = await clock.value
        watch.cancel()
        printer.finish()
        return try await begun.pending()
    }
}

/// Remembers the plan or the restoration that a trial's events report.
final class PlannedChange: Sendable {
    private let made = Mutex<(plan: PlanReport?, restoration: RestorationReport?)>((nil, nil))

    /// Takes an event of the trial; ignores all but the plan and the restoration.
    func take(_ event: TrialEvent) {
        switch event {
        case .planned(let plan): made.withLock { $0.plan = PlanReport(plan) }
        case .restoring(let restoration): made.withLock { $0.restoration = RestorationReport(restoration) }
        default: break
        }
    }

    var plan: PlanReport? { made.withLock { $0.plan } }
    var restoration: RestorationReport? { made.withLock { $0.restoration } }
    /// Whether the trial has reported a plan or a restoration.
    var isMade: Bool { plan != nil || restoration != nil }
}
