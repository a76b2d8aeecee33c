package import Trial

/// The history as people read it.
package struct HistoryView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// One line for each entry; nothing for none.
    package func list(_ entries: [HistoryEntry], time: (Int64) -> String) -> String {
        entries.enumerated().map { index, entry in
            let record = entry.record
            return [
                String(index + 1).padded(to: 4), time(record.startedAt), record.id,
                record.user.printable.padded(to: 10),
                outcome(entry, time), style(.faint, record.sources.joined(separator: ", ").printable),
            ].joined(separator: "  ") + "\n"
        }.joined()
    }

    /// Everything that is known of one entry, save what its profiles held.
    package func show(_ entry: HistoryEntry, time: (Int64) -> String) -> String {
        let record = entry.record
        var text = "Trial \(record.id), started \(time(record.startedAt)) by \(record.user.printable): "
        text += outcome(entry, time) + "\n"
        if case .undetermined(_, let left) = record.phase { text += left.map { "    \($0.printable)\n" }.joined() }
        text += "\n" + style(.heading, "Plan") + "\n" + lines(record.plan)
        for spec in record.specs { text += "\n" + style(.heading, spec.name.printable) + "\n" + lines(spec.text) }
        return text
    }

    private func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            .joined(separator: "\n") + (text.hasSuffix("\n") ? "" : "\n")
    }

    private func outcome(_ entry: HistoryEntry, _ time: (Int64) -> String) -> String {
        let end = time(entry.endedAt)
        return switch entry.record.phase {
        case .confirmed: style(.good, "confirmed \(end)")
        case .rolledBack(let cause): style(.warning, "rolled back \(end): \(cause.text.printable)")
        case .undetermined(let cause, _): style(.bad, "rolled back in part \(end): \(cause.text.printable)")
        case .prepared, .applying, .pending, .confirming, .rollingBack: style(.bad, "not finished")
        }
    }
}

/// The history for programs; docs/json.md describes it.
package struct HistoryReport: Encodable {
    let schema = "nm-topology/history/1"
    let entries: [Entry]

    struct Entry: Encodable {
        let number: Int
        let endedAt: Int64
        let trial: TrialReport
    }

    package init(_ entries: [HistoryEntry]) {
        self.entries = entries.enumerated().map { index, entry in
            Entry(number: index + 1, endedAt: entry.endedAt, trial: TrialReport(entry.record, now: 0))
        }
    }
}
