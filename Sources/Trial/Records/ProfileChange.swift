package import FoundationEssentials
import Host

/// A profile that a trial changes, and what was there before.
package struct ProfileChange: Codable, Hashable, Sendable {
    package let uuid: String
    package let interface: String
    package let kind: Kind
    /// The profile's name before the trial, for people.
    package let id: String
    /// The file that held the profile before; `nil` when there was none.
    package let filename: String?
    /// The bytes of that file, including any secrets.
    package let original: Data?
    /// The target of that file, if it was a symbolic link.
    package var linkTarget: String?
    /// The permissions of that file, if NetworkManager's plugin ifcfg-rh keeps it.
    package var mode: Int?
    /// The files beside that file that belong to the profile; `nil` unless the plugin ifcfg-rh keeps it.
    package var beside: [FileCopy]?
    /// The profile as the trial changed it, in NetworkManager's spelling; `nil` where the trial did not change it.
    package var intended: Data?
    /// The profile that a restore puts in its place; `nil` unless the trial is a restore.
    package let restored: RestoredProfile?

    private enum CodingKeys: String, CodingKey {
        case uuid = "uuid"
        case interface = "interface"
        case kind = "kind"
        case id = "id"
        case filename = "filename"
        case original = "original"
        case linkTarget = "linkTarget"
        case mode = "mode"
        case beside = "beside"
        case intended = "intended"
        case restored = "restored"
    }

    /// What a trial does to a profile.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// A new profile; a rollback deletes it.
        case added = "added"
        /// The trial changes the content of an existing profile.
        case updated = "updated"
        /// Another profile for an interface of the spec: kept from activating during the trial, deleted when it is
        /// confirmed.
        case replaced = "replaced"
        /// A profile of an interface that the trial removes: deleted when the trial is confirmed.
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

/// A profile that a restore brings back byte for byte.
package struct RestoredProfile: Codable, Hashable, Sendable {
    /// The file that it was in, and is written to again.
    package let path: String
    package let bytes: Data
    /// Whether the profile was active before the undone trial, so that the restore activates it.
    package let isActive: Bool
    /// The permissions of the file; `nil` for root alone.
    package var mode: Int?
    /// The files beside it that belong to the profile; `nil` unless NetworkManager's plugin ifcfg-rh keeps it.
    package var beside: [FileCopy]?

    private enum CodingKeys: String, CodingKey {
        case path = "path"
        case bytes = "bytes"
        case isActive = "isActive"
        case mode = "mode"
        case beside = "beside"
    }

    package init(path: String, bytes: Data, isActive: Bool) {
        self.path = path
        self.bytes = bytes
        self.isActive = isActive
    }
}
