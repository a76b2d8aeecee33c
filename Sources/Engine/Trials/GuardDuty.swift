import NMBackend
import Synchronization
import Kernel
import Trial

/// Decides what a guard does at each look at its trial, and remembers what the last looks have shown.
struct GuardDuty {
    private let session: Session
    private let manager: ManagerChanges
    private let kernel = KernelChanges()
    /// The trial's deadline that the guard has warned of; `nil` before any warning.
    private var warnedOf: Int64?
    /// Whether the trial needs tending whatever its record says: a checkpoint may have gone, or an attempt failed.
    private var isPoked = true
    /// Whether the network may have changed since the guard last compared it with the previous network.
    private var hasChanged = true
    /// The differences from the previous network that the last comparison has found.
    private var otherwise: [String]?
    /// The moment before which the guard does nothing, in milliseconds of CLOCK_BOOTTIME.
    private var rest: Int64 = 0

    init(session: Session, changes: ManagerChanges) {
        self.session = session
        manager = changes
    }

    /// Does what is due for the trial.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - isRecorded: `false` when the record's file is lost or damaged, and only this guard remembers the trial.
    mutating func look(_ record: TrialRecord, isRecorded: Bool) async {
        let runner = session.runner
        if runner.isNearlyOver(record), warnedOf != record.deadline {
            runner.warn(record)
            warnedOf = record.deadline
        }
        let news = manager.take()
        isPoked = isPoked || news.contains(.checkpoints) || !isRecorded
        hasChanged = kernel.haveCome() || !news.isEmpty || hasChanged
        if session.host.now() < rest || runner.endHungApply(record) { return }
        let isDifferent = record.isOwed ? await isDifferent(record) : false
        guard isPoked || isDifferent || runner.mayBeDue(record) else { return }
        isPoked = false
        let request: Request = isDifferent ? .retry : .tend
        do throws(TrialError) {
            let end =
                isRecorded
                ? try await runner.tendIfDue(record, request) : try await runner.tend(request, knowing: record)
            if let end { await settle(end) }
        } catch {
            // What fails now is tried again: NetworkManager may just be starting.
            isPoked = true
            rest = session.host.now() + 2000
        }
    }

    /// Whether the network differs from the previous one in other ways than at the last comparison.
    ///
    /// A rollback that failed before may then succeed.
    private mutating func isDifferent(_ record: TrialRecord) async -> Bool {
        guard hasChanged else { return false }
        hasChanged = false
        rest = session.host.now() + Self.pause
        let last = otherwise
        otherwise = await session.runner.otherwise(than: record)
        return otherwise != last
    }

    /// Takes note of how an attempt ended, so that its own changes do not cause the next one.
    private mutating func settle(_ end: TrialRecord) async {
        if end.isOwed {
            rest = session.host.now() + Self.pause
            otherwise = await session.runner.otherwise(than: end)
            _ = (manager.take(), kernel.haveCome())
            hasChanged = false
        } else if end.isOver {
            // Where that could not be written down, it may be later; everything else is done.
            rest = session.host.now() + 60_000
        }
    }

    /// The milliseconds between two comparisons of a network that keeps changing.
    private static let pause: Int64 = 5000
}

/// Collects the changes that NetworkManager reports, until the guard takes them.
final class ManagerChanges: Sendable {
    private let news = Mutex<Set<ManagerChange>>([])
    private let listener = Mutex<Task<Void, Never>?>(nil)

    init(_ backend: NMBackend) {
        let task = Task {
            guard let changes = try? await backend.changes() else { return }
            for await change in changes { news.withLock { _ = $0.insert(change) } }
        }
        listener.withLock { $0 = task }
    }

    /// Returns the changes since the last call.
    func take() -> Set<ManagerChange> {
        news.withLock { news in
            defer { news = [] }
            return news
        }
    }

    /// Stops listening.
    func end() { listener.withLock { $0?.cancel() } }
}
