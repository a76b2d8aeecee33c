import ArgumentParser
import Glibc
import Rendering
import Synchronization
import Trial

/// A trial from its begin to its answer, as every command runs it that starts one.
struct TrialFlow {
    let session: Session
    let options: TrialOptions
    let printer: ProgressPrinter
    let signals = Signals()
    let style = Console.style(of: STDERR_FILENO)

    /// Begins a trial, and sees to its answer as `--confirm` says.
    ///
    /// - Parameter begin: changes the network; cancelled at Ctrl-C.
    /// - Throws: how it ended, if otherwise than asked.
    func run(_ begin: @escaping @Sendable () async throws(TrialError) -> TrialRunner.Applied) async throws {
        guard let record = try await begun(begin) else {
            if options.json { Console.out("{}\n") }
            return
        }
        switch options.mode {
        case .manual:
            if options.json { return CheckpointGroup.show(record, json: true) }
            let end = Console.time(Session.host.date() + (record.deadline - Session.host.now()) / 1000)
            Console.out(TrialView(style: Console.style(of: STDOUT_FILENO)).pending(record, until: end))
        case .checks:
            let end = try await onTrial { () async throws(TrialError) in
                try await session.runner.confirm(record.id)
            }
            CheckpointGroup.show(end, json: options.json)
        case .ask:
            let end = try await Question(runner: session.runner, record: record, signals: signals, style: style)
                .answer()
            CheckpointGroup.show(end, json: options.json)
            if case .undetermined = end.phase { throw ExitCode(ExitStatus.undetermined.rawValue) }
            if case .rolledBack = end.phase { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    /// Applies, with Ctrl-C as a wish to have the old network back, and a cut terminal as none.
    ///
    /// - Returns: `nil` when there was nothing to do.
    private func begun(
        _ begin: @escaping @Sendable () async throws(TrialError) -> TrialRunner.Applied
    ) async throws -> TrialRecord? {
        let work = Task { () async -> Result<TrialRunner.Applied, TrialError> in
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
