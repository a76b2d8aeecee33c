package import NetTypes

/// A device of NetworkManager's (`org.freedesktop.NetworkManager.Device`).
package struct LiveDevice: Hashable, Sendable, Codable {
    package let path: String
    package let interface: String
    package let state: DeviceState
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
    /// The DNS search domains that it has from it; `nil` for not known.
    package var searchDomains: [String]?
    /// The DNS priority of each of its IP configurations; `nil` for not known.
    package var dnsPriorities: [Int]?

    package init(
        path: String, interface: String, state: DeviceState, isManaged: Bool, isReal: Bool, permanentMAC: MACAddress?,
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

    /// NetworkManager works on it: from `NM_DEVICE_STATE_PREPARE` to `NM_DEVICE_STATE_SECONDARIES`.
    package var isComingUp: Bool { state.isActivating }

    /// `NM_DEVICE_STATE_ACTIVATED`.
    package var isActivated: Bool { state == .activated }
}
