import Dispatch

/// Where tasks run that may block: a thread beside those of Swift's own pool, of which there are as many as processors.
///
/// What a trial does to the host blocks now and then: a file is written through to the disk (fsync(2)), a lock of another
/// process is waited for, the kernel is asked for all of its links. Tasks that prefer this executor do so one after the
/// other and hold up nobody else: neither the answer that somebody types, nor the clock, nor D-Bus.
///
///     Task(executorPreference: WorkThread.shared) { … }
package final class WorkThread: TaskExecutor {
    /// The one of this process.
    package static let shared = WorkThread()

    private let queue = DispatchQueue(label: "nm-topology.work")

    private init() {}

    /// Runs a job after those that came before it.
    ///
    /// - Parameter job: the job.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
