package import Trial

/// A trial's state and end as people read them.
package struct TrialView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// What `checkpoint status` says.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - now: milliseconds of CLOCK_BOOTTIME.
    ///   - date: now, in seconds since 1970.
    ///   - time: turns seconds since 1970 into the local time of day.
    /// - Returns: one or a few lines.
    package func status(of record: TrialRecord, now: Int64, date: Int64, time: (Int64) -> String) -> String {
        let left = max(0, (record.deadline - now + 999) / 1000)
        let end = record.endedAt.map { " at \(time($0))" } ?? ""
        let start =
            "Trial \(record.id) (\(record.sources.joined(separator: ", ").printable), started "
            + "\(time(record.startedAt)) by \(record.user.printable))"
        switch record.phase {
        case .prepared, .applying: return "\(start) is being applied.\n"
        case .pending:
            return
                "\(start) is pending: \(style(.heading, Self.clock(left))) left, until \(time(date + (record.deadline - now) / 1000)).\n"
                + "    nm-topology checkpoint confirm \(record.id)     keeps the new network\n"
                + "    nm-topology checkpoint rollback \(record.id)    restores the old one now\n"
        case .confirming: return "\(start) is confirmed and is being made permanent.\n"
        case .confirmed: return "\(start) was confirmed\(end): the new network is permanent.\n"
        case .rollingBack(let cause): return "\(start) is being rolled back: \(cause.text.printable).\n"
        case .rolledBack(let cause):
            return "\(start) was rolled back\(end): \(cause.text.printable).\n" + Self.asBefore(record)
        case .undetermined(let cause, let left):
            return "\(start) was rolled back\(end) (\(cause.text.printable)), but not everything is as before:\n"
                + left.map { "    \($0.printable)\n" }.joined() + Self.asBefore(record)
        }
    }

    /// The devices that were seen to be as before, if any were looked at.
    private static func asBefore(_ record: TrialRecord) -> String {
        guard let names = record.asBefore, !names.isEmpty else { return "" }
        return "    Seen to be as before: \(names.joined(separator: ", ").printable)\n"
    }

    /// What `apply` says when the trial waits for an answer from somewhere else.
    package func pending(_ record: TrialRecord, until time: String) -> String {
        "Trial \(record.id) is pending. The old network comes back at \(time), in \(record.timeout) s, unless you "
            + "confirm from a new login:\n    nm-topology checkpoint confirm \(record.id)\n"
    }

    /// Minutes and seconds.
    package static func clock(_ seconds: Int64) -> String {
        "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }
}

/// A trial for programs; docs/json.md describes it.
package struct TrialReport: Encodable, Sendable {
    let schema = "nm-topology/trial/1"
    let id: String
    let state: String
    let cause: String?
    let differences: [String]?
    let asBefore: [String]?
    let startedAt: Int64
    let user: String
    let sources: [String]
    /// Seconds until it ends by itself; only while it is pending.
    let secondsLeft: Int64?

    /// - Parameters:
    ///   - record: the trial.
    ///   - now: milliseconds of CLOCK_BOOTTIME.
    package init(_ record: TrialRecord, now: Int64) {
        id = record.id
        asBefore = record.asBefore
        startedAt = record.startedAt
        user = record.user
        sources = record.sources
        var left: Int64?
        var cause: Cause?
        var differences: [String]?
        switch record.phase {
        case .prepared: state = "prepared"
        case .applying: state = "applying"
        case .pending:
            state = "pending"
            left = max(0, (record.deadline - now + 999) / 1000)
        case .confirming: state = "confirming"
        case .confirmed: state = "confirmed"
        case .rollingBack(let why):
            state = "rolling-back"
            cause = why
        case .rolledBack(let why):
            state = "rolled-back"
            cause = why
        case .undetermined(let why, let what):
            state = "undetermined"
            cause = why
            differences = what
        }
        secondsLeft = left
        self.cause = cause?.text
        self.differences = differences
    }
}
