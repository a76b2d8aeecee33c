extension PlanReport {
    /// A change that a plan would make, for a log.
    package struct LogEntry: Sendable {
        /// The interface that it is about.
        package let interface: String
        /// Why, as `driftCode` or the first of `reasonCodes` in the plan's JSON document, or what is done.
        package let code: String
        /// The sentence that people read.
        package let text: String
    }

    /// What a plan would change, an entry for each interface.
    package var entries: [LogEntry] {
        let changed = steps.filter { $0.actionCode != "none" }.map { step in
            let why = ([step.drift].compactMap(\.self) + step.reasons).joined(separator: "; ")
            return LogEntry(
                interface: step.device, code: step.driftCode ?? step.reasonCodes.first ?? step.actionCode,
                text: "\(step.device) is not as the spec says (apply: \(step.action))" + (why.isEmpty ? "" : ": \(why)")
            )
        }
        return changed
            + removals.map {
                LogEntry(interface: $0, code: "removed", text: "\($0) is not in the spec (apply: removed)")
            }
    }
}
