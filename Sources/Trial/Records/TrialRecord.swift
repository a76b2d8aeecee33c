import Host
package import System

/// The record of a trial: all that another process needs to finish it, written to /run before each change.
package struct TrialRecord: Hashable, Sendable {
    /// The ID that people type: six hexadecimal digits.
    package let id: String
    /// When the trial was started, in seconds since 1970; for people.
    package let startedAt: Int64
    /// The name of the user who started it.
    package let user: String
    /// The spec's files; empty for a restore.
    package let specs: [SpecText]
    /// The plan as text, for people.
    package let plan: String
    /// Seconds that the administrator has to confirm the trial.
    package let timeout: Int
    /// The process that applies the change.
    package var apply: ProcessIdentity
    /// The process that rolls the trial back when nobody confirms it.
    package var guardian: ProcessIdentity?
    package var phase: Phase
    /// When the trial was prepared, in milliseconds of CLOCK_BOOTTIME.
    ///
    /// This and `checkpointTimeout` identify the trial's checkpoint if the process dies before it has recorded which
    /// one it is.
    package let preparedAt: Int64
    /// The timeout, in seconds, with which the trial's checkpoint is created.
    package let checkpointTimeout: Int
    /// NetworkManager's checkpoint; `nil` until it has been created.
    package var checkpoint: CheckpointIdentity?
    /// When the trial ends by itself, in milliseconds of CLOCK_BOOTTIME.
    package var deadline: Int64
    /// The profiles that the trial changes, and what was there before.
    package var changes: [ProfileChange]
    /// The state of the host before the trial.
    package var before: Before
    /// The links that a rollback restored as they were before; `nil` before one.
    package var asBefore: [String]?
    /// When the trial ended, in seconds since 1970.
    package var endedAt: Int64?
    /// The number of the history entry that the trial undoes, with all later ones; `nil` for a trial that applies a
    /// spec.
    package var restores: Int?
    /// The number of rollbacks that did not restore everything.
    package var attempts: Int?
    /// When the next rollback is due, in milliseconds of CLOCK_BOOTTIME.
    package var nextAttempt: Int64?
    /// The user who gave up what the rollback did not restore (`checkpoint forget`).
    package var forgottenBy: String?
    /// When the trial became pending, in milliseconds of CLOCK_BOOTTIME.
    package var pendingAt: Int64?
    /// Whether the spec described the whole host (`--prune`); `nil` in records of older versions, where every spec did.
    package var isWhole: Bool?
    /// The interfaces that the spec only uses, and that were left alone or changed in place.
    package var used: [String]?
    /// How links that existed before detected duplicate IPv6 addresses (`accept_dad`), where the trial moves addresses to
    /// them; `nil` where it does not, and in records of older versions.
    package var quieted: [Quieted]?
    /// The addresses that the trial moves without a gap; `nil` if there are none, and in records of older versions.
    package var moved: MovedAddresses?
    /// The act of the plan that the trial began last, where it ended before all were done; `nil` where that is not
    /// known.
    package var reached: ReachedAct?
    /// netplan's files; `nil` where there are none, and in records of older versions.
    package var netplan: NetplanRecord?
    /// The state of the host when the trial became pending; what confirming it has to preserve.
    package var judged: Before?

    /// Makes the record of a trial that is prepared.
    package init(
        id: String, startedAt: Int64, user: String, specs: [SpecText], plan: String, timeout: Int,
        apply: ProcessIdentity,
        preparedAt: Int64, checkpointTimeout: Int, deadline: Int64, changes: [ProfileChange], before: Before
    ) {
        self.id = id
        self.startedAt = startedAt
        self.user = user
        self.specs = specs
        self.plan = plan
        self.timeout = timeout
        self.apply = apply
        self.preparedAt = preparedAt
        self.checkpointTimeout = checkpointTimeout
        self.phase = .prepared
        self.deadline = deadline
        self.changes = changes
        self.before = before
    }
}

/// A spec file with the text that was applied.
package struct SpecText: Codable, Hashable, Sendable {
    /// The file's name as the user gave it.
    package let name: String
    package let text: String

    private enum CodingKeys: String, CodingKey {
        case name = "name"
        case text = "text"
    }

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension TrialRecord {
    /// The names of the spec's files, or "restore of N" for a restore.
    package var sources: [String] { restores.map { ["restore of \($0)"] } ?? specs.map(\.name) }
}
