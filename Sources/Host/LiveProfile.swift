package import NetTypes
package import Profiles

/// A connection profile that NetworkManager has loaded (`org.freedesktop.NetworkManager.Settings.Connection`).
package struct LiveProfile: Hashable, Sendable, Codable {
    /// The D-Bus object path, good for this run of NetworkManager only.
    package let path: String
    package let uuid: String
    package let id: String
    package let type: String
    package let interfaceName: String?
    /// As GetSettings gave them, legacy spellings left out; without secrets.
    package let settings: Settings
    /// The keyfile, or `nil` for a profile that is nowhere on a disk or in /run.
    package let filename: String?
    /// It differs from what is on disk, or is not on disk at all.
    package let isUnsaved: Bool
    /// Made by NetworkManager for a link that somebody else configured, not by a person.
    package let isGenerated: Bool

    package init(
        path: String, uuid: String, id: String, type: String, interfaceName: String?, settings: Settings,
        filename: String?, isUnsaved: Bool, isGenerated: Bool
    ) {
        self.path = path
        self.uuid = uuid
        self.id = id
        self.type = type
        self.interfaceName = interfaceName
        self.settings = settings
        self.filename = filename
        self.isUnsaved = isUnsaved
        self.isGenerated = isGenerated
    }

    /// Made by nm-topology: it carries the tag.
    package var isOurs: Bool {
        guard case .stringMap(let data) = settings["user"]?["data"] else { return false }
        return data[Profile.Tag.spec] != nil
    }

    /// The MAC address that a profile for a NIC insists on.
    package var requiredMAC: MACAddress? {
        guard case .bytes(let bytes) = settings["802-3-ethernet"]?["mac-address"] else { return nil }
        return MACAddress(bytes: bytes)
    }
}
