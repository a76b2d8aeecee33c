package import NetTypes

/// A line of a forwarding database: behind which port a MAC address is (`RTM_NEWNEIGH` of family `AF_BRIDGE`).
package struct ForwardingEntry: Hashable, Sendable, Codable {
    package let mac: MACAddress
    /// The port, or the bridge itself.
    package let index: Int
    /// The bridge the entry belongs to; `nil` for a device's own table, such as a vxlan's.
    package var controllerIndex: Int?
    /// `nil` on a bridge that does not filter VLANs.
    package var vlan: VLANID?
    /// Not aged out: an address of the host itself or one the administrator set (`NUD_PERMANENT`).
    package var isPermanent = false
    /// An address of the host itself, whoever set it: frames for it are taken in (`NUD_PERMANENT`).
    package var isLocal = false
    /// Does not move to another port when it is seen there (`NTF_STICKY`).
    package var isSticky = false
    /// In the device's own table rather than the bridge's (`NTF_SELF`).
    package var isSelf = false

    /// An entry of which nothing else is known.
    package init(mac: MACAddress, index: Int) {
        self.mac = mac
        self.index = index
    }

    /// The bridge saw a frame from this address on this port.
    package var isLearned: Bool { !isPermanent && !isSelf && controllerIndex != nil }
}
