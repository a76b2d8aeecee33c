package import NetTypes
package import Profiles

/// What is on the host: NetworkManager's profiles and devices, and the kernel's links, at one moment.
package struct LiveState: Hashable, Sendable {
    package var profiles: [LiveProfile] { didSet { profileByUUID = Self.index(profiles) } }
    package var devices: [LiveDevice] { didSet { deviceByName = Self.index(devices) } }
    /// The kernel's links by name.
    package var links: [InterfaceName: LiveLink]
    // Both are asked for once or more for each interface of a topology.
    private var profileByUUID: [String: LiveProfile]
    private var deviceByName: [String: LiveDevice]

    package init(profiles: [LiveProfile] = [], devices: [LiveDevice] = [], links: [InterfaceName: LiveLink] = [:]) {
        self.profiles = profiles
        self.devices = devices
        self.links = links
        profileByUUID = Self.index(profiles)
        deviceByName = Self.index(devices)
    }

    private static func index(_ profiles: [LiveProfile]) -> [String: LiveProfile] {
        Dictionary(profiles.map { ($0.uuid, $0) }) { first, _ in first }
    }

    private static func index(_ devices: [LiveDevice]) -> [String: LiveDevice] {
        Dictionary(devices.map { ($0.interface, $0) }) { first, second in
            second.isReal && !first.isReal ? second : first
        }
    }

    /// The profile with this UUID.
    package func profile(uuid: String) -> LiveProfile? { profileByUUID[uuid] }

    /// How many links a link depends on, one upon the other: its parents and controllers.
    package func depth(of name: InterfaceName) -> Int { depth(of: name, seen: []) }

    private func depth(of name: InterfaceName, seen: Set<InterfaceName>) -> Int {
        // The kernel has no cycles, but names are read one after the other and may have moved in between.
        guard let link = links[name], !seen.contains(name) else { return 0 }
        let seen = seen.union([name])
        return 1 + ([link.parent, link.controller].compactMap { $0.map { depth(of: $0, seen: seen) } }.max() ?? 0)
    }

    /// The device of an interface; among several of one name, the one that exists in the kernel.
    package func device(_ name: InterfaceName) -> LiveDevice? { deviceByName[name.text] }
}

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

/// A device of NetworkManager's (`org.freedesktop.NetworkManager.Device`).
package struct LiveDevice: Hashable, Sendable, Codable {
    package let path: String
    package let interface: String
    /// NetworkManager's `NMDeviceState`.
    package let state: UInt32
    package let isManaged: Bool
    /// It exists in the kernel, and is not just a profile's placeholder.
    package let isReal: Bool
    package let permanentMAC: MACAddress?
    /// udev's path of the hardware, for example `pci-0000:02:00.0`.
    package let hardwarePath: String?
    /// The active connection, if there is one, and the UUID of its profile.
    package let activePath: String?
    package let activeUUID: String?
    /// The DNS servers that NetworkManager has from it, IPv4 first.
    package var nameServers: [IPAddress] = []

    package init(
        path: String, interface: String, state: UInt32, isManaged: Bool, isReal: Bool, permanentMAC: MACAddress?,
        hardwarePath: String? = nil, activePath: String?, activeUUID: String?
    ) {
        self.path = path
        self.interface = interface
        self.state = state
        self.isManaged = isManaged
        self.isReal = isReal
        self.permanentMAC = permanentMAC
        self.hardwarePath = hardwarePath
        self.activePath = activePath
        self.activeUUID = activeUUID
    }

    /// `NM_DEVICE_STATE_ACTIVATED`.
    package var isActivated: Bool { state == 100 }
}
