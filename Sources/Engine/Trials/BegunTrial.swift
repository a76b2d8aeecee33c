import Synchronization
import System
package import Trial

/// A trial from its beginning until it waits for its answer; the caller can cancel it at any time.
package struct BegunTrial: Sendable {
    private let session: Session
    private let work: Task<Result<TrialRunner.Applied, TrialError>, Never>
    private let wish = Wish()

    /// Begins the trial at once, on the thread for blocking work.
    init(session: Session, _ begin: @escaping @Sendable () async throws(TrialError) -> TrialRunner.Applied) {
        self.session = session
        work = Task(executorPreference: WorkThread.shared) {
            do throws(TrialError) {
                return .success(try await begin())
            } catch {
                return .failure(error)
            }
        }
    }

    /// Cancels the trial, so that the previous network comes back; if it is pending by now, `pending` rolls it back.
    package func cancel() {
        wish.isCancelled.store(true, ordering: .sequentiallyConsistent)
        work.cancel()
    }

    /// Waits until the trial is pending or has ended.
    package func finished() async { _ = await work.value }

    /// Waits until the trial is pending, and rolls it back if it was cancelled.
    ///
    /// - Returns: the pending trial; `nil` when there was nothing to do.
    /// - Throws: why the trial failed; `.trial(.rolledBack)` or `.trial(.undetermined)` also when it was cancelled.
    package func pending() async throws(EngineError) -> TrialRecord? {
        let (result, session) = (await work.value, session)
        let record: TrialRecord
        switch result {
        case .success(.unchanged): return nil
        case .success(.pending(let pending)): record = pending
        case .failure(let error): throw EngineError(error, for: session.caller)
        }
        // A wish that came after the last moment at which the work itself would have heard it.
        guard wish.isCancelled.load(ordering: .sequentiallyConsistent) else { return record }
        let end = try await session.rollBack(record.id)
        if case .undetermined(let cause, let left) = end.phase { throw .trial(.undetermined(cause, left, end)) }
        throw .trial(.rolledBack(.asked(by: session.caller.user), end))
    }

    /// Whether the caller has cancelled the trial.
    private final class Wish: Sendable {
        let isCancelled = Atomic(false)
    }
}
