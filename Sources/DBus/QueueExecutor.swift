import Dispatch

/// The executor of a connection: one private serial queue, the only one that calls libdbus.
///
/// Dispatch on Linux has no `DispatchSerialQueue` that could serve as an executor. With this one, the handlers of the
/// queue's own event sources run in the actor's isolation, which they can state with `assumeIsolated`.
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
