import Dispatch

/// An executor that runs tasks which may block on a thread outside Swift's pool.
///
/// Swift's pool has only as many threads as the machine has processors. A trial blocks now and then: it flushes a file
/// to the disk (fsync(2)), waits for another process's lock, or asks the kernel for all of its links. Tasks that prefer
/// this executor run one after the other, and never hold up the answer that somebody types, the clock, or D-Bus.
///
///     Task(executorPreference: WorkThread.shared) { … }
package final class WorkThread: TaskExecutor {
    /// The executor of this process.
    package static let shared = WorkThread()

    private let queue = DispatchQueue(label: "nm-topology.work")

    private init() {}

    /// Runs a job of a task after all jobs that were enqueued before it.
    ///
    /// - Parameter job: the job.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
