/// A process, told apart from a later one with the same number by its start time.
package struct ProcessIdentity: Codable, Hashable, Sendable {
    package let pid: Int32
    /// Field 22 of /proc/PID/stat: clock ticks since boot.
    package let startTicks: UInt64

    private enum CodingKeys: String, CodingKey {
        case pid = "pid"
        case startTicks = "startTicks"
    }

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

    private enum CodingKeys: String, CodingKey {
        case path = "path"
        case created = "created"
        case owner = "owner"
    }

    package init(path: String, created: Int64, owner: String) {
        self.path = path
        self.created = created
        self.owner = owner
    }
}
