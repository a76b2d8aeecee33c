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
