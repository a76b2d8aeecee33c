package import FoundationEssentials
import Host

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
    /// Where the file really is, if it was a symbolic link.
    package var linkTarget: String?
    /// The profile as the trial has it, in NetworkManager's spelling; `nil` where the trial left it as it was.
    package var intended: Data?
    /// What a restore brings back in its place.
    package let restored: RestoredProfile?

    private enum CodingKeys: String, CodingKey {
        case uuid = "uuid"
        case interface = "interface"
        case kind = "kind"
        case id = "id"
        case filename = "filename"
        case original = "original"
        case linkTarget = "linkTarget"
        case intended = "intended"
        case restored = "restored"
    }

    package enum Kind: String, Codable, Hashable, Sendable {
        /// New; goes at rollback.
        case added = "added"
        /// Ours, with other content now.
        case updated = "updated"
        /// Somebody else's for an interface of ours: kept from coming up now, deleted at confirm.
        case replaced = "replaced"
        /// A profile of an interface that is removed: deleted when the trial is confirmed.
        case removed = "removed"
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
    /// The profile was up before the trial, so a rollback activates it.
    package let isActive: Bool

    private enum CodingKeys: String, CodingKey {
        case path = "path"
        case bytes = "bytes"
        case isActive = "isActive"
    }

    package init(path: String, bytes: Data, isActive: Bool) {
        self.path = path
        self.bytes = bytes
        self.isActive = isActive
    }
}
