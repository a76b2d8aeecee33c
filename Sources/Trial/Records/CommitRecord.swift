package import FoundationEssentials
import Host

/// The decision to keep a trial, with all that is needed to carry it out even after a power cut.
package struct CommitRecord: Codable, Hashable, Sendable {
    package let trial: String
    /// The profiles that are written to disk.
    package let keep: [KeptProfile]
    /// The profiles that are deleted.
    package let delete: [ProfileChange]
    /// What is done to netplan's files; `nil` if nothing is.
    package var netplan: NetplanDecision?

    private enum CodingKeys: String, CodingKey {
        case trial = "trial"
        case keep = "keep"
        case delete = "delete"
        case netplan = "netplan"
    }

    package init(trial: String, keep: [KeptProfile], delete: [ProfileChange]) {
        self.trial = trial
        self.keep = keep
        self.delete = delete
    }
}

/// A profile that the decision to keep a trial writes to disk.
package struct KeptProfile: Codable, Hashable, Sendable {
    package let uuid: String
    package let interface: String
    /// The path of the profile's file; NetworkManager may choose another name.
    package let path: String
    /// The text of the file.
    package let keyfile: String
    /// The exact bytes of the file, for a profile that a restore brings back: NetworkManager might spell it
    /// differently.
    package let exact: Data?
    /// `false` for a restored profile that is not to be activated; `nil` unless a restore brings the profile back.
    package let isActive: Bool?
    /// The permissions of the file; `nil` for root alone.
    package var mode: Int?
    /// The files beside it that belong to the profile; `nil` unless NetworkManager's plugin ifcfg-rh keeps it.
    package var beside: [FileCopy]?

    private enum CodingKeys: String, CodingKey {
        case uuid = "uuid"
        case interface = "interface"
        case path = "path"
        case keyfile = "keyfile"
        case exact = "exact"
        case isActive = "isActive"
        case mode = "mode"
        case beside = "beside"
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

    /// Makes the record of a profile that a restore brings back; `nil` for any other change.
    init?(_ change: ProfileChange) {
        guard let restored = change.restored else { return nil }
        self.init(
            uuid: change.uuid, interface: change.interface, path: restored.path,
            keyfile: String(decoding: restored.bytes, as: UTF8.self), exact: restored.bytes,
            isActive: restored.isActive)
        mode = restored.mode
        beside = restored.beside
    }

    /// The content of the profile's file.
    package var bytes: [UInt8] { exact.map { Array($0) } ?? Array(keyfile.utf8) }
}
