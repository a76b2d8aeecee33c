import Host
package import System

/// Everything that another process needs to finish a trial: written to /run before each step's side effect.
package struct TrialRecord: Hashable, Sendable {
    /// Six hexadecimal digits; what people type.
    package let id: String
    /// Seconds since 1970, for people.
    package let startedAt: Int64
    /// Who started it.
    package let user: String
    /// The spec, file by file.
    package let specs: [SpecText]
    /// The plan, as people read it.
    package let plan: String
    /// Seconds that the administrator has to answer.
    package let timeout: Int
    /// The process that applies.
    package var apply: ProcessIdentity
    /// The process that rolls back when nobody answers.
    package var guardian: ProcessIdentity?
    package var phase: Phase
    /// When it was prepared (milliseconds of CLOCK_BOOTTIME), and the timeout in seconds that its checkpoint gets: by
    /// these the checkpoint is found if the process dies before it can write down which it is.
    package let preparedAt: Int64
    package let checkpointTimeout: Int
    /// NetworkManager's checkpoint, once it is known.
    package var checkpoint: CheckpointIdentity?
    /// When the trial ends by itself: milliseconds of CLOCK_BOOTTIME.
    package var deadline: Int64
    /// What the trial writes to NetworkManager, and what was there before.
    package var changes: [ProfileChange]
    /// What was up before, to be up again.
    package var before: Before
    /// The links that a rollback was seen to have left as they were before; only after one.
    package var asBefore: [String]?
    /// When it was over, in seconds since 1970.
    package var endedAt: Int64?
    /// The entry of the history that it undoes, with everything after it; such a trial has no spec.
    package var restores: Int?
    /// How often a rollback was tried without seeing the previous network back.
    package var attempts: Int?
    /// When the rollback is tried again: milliseconds of CLOCK_BOOTTIME.
    package var nextAttempt: Int64?
    /// Who said that what is still otherwise after the rollback may stay so (`checkpoint forget`).
    package var forgottenBy: String?
    /// When it became pending (milliseconds of CLOCK_BOOTTIME).
    package var pendingAt: Int64?
    /// The spec was the whole of the host (`--prune`); `nil` in records of older versions, when every spec was.
    package var isWhole: Bool?
    /// Interfaces that the spec only uses, and that stayed as the host had them or were changed in place.
    package var used: [String]?
    /// What the host had when the trial was seen to be right: what confirming has to leave.
    package var judged: Before?

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

/// A spec file as it was applied.
package struct SpecText: Codable, Hashable, Sendable {
    /// As it was named.
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
    /// The spec files' names, or what it restores.
    package var sources: [String] { restores.map { ["restore of \($0)"] } ?? specs.map(\.name) }
}
