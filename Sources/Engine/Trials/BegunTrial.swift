import Synchronization
import System
package import Trial

/// A trial from the moment it is asked for until it waits for its answer; it can be taken back at any time.
package struct BegunTrial: Sendable {
    private let session: Session
    private let work: Task<Result<TrialRunner.Applied, TrialError>, Never>
    private let wish = Wish()

    /// Begins at once.
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

    /// Takes it back: whoever asked for it no longer wants it.
    package func cancel() {
        wish.isCancelled.store(true, ordering: .sequentiallyConsistent)
        work.cancel()
    }

    /// Returns when nothing more is done for it.
    package func finished() async { _ = await work.value }

    /// Waits until it is finished.
    ///
    /// - Returns: the trial, which waits for its answer; `nil` when there was nothing to do.
    /// - Throws: how it ended, if otherwise than asked; `.trial(.rolledBack)` also when it was cancelled.
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

    private final class Wish: Sendable {
        let isCancelled = Atomic(false)
    }
}
