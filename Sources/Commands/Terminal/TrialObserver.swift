import Rendering
import Trial

/// Tells what happens during a trial, as it happens.
protocol TrialObserver: Sendable {
    /// Tells of an event.
    func show(_ event: TrialEvent)
    /// Time has passed: whatever shows a clock draws it again.
    func tick()
    /// Nothing more comes.
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
