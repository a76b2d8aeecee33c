/// The identity of a NetworkManager checkpoint.
///
/// NetworkManager numbers checkpoints from 1 again when it restarts, so the path alone does not identify one.
package struct CheckpointIdentity: Codable, Hashable, Sendable {
    package let path: String
    /// When it was created: milliseconds of CLOCK_BOOTTIME, NetworkManager's property `Created`.
    package let created: Int64
    /// NetworkManager's unique name on the bus when it was created.
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
