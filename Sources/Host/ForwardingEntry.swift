package import NetTypes

/// A line of a forwarding database: the port behind which a MAC address is (`RTM_NEWNEIGH` of family `AF_BRIDGE`).
package struct ForwardingEntry: Hashable, Sendable, Codable {
    package let mac: MACAddress
    /// The link index of the port, or of the bridge itself.
    package let index: Int
    /// The bridge to which the entry belongs; `nil` in a device's own table, such as a vxlan's.
    package var controllerIndex: Int?
    /// The VLAN; `nil` on a bridge that does not filter VLANs.
    package var vlan: VLANID?
    /// Whether the entry does not age out: the host's own address, or one that the administrator set (`NUD_PERMANENT`).
    package var isPermanent = false
    /// Whether the host takes in frames for the address, whoever made the entry (`NUD_PERMANENT`).
    package var isLocal = false
    /// Whether the entry stays when the address is seen on another port (`NTF_STICKY`).
    package var isSticky = false
    /// Whether the entry is in the device's own table rather than the bridge's (`NTF_SELF`).
    package var isSelf = false

    /// An entry of which nothing else is known.
    package init(mac: MACAddress, index: Int) {
        self.mac = mac
        self.index = index
    }

    /// Whether the bridge learned the address from a frame on this port.
    package var isLearned: Bool { !isPermanent && !isSelf && controllerIndex != nil }
}
