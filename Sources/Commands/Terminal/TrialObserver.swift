import Rendering
import Trial

/// Shows the progress of a trial to a user or to a program.
protocol TrialObserver: Sendable {
    /// Shows an event of the trial.
    func show(_ event: TrialEvent)
    /// Redraws whatever shows a clock.
    func tick()
    /// Ends the output: no more events will come.
    func finish()
}

/// Prints each event as one line of JSON on standard output.
struct EventPrinter: TrialObserver {
    private let start = ContinuousClock.now

    func show(_ event: TrialEvent) {
        Console.line(EventReport(event, seconds: (ContinuousClock.now - start) / .seconds(1)))
    }

    func tick() {}

    func finish() {}
}
