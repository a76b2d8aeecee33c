import System

/// What systemd's journal is told of a trial: each phase that it enters, whichever process takes it there.
extension TrialStore {
    /// Tells the journal that a trial enters another phase than the one in its file.
    func tellJournal(of record: TrialRecord) {
        guard Journal.isThere, (try? recorded())?.phase.name != record.phase.name else {
            return
        }
        Self.writeJournal(record)
    }

    /// Tells the journal what phase a trial is in.
    static func writeJournal(_ record: TrialRecord) {
        guard let (text, priority) = record.journalText else { return }
        var fields = [
            ("TRIAL", record.id), ("PHASE", record.phase.name.rawValue),
            ("CODE", "trial-" + record.phase.name.rawValue),
            ("TRIAL_USER", record.user),
        ]
        if let cause = record.phase.cause { fields.append(("CAUSE", cause.code)) }
        Journal.write("Trial \(record.id) " + text, priority, fields)
    }
}

extension TrialRecord {
    /// What the journal's entry says after the trial's name; `nil` in a phase that is over at once.
    var journalText: (String, Journal.Priority)? {
        switch phase {
        case .prepared, .confirming: nil
        case .applying: ("of \(user) begins to change the network", .notice)
        case .pending: ("is up, and is rolled back unless it is confirmed within \(timeout) s", .notice)
        case .confirmed: ("was confirmed: its network is permanent", .notice)
        case .rollingBack(let cause): ("is rolled back: \(cause.text)", .warning)
        case .rolledBack(let cause): ("was rolled back, and the previous network is back: \(cause.text)", .warning)
        case .undetermined(let cause, let left):
            ("was rolled back (\(cause.text)), and this is still otherwise: \(left.joined(separator: "; "))", .error)
        }
    }
}
