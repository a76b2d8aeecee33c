import System
package import Trial

/// Shows the history of trials to people.
package struct HistoryView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// A line for each entry; empty if there are none.
    package func list(_ items: [HistoryItem], time: (Int64) -> String) -> String {
        items.map { item in
            let number = String(item.number).padded(to: 4)
            switch item.content {
            case .failure(let error):
                return number + "  " + style(.bad, "damaged") + ": \(error.description.printable)\n"
            case .success(let entry):
                let record = entry.record
                return [
                    number, time(record.startedAt), record.id, record.user.printable.padded(to: 10),
                    styled(entry, time), style(.faint, record.sources.joined(separator: ", ").printable),
                ].joined(separator: "  ") + "\n"
            }
        }.joined()
    }

    /// Everything that is known of one entry, except the contents of its profiles.
    package func show(_ entry: HistoryEntry, time: (Int64) -> String) -> String {
        let record = entry.record
        var text = "Trial \(record.id), started \(time(record.startedAt)) by \(record.user.printable): "
        text += styled(entry, time) + "\n"
        if case .undetermined(_, let left) = record.phase { text += left.map { "    \($0.printable)\n" }.joined() }
        text += TrialView.reached(record)
        text += "\n" + style(.heading, "Plan") + "\n" + lines(record.plan)
        let kept = record.changes.filter { $0.kind != .added && $0.filename != nil }
        if !kept.isEmpty {
            text += "\n" + style(.heading, "Kept of what was there before") + "\n"
            text += kept.map { change in
                "“\(change.id.printable)” (\(change.uuid)): \((change.filename ?? "").printable), "
                    + (change.original.map { "\($0.count) bytes" } ?? "could not be read") + "\n"
                    + (change.beside ?? []).map { "    \($0.path.printable), \($0.bytes.count) bytes\n" }.joined()
            }.joined()
            text += (record.netplan?.edits ?? []).compactMap { edit in
                edit.before.map { "\(edit.path.printable), \($0.count) bytes\n" }
            }.joined()
        }
        for spec in record.specs { text += "\n" + style(.heading, spec.name.printable) + "\n" + lines(spec.text) }
        return text
    }

    private func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            .joined(separator: "\n") + (text.hasSuffix("\n") ? "" : "\n")
    }

    private func styled(_ entry: HistoryEntry, _ time: (Int64) -> String) -> String {
        let label: Label =
            switch entry.record.phase {
            case .confirmed: .good
            case .rolledBack: .warning
            case .undetermined, .prepared, .applying, .pending, .confirming, .rollingBack: .bad
            }
        return style(label, outcome(entry, time))
    }

    /// How a trial ended, in one clause.
    package func outcome(_ entry: HistoryEntry, _ time: (Int64) -> String) -> String {
        let end = time(entry.endedAt)
        return switch entry.record.phase {
        case .confirmed: "confirmed \(end)"
        case .rolledBack(let cause): "rolled back \(end): \(cause.text.printable)"
        case .undetermined(let cause, _): "rolled back in part \(end): \(cause.text.printable)"
        case .prepared, .applying, .pending, .confirming, .rollingBack: "not finished"
        }
    }
}

/// The history for programs; docs/json.md describes the document.
package struct HistoryReport: Encodable {
    let schema = "nm-topology/history/1"
    let entries: [Entry]

    struct Entry: Encodable {
        let number: Int
        let endedAt: Int64?
        let trial: TrialReport?
        /// Why the entry cannot be read; `nil` if it can.
        let damage: String?
    }

    package init(_ items: [HistoryItem]) {
        entries = items.map { item in
            switch item.content {
            case .success(let entry):
                Entry(
                    number: item.number, endedAt: entry.endedAt, trial: TrialReport(entry.record, now: 0), damage: nil)
            case .failure(let error):
                Entry(number: item.number, endedAt: nil, trial: nil, damage: error.description)
            }
        }
    }
}
