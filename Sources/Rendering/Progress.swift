import NetTypes
import Planning
package import Trial

/// The progress of an apply, as lines for a terminal or single lines for a log; it takes events and prints nothing.
package struct Progress {
    private let style: Style
    /// The interfaces in the order in which they come up.
    private var rows: [(name: InterfaceName, state: InterfaceState, seconds: Double?)] = []
    /// When the change began, after the steps that only read.
    private var start: Double

    /// Begins with an empty view.
    ///
    /// - Parameters:
    ///   - style: whether to use colours.
    ///   - now: the time in seconds of any steady clock.
    package init(style: Style, now: Double) {
        self.style = style
        start = now
    }

    /// Takes an event.
    ///
    /// - Returns: the line for a log; `nil` if the event has none.
    package mutating func take(_ event: TrialEvent, now: Double) -> String? {
        switch event {
        case .planned, .restoring, .act: return nil
        case .protected(let id):
            start = now
            return "Trial \(id): if anything goes wrong from here on, the old network comes back by itself."
        case .interface(let name, let state):
            let index = rows.firstIndex { $0.name == name } ?? rows.endIndex
            let seconds = state == .up ? now - start : nil
            if index == rows.endIndex {
                rows.append((name, state, seconds))
            } else {
                rows[index] = (name, state, seconds)
            }
            switch state {
            case .up: return "\(name.text.printable): up (\(Self.text(now - start)))"
            case .failed(let why): return "\(name.text.printable): failed: \(why.printable)"
            case .waiting, .coming: return nil
            }
        case .verifying: return "Checking that the kernel matches the spec …"
        case .check(let check, .failedBefore(let why)):
            return "Check \(check.printable): fails before the change: \(why.printable)"
        case .check(let check, .succeeded): return "Check \(check.printable): succeeded"
        case .check(let check, .failsAsBefore(let why)):
            return "Check \(check.printable): fails as before the change: \(why.printable)"
        case .note(let text): return text.printable
        case .rollingBack(let cause): return "Rolling back: \(cause.text.printable)"
        }
    }

    /// The lines of a live view, the bar last.
    ///
    /// - Parameters:
    ///   - height: how many lines fit; interfaces that are up are folded away first.
    ///   - now: the time of the same clock as in `init`.
    /// - Returns: the lines; none before anything has begun.
    package func frame(height: Int, now: Double) -> [String] {
        if rows.isEmpty { return [] }
        let width = rows.map(\.name.text.printable.count).max() ?? 0
        let done = rows.count { $0.state == .up }
        var shown = rows
        var folded = 0
        while shown.count > max(1, height - 2), let index = shown.firstIndex(where: { $0.state == .up }) {
            shown.remove(at: index)
            folded += 1
        }
        if shown.count > max(1, height - 2) { shown = Array(shown.prefix(max(1, height - 2))) }
        var lines: [String] = folded > 0 ? [style(.faint, "  … \(folded) more are up")] : []
        lines += shown.map { row in
            "  " + row.name.text.printable.padded(to: width) + "  " + word(row.state, row.seconds)
        }
        let bar = done * 30 / rows.count
        lines.append(
            "  " + style(.good, String(repeating: "█", count: bar))
                + style(.faint, String(repeating: "░", count: 30 - bar))
                + "  \(done) of \(rows.count) up, \(Self.text(now - start))")
        return lines
    }

    private func word(_ state: InterfaceState, _ seconds: Double?) -> String {
        switch state {
        case .waiting: style(.faint, "waiting")
        case .coming(let word): style(.changed, word.printable)
        case .up: style(.good, "up") + style(.faint, seconds.map { " " + Self.text($0) } ?? "")
        case .failed(let why): style(.bad, "failed: \(why.printable)")
        }
    }

    private static func text(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
