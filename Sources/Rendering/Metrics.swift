package import Trial

/// The state of a host's network for Prometheus, in its text format 0.0.4.
package struct Metrics: Sendable {
    /// What apply would change, an interface each; `nil` where there is no spec, or no plan could be made.
    package var changes: Int?
    /// Whether no plan could be made of the spec that there is.
    package var hasFailed = false
    /// The last trial, from this boot or before it.
    package var trial: TrialRecord?
    /// The milliseconds of CLOCK_BOOTTIME now.
    package var now: Int64 = 0
    /// The version of this program.
    package let version: String

    package init(version: String) { self.version = version }

    /// The metrics, each with what it is.
    package var text: String {
        var lines: [String] = []
        func add(_ name: String, _ help: String, _ value: String, labels: String = "") {
            lines += ["# HELP nm_topology_\(name) \(help)", "# TYPE nm_topology_\(name) gauge"]
            lines.append("nm_topology_\(name)\(labels) \(value)")
        }
        add("info", "The version of nm-topology.", "1", labels: "{version=\"\(version)\"}")
        add("plan_failed", "Whether a plan for /etc/nm-topology could not be made.", hasFailed ? "1" : "0")
        if let changes {
            add(
                "drift_interfaces", "The interfaces that are not as the spec says; an apply would change them.",
                "\(changes)")
        }
        let isPending = trial?.phase == .pending
        add("trial_pending", "Whether a trial waits for its confirmation.", isPending ? "1" : "0")
        add(
            "trial_running", "Whether a trial is not over, pending or not.", trial.map { $0.isOver ? "0" : "1" } ?? "0")
        if isPending, let trial {
            let seconds = max(0, (trial.deadline - now + 999) / 1000)
            add("trial_seconds_left", "The seconds until the pending trial is rolled back by itself.", "\(seconds)")
        }
        if let trial {
            add(
                "last_trial_start_timestamp_seconds", "When the last trial was started, in seconds since 1970.",
                "\(trial.startedAt)")
            add(
                "last_trial_outcome", "The phase that the last trial is or ended in.", "1",
                labels: "{outcome=\"\(trial.phase.name.rawValue)\"}")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
