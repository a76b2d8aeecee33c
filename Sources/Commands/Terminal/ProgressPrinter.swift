import Rendering
import Synchronization
import Trial

/// Shows a trial's progress on standard error: as a live view on a terminal, as plain lines elsewhere.
final class ProgressPrinter: TrialObserver {
    private struct State {
        var progress: Progress
        /// The number of lines of the live view that are on the terminal.
        var drawn = 0
    }

    private let state: Mutex<State>
    private let isLive: Bool
    private let start = ContinuousClock.now

    init(style: Style, isLive: Bool) {
        self.isLive = isLive
        state = Mutex(State(progress: Progress(style: style, now: 0)))
    }

    func show(_ event: TrialEvent) {
        let now = seconds
        state.withLock { state in
            let line = state.progress.take(event, now: now)
            if case .interface = event, isLive { return draw(&state, now) }
            guard let line else { return }
            erase(&state)
            Console.err(line + "\n")
            if isLive { draw(&state, now) }
        }
    }

    /// Redraws the live view, so that its clock runs.
    func tick() {
        guard isLive else { return }
        state.withLock { draw(&$0, seconds) }
    }

    /// Leaves the live view as it is; further output appears below it.
    func finish() { state.withLock { $0.drawn = 0 } }

    private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    private func draw(_ state: inout State, _ now: Double) {
        let size = Console.size
        let lines = state.progress.frame(height: size.rows - 2, now: now)
        erase(&state)
        if lines.isEmpty { return }
        Console.err(lines.joined(separator: "\n") + "\n")
        state.drawn = lines.count
    }

    /// Clears the live view from the terminal (ECMA-48 CPL, ED).
    private func erase(_ state: inout State) {
        if state.drawn > 0 { Console.err("\u{1b}[\(state.drawn)F\u{1b}[J") }
        state.drawn = 0
    }
}
