package import FoundationEssentials
import Host

/// The decision to keep a trial, with all that is needed to carry it out: the power may fail at once after it.
package struct CommitRecord: Codable, Hashable, Sendable {
    package let trial: String
    /// The profiles that go to disk.
    package let keep: [KeptProfile]
    /// The profiles that go.
    package let delete: [ProfileChange]

    private enum CodingKeys: String, CodingKey {
        case trial = "trial"
        case keep = "keep"
        case delete = "delete"
    }

    package init(trial: String, keep: [KeptProfile], delete: [ProfileChange]) {
        self.trial = trial
        self.keep = keep
        self.delete = delete
    }
}

/// A profile that a decision keeps.
package struct KeptProfile: Codable, Hashable, Sendable {
    package let uuid: String
    package let interface: String
    /// The file it goes to, as far as NetworkManager leaves the choice to us.
    package let path: String
    /// The text of the file.
    package let keyfile: String
    /// The file to the byte, where a restore brings it back: it may be otherwise than NetworkManager writes it.
    package let exact: Data?
    /// `false` for a profile that comes back without being up; nothing is said of others.
    package let isActive: Bool?

    private enum CodingKeys: String, CodingKey {
        case uuid = "uuid"
        case interface = "interface"
        case path = "path"
        case keyfile = "keyfile"
        case exact = "exact"
        case isActive = "isActive"
    }

    package init(
        uuid: String, interface: String, path: String, keyfile: String, exact: Data? = nil, isActive: Bool? = nil
    ) {
        self.uuid = uuid
        self.interface = interface
        self.path = path
        self.keyfile = keyfile
        self.exact = exact
        self.isActive = isActive
    }

    /// - Returns: `nil` for a change that brings nothing back.
    init?(_ change: ProfileChange) {
        guard let restored = change.restored else { return nil }
        self.init(
            uuid: change.uuid, interface: change.interface, path: restored.path,
            keyfile: String(decoding: restored.bytes, as: UTF8.self), exact: restored.bytes,
            isActive: restored.isActive)
    }

    /// What the file holds.
    package var bytes: [UInt8] { exact.map { Array($0) } ?? Array(keyfile.utf8) }
}
