package import NetTypes

/// A bridge: a software switch (IEEE 802.1D / 802.1Q bridge).
package struct Bridge: Hashable, Sendable {
    package var ports: [InterfaceName] = []
    /// Whether the bridge runs the spanning tree protocol; off by default, since with it a guest waits 30 s for its
    /// port.
    package var stp = false
    /// STP's forward delay, 2 to 30 seconds; used only with STP; `nil` leaves it to NetworkManager.
    package var forwardDelay: Int?
    /// STP's hello time, 1 to 10 seconds; used only with STP; `nil` leaves it to NetworkManager.
    package var helloTime: Int?
    /// STP's maximum age, 6 to 40 seconds; used only with STP; `nil` leaves it to NetworkManager.
    package var maxAge: Int?
    /// How long the bridge remembers an address, 0 to 1,000,000 seconds; with 0 it forgets at once and floods every
    /// frame.
    package var ageingTime: Int?
    /// The STP bridge priority, 0 to 65535.
    package var priority: Int?
    package var multicastSnooping: Bool?
    /// Whether the bridge asks for multicast members where no router does (IGMP and MLD queries).
    package var multicastQuerier: Bool?
    /// The groups 01-80-C2-00-00-00 to 0F that the bridge forwards, a bit for each from the lowest; without the three
    /// lowest bits.
    package var groupForwardMask: Int?
    /// What the bridge does with multicast beside this, and what it counts, as the kernel's numbers.
    package var options: [BridgeOption: Int] = [:]
    /// The protocol of the tags that the bridge filters by.
    package var vlanProtocol: VLANProtocol?
    /// Whether each port carries only the VLANs it lists (IEEE 802.1Q), instead of all frames alike.
    package var vlanFiltering = false
    /// The VLANs of the bridge's own interface.
    package var vlans: [BridgeVLAN] = []
    /// The VLAN of untagged frames on ports that list none: 1 to 4094, or 0 for none.
    package var vlanDefaultPVID: Int?
    package var mac: MACAddress?
    /// The NIC whose MAC address the bridge is to have, as long as that address is not known.
    package var macSource: InterfaceName?

    package init() {}
}

/// What a bridge's port has of its own.
package struct BridgePort: Hashable, Sendable {
    package var vlans: [BridgeVLAN] = []
    /// STP path cost, 0 to 65535.
    package var pathCost: Int?
    /// STP port priority, 0 to 63.
    package var priority: Int?
    /// Whether frames may leave by the port on which they came in.
    package var hairpin: Bool?

    package init() {}
}

/// A VLAN, or a range of them, on a port of a filtering bridge (NetworkManager's `bridge-port.vlans`).
package struct BridgeVLAN: Hashable, Sendable {
    package let first: VLANID
    package let last: VLANID
    /// Whether untagged frames that come in belong to this VLAN; never set on a range.
    package let pvid: Bool
    /// Whether frames of this VLAN go out untagged.
    package let untagged: Bool

    package init(first: VLANID, last: VLANID, pvid: Bool = false, untagged: Bool = false) {
        self.first = first
        self.last = last
        self.pvid = pvid
        self.untagged = untagged
    }
}
