package import NetTypes
package import Profiles

/// A connection profile that NetworkManager has loaded (`org.freedesktop.NetworkManager.Settings.Connection`).
package struct LiveProfile: Hashable, Sendable, Codable {
    /// The profile's D-Bus object path, valid until NetworkManager restarts.
    package let path: String
    package let uuid: String
    package let id: String
    package let type: String
    package let interfaceName: String?
    /// The settings as GetSettings returned them, without legacy spellings and without secrets.
    package let settings: Settings
    /// The keyfile's path; `nil` for a profile that has no file, neither on disk nor in /run.
    package let filename: String?
    /// Whether the profile differs from its file on disk, or has none there.
    package let isUnsaved: Bool
    /// Whether NetworkManager made the profile for a link that another program configured.
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

    /// Whether nm-topology made the profile: it carries the tag.
    package var isOurs: Bool {
        guard case .stringMap(let data) = settings["user"]?["data"] else { return false }
        return data[Profile.Tag.spec] != nil
    }

    /// Whether NetworkManager activates the profile by itself (`connection.autoconnect`).
    package var startsByItself: Bool { settings["connection"]?["autoconnect"] != .bool(false) }

    /// Whether a device has the profile or, while it has none, comes up with it: a NIC's own profile.
    package func brings(up device: LiveDevice) -> Bool {
        if let active = device.activeUUID { return uuid == active }
        return startsByItself && type == "802-3-ethernet" && interfaceName == device.interface
    }

    /// The MAC address that the profile requires of its NIC, if it requires one.
    package var requiredMAC: MACAddress? {
        guard case .bytes(let bytes) = settings["802-3-ethernet"]?["mac-address"] else { return nil }
        return MACAddress(bytes: bytes)
    }
}
