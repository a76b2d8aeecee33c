import ArgumentParser
import Glibc
import Host
import NMBackend
import Planning
import Rendering
import Synchronization
import System
import Trial

/// A trial from its begin to its answer, as every command runs it that starts one.
struct TrialFlow {
    let session: Session
    let options: TrialOptions
    let printer: any TrialObserver
    let planned: PlannedChange
    let signals = Signals()
    let style = Console.style(of: STDERR_FILENO)

    /// Begins a trial, and sees to its answer as `--confirm` says.
    ///
    /// - Parameter begin: changes the network; cancelled at Ctrl-C.
    /// - Throws: how it ended, if otherwise than asked.
    func run(_ begin: @escaping @Sendable () async throws(TrialError) -> TrialRunner.Applied) async throws {
        guard options.isJSON else { return try await answered(begin) }
        do {
            try await answered(begin)
        } catch {
            // Before there was a plan there is nothing to say but the error itself.
            if !Console.hasPrinted, planned.isMade, let error = error as? CommandError {
                await report(error.trial, ErrorReport(error))
            }
            throw error
        }
    }

    private func answered(
        _ begin: @escaping @Sendable () async throws(TrialError) -> TrialRunner.Applied
    ) async throws {
        guard let record = try await begun(begin) else {
            if options.isJSON { await report(nil) }
            return
        }
        if !options.isJSON { Console.err(await session.addresses(of: record)) }
        switch options.mode {
        case .manual:
            if options.isJSON { return await show(record) }
            let end = Console.time(Session.host.date() + (record.deadline - Session.host.now()) / 1000)
            Console.out(TrialView(style: Console.style(of: STDOUT_FILENO)).pending(record, until: end))
        case .checks:
            let end = try await onTrial { () async throws(TrialError) in
                try await session.runner.confirm(record.id) { SpecChecks.afterConfirm(of: $0) }
            }
            await show(end)
        case .ask:
            let end = try await Question(runner: session.runner, record: record, signals: signals, style: style)
                .answer()
            await show(end)
            if case .undetermined = end.phase { throw ExitCode(ExitStatus.undetermined.rawValue) }
            if case .rolledBack = end.phase { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    private func show(_ record: TrialRecord) async {
        guard options.isJSON else { return TrialOutput.show(record, json: false) }
        await report(TrialOutput.report(record))
    }

    /// Prints the document of an apply, with the addresses that the host has now.
    private func report(_ trial: TrialReport?, _ error: ErrorReport? = nil) async {
        let live = try? await session.backend.liveState(withSettings: false)
        Console.document(
            ApplyReport(
                plan: planned.plan, restoration: planned.restoration, trial: trial, links: live?.links.map(\.value),
                error: error))
    }

    /// Applies, with Ctrl-C as a wish to have the old network back, and a cut terminal as none.
    ///
    /// - Returns: `nil` when there was nothing to do.
    private func begun(
        _ begin: @escaping @Sendable () async throws(TrialError) -> TrialRunner.Applied
    ) async throws -> TrialRecord? {
        let work = Task(executorPreference: WorkThread.shared) { () async -> Result<TrialRunner.Applied, TrialError> in
            do throws(TrialError) {
                return .success(try await begin())
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

/// What is to be done, once it is known: the events tell it.
final class PlannedChange: Sendable {
    private let made = Mutex<(plan: PlanReport?, restoration: RestorationReport?)>((nil, nil))

    func take(_ event: TrialEvent) {
        switch event {
        case .planned(let plan): made.withLock { $0.plan = PlanReport(plan) }
        case .restoring(let restoration): made.withLock { $0.restoration = RestorationReport(restoration) }
        default: break
        }
    }

    var plan: PlanReport? { made.withLock { $0.plan } }
    var restoration: RestorationReport? { made.withLock { $0.restoration } }
    var isMade: Bool { plan != nil || restoration != nil }
}
