package import FoundationEssentials

/// Everything that another process needs to finish a trial: written to /run before each step's side effect.
package struct TrialRecord: Codable, Hashable, Sendable {
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

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension TrialRecord {
    /// The spec files' names, or what it restores.
    package var sources: [String] { restores.map { ["restore of \($0)"] } ?? specs.map(\.name) }
}

/// A process, told apart from a later one with the same number by its start time.
package struct ProcessIdentity: Codable, Hashable, Sendable {
    package let pid: Int32
    /// Field 22 of /proc/PID/stat: clock ticks since boot.
    package let startTicks: UInt64

    package init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }
}

/// A checkpoint of NetworkManager's: its number restarts with NetworkManager, so the path alone says nothing.
package struct CheckpointIdentity: Codable, Hashable, Sendable {
    package let path: String
    /// Milliseconds of CLOCK_BOOTTIME, NetworkManager's `Created`.
    package let created: Int64
    /// NetworkManager's unique name on the bus at the time.
    package let owner: String

    package init(path: String, created: Int64, owner: String) {
        self.path = path
        self.created = created
        self.owner = owner
    }
}

/// One profile that a trial touches.
package struct ProfileChange: Codable, Hashable, Sendable {
    package let uuid: String
    package let interface: String
    package let kind: Kind
    /// The profile's name before, for people.
    package let id: String
    /// The file it was in before.
    package let filename: String?
    /// That file's bytes, with whatever secrets it has.
    package let original: Data?
    /// What a restore brings back in its place.
    package let restored: RestoredProfile?

    package enum Kind: String, Codable, Hashable, Sendable {
        /// New; goes at rollback.
        case added
        /// Ours, with other content now.
        case updated
        /// Somebody else's for an interface of ours: kept from coming up now, deleted at confirm.
        case replaced
        /// Of an interface that goes: likewise.
        case removed
    }

    package init(
        uuid: String, interface: String, kind: Kind, id: String, filename: String?, original: Data?,
        restored: RestoredProfile? = nil
    ) {
        self.uuid = uuid
        self.interface = interface
        self.kind = kind
        self.id = id
        self.filename = filename
        self.original = original
        self.restored = restored
    }
}

/// A profile that a restore brings back, to the byte.
package struct RestoredProfile: Codable, Hashable, Sendable {
    /// The file that it was in, and will be.
    package let path: String
    package let bytes: Data
    /// It was up, and is brought up again.
    package let isActive: Bool

    package init(path: String, bytes: Data, isActive: Bool) {
        self.path = path
        self.bytes = bytes
        self.isActive = isActive
    }
}

/// What the host had before the trial, as far as a rollback has to see to it.
package struct Before: Codable, Hashable, Sendable {
    /// Active profiles, controllers and parents first.
    package var active: [Active]
    /// The links, with what counts as "the network is back".
    package var links: [Link]
    /// Routes that a person added with `ip`, and no profile has; `nil` in records of older versions.
    package var routes: [Route]?
    /// UUIDs of the profiles that NetworkManager made up for links that somebody configured without it.
    package var generated: [String]?

    /// A route of nobody's profile.
    package struct Route: Codable, Hashable, Sendable, CustomStringConvertible {
        package let interface: String
        /// With prefix length.
        package let destination: String
        package let via: String?
        package let table: Int
        package let metric: Int
        package let source: String?
        /// Who made it (`RTPROT_…`).
        package let origin: UInt8

        package var description: String { "the route to \(destination)" + (via.map { " via \($0)" } ?? "") }
    }

    package struct Active: Codable, Hashable, Sendable {
        package let interface: String
        package let uuid: String

        package init(interface: String, uuid: String) {
            self.interface = interface
            self.uuid = uuid
        }
    }

    package struct Link: Codable, Hashable, Sendable {
        package let name: String
        package let controller: String?
        /// NetworkManager did not plug it in: a guest's tap.
        package let isForeignPort: Bool
        package let isUp: Bool
        /// Static and dynamic addresses with prefix length, link-local ones left out.
        package let addresses: [String]

        package init(name: String, controller: String?, isForeignPort: Bool, isUp: Bool, addresses: [String]) {
            self.name = name
            self.controller = controller
            self.isForeignPort = isForeignPort
            self.isUp = isUp
            self.addresses = addresses
        }
    }

    package init(active: [Active], links: [Link]) {
        self.active = active
        self.links = links
    }
}
