package import System
package import Trial

/// Shows a trial's state and end to people.
package struct TrialView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// The trial's state, as `checkpoint status` shows it.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - now: the time in milliseconds of CLOCK_BOOTTIME.
    ///   - date: the same time in seconds since 1970.
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
                "\(start) is pending: \(style(.heading, Self.clock(left))) left, until \(time(date + (record.deadline - now) / 1000)). Then the old network comes back by itself.\n"
        case .confirming: return "\(start) is confirmed and is being made permanent.\n"
        case .confirmed: return "\(start) was confirmed\(end): the new network is permanent.\n"
        case .rollingBack(let cause): return "\(start) is being rolled back: \(cause.text.printable).\n"
        case .rolledBack(let cause):
            return
                "\(start) was rolled back\(end): \(cause.text.printable).\n" + Self.reached(record)
                + Self.asBefore(record)
        case .undetermined(let cause, let left):
            return "\(start) was rolled back\(end) (\(cause.text.printable)), but not everything is as before:\n"
                + left.map { "    \($0.printable)\n" }.joined() + Self.reached(record) + Self.asBefore(record)
        }
    }

    /// Who tends a trial that is not over, and what happens next.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - guardian: its guard, if it is alive.
    ///   - now: the time in milliseconds of CLOCK_BOOTTIME.
    ///   - date: the same time in seconds since 1970.
    ///   - time: turns seconds since 1970 into the local time of day.
    /// - Returns: one line; empty for a trial that is over.
    package func keeper(
        of record: TrialRecord, guardian: ProcessIdentity?, now: Int64, date: Int64, _ time: (Int64) -> String
    ) -> String {
        if let who = record.forgottenBy {
            return "    \(who.printable) said that this may stay so: nothing is tried any more.\n"
        }
        if record.isOver { return "" }
        let missing = "No guard is alive to do it: nm-topology recover starts one."
        guard record.isOwed else { return guardian == nil ? "    \(missing)\n" : "" }
        let attempts = record.attempts ?? 1
        let next = max(0, (record.nextAttempt ?? now) - now) / 1000
        let who =
            guardian.map {
                "The guard (process \($0.pid)) tries again at \(time(date + next)), and when the network changes."
            } ?? missing
        return "    Tried \(attempts) \(attempts == 1 ? "time" : "times"). \(who)\n"
    }

    /// The step of the plan at which the change ended, as a line; empty if all were done, or that is not known.
    static func reached(_ record: TrialRecord) -> String {
        guard let act = record.reached else { return "" }
        return "    The change ended at step \(act.number) of \(act.count): \(act.text.printable).\n"
    }

    /// The devices that were verified to be as before, as a line; empty if none were examined.
    private static func asBefore(_ record: TrialRecord) -> String {
        guard let names = record.asBefore, !names.isEmpty else { return "" }
        return "    Seen to be as before: \(names.joined(separator: ", ").printable)\n"
    }

    /// What `apply` says when the trial waits for an answer from another login.
    package func pending(_ record: TrialRecord, until time: String) -> String {
        "Trial \(record.id) is pending. The old network comes back at \(time), in \(record.timeout) s, unless you "
            + "confirm from a new login:\n    nm-topology checkpoint confirm \(record.id)\n"
    }

    /// Seconds as minutes and seconds, for example `1:05`.
    package static func clock(_ seconds: Int64) -> String {
        "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }
}

/// A trial for programs; docs/json.md describes the document.
package struct TrialReport: Encodable, Sendable {
    let schema = "nm-topology/trial/1"
    let id: String
    let state: String
    let cause: String?
    /// The cause's code.
    let causeCode: String?
    /// What D-Bus or the kernel reported, where that was the cause.
    let report: ErrorReport.Report?
    let differences: [String]?
    let asBefore: [String]?
    let reached: Reached?
    let startedAt: Int64
    let user: String
    let sources: [String]
    /// The seconds until the trial ends by itself; `nil` unless it is pending.
    let secondsLeft: Int64?
    /// How many rollbacks have not restored everything.
    let attempts: Int?
    /// The seconds until the next rollback.
    let secondsToNextAttempt: Int64?
    let forgottenBy: String?
    /// The process ID of the guard; `nil` if it is not alive.
    let guardian: Int32?
    /// The commands that a person can type now.
    let next: [NextStep]?

    /// The step of the plan at which the change ended.
    struct Reached: Encodable, Sendable {
        let number: Int
        let count: Int
        let text: String
    }

    /// Makes the document.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - now: the time in milliseconds of CLOCK_BOOTTIME.
    ///   - guardian: its guard, if it is alive.
    ///   - next: the commands that a person can type now; an empty list is left out.
    package init(_ record: TrialRecord, now: Int64, guardian: ProcessIdentity? = nil, next: [NextStep] = []) {
        self.next = next.isEmpty ? nil : next
        attempts = record.attempts
        secondsToNextAttempt = record.isOwed ? max(0, (record.nextAttempt ?? now) - now + 999) / 1000 : nil
        forgottenBy = record.forgottenBy
        self.guardian = guardian?.pid
        id = record.id
        asBefore = record.asBefore
        reached = record.reached.map { Reached(number: $0.number, count: $0.count, text: $0.text) }
        startedAt = record.startedAt
        user = record.user
        sources = record.sources
        state = record.phase.name.rawValue
        cause = record.phase.cause?.text
        causeCode = record.phase.cause?.code
        report = record.phase.cause?.report.map { ErrorReport.Report($0) }
        differences = record.phase.left
        secondsLeft = record.phase == .pending ? max(0, (record.deadline - now + 999) / 1000) : nil
    }
}
