import NMBackend
import Synchronization
import Kernel
import Trial

/// What a guard does at each look at its trial, and what it remembers from one look to the next.
struct GuardDuty {
    private let session: Session
    private let manager: ManagerChanges
    private let kernel = KernelChanges()
    /// The end of which a warning was given.
    private var warnedOf: Int64?
    /// A checkpoint may have gone, or what was due could not be done.
    private var isPoked = true
    /// The network has changed since it was last compared with the previous one.
    private var hasChanged = true
    /// What was otherwise when it was last compared.
    private var otherwise: [String]?
    /// Milliseconds of CLOCK_BOOTTIME before which nothing is done.
    private var rest: Int64 = 0

    init(session: Session, changes: ManagerChanges) {
        self.session = session
        manager = changes
    }

    /// Does what is due.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - isRecorded: `false` where its file has gone or is damaged.
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

    /// The network has changed, and what is otherwise than before the trial is not what it was: an attempt may succeed
    /// now that failed before.
    private mutating func isDifferent(_ record: TrialRecord) async -> Bool {
        guard hasChanged else { return false }
        hasChanged = false
        rest = session.host.now() + Self.pause
        let last = otherwise
        otherwise = await session.runner.otherwise(than: record)
        return otherwise != last
    }

    /// An attempt is over: what it changed itself is no reason for the next one.
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

    /// Milliseconds between two looks at a network that keeps changing.
    private static let pause: Int64 = 5000
}

/// What NetworkManager told of since it was last asked for.
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

    func take() -> Set<ManagerChange> {
        news.withLock { news in
            defer { news = [] }
            return news
        }
    }

    func end() { listener.withLock { $0?.cancel() } }
}
