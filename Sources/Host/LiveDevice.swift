package import NetTypes

/// A device that NetworkManager knows (`org.freedesktop.NetworkManager.Device`).
package struct LiveDevice: Hashable, Sendable, Codable {
    package let path: String
    package let interface: String
    package let state: DeviceState
    package let isManaged: Bool
    /// Whether the device exists in the kernel, and is not just a placeholder for a profile.
    package let isReal: Bool
    package let permanentMAC: MACAddress?
    /// The hardware's path by udev, for example `pci-0000:02:00.0`.
    package let hardwarePath: String?
    /// The D-Bus path of the device's active connection, if there is one.
    package let activePath: String?
    /// The UUID of the active connection's profile.
    package let activeUUID: String?
    /// The DNS servers that NetworkManager has for the device, IPv4 first.
    package var nameServers: [IPAddress] = []
    /// The DNS search domains that NetworkManager has for the device; `nil` if not known.
    package var searchDomains: [String]?
    /// The DNS priority of each of the device's IP configurations; `nil` if not known.
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

    /// Whether an activation is under way: from `NM_DEVICE_STATE_PREPARE` to `NM_DEVICE_STATE_SECONDARIES`.
    package var isComingUp: Bool { state.isActivating }

    /// Whether the device is activated (`NM_DEVICE_STATE_ACTIVATED`).
    package var isActivated: Bool { state == .activated }
}
