package import NetTypes
package import Topology

/// What one bundle of the host's NICs requires of the switch ports that it is plugged into.
package struct SwitchPorts: Hashable, Sendable {
    /// The bond's name, or that of a NIC in no bond.
    package let name: InterfaceName
    package let nics: [NIC]
    package let aggregation: Aggregation
    /// How the host spreads its own frames, in the kernel's words (`xmit_hash_policy`); `nil` where it does not.
    package let hash: String?
    /// The VLANs that the ports carry tagged, by ascending id.
    package let tagged: [TaggedVLAN]
    /// The users of the VLAN that the ports carry untagged; empty if there must be no such VLAN.
    package let untagged: [Use]
    /// The networks that the ports carry, untagged ones first, each with those of this host who are in it.
    package let networks: [Network]
    /// The largest IP packet in bytes with at most one tag; a second tag counts as part of the packet.
    package let mtu: Int
    /// The largest frame in bytes from its destination address to its checksum, including tags (IEEE 802.3 §3.2).
    package let frameSize: Int
    /// Whether the host takes part in the spanning tree on these ports.
    package let sendsBPDUs: Bool
    /// The bridges of the host that join this bundle to others.
    package let joined: [Joint]
    /// How the host's NICs log in (802.1X).
    package let logins: [PortLogin]

    /// A network behind the ports, by the tags that lead to it.
    package struct Network: Hashable, Sendable {
        /// The tags from the outermost on; none for untagged frames.
        package let tags: [Tag]
        package let uses: [Use]
    }

    /// A tag of a frame (IEEE 802.1Q §9.5).
    package struct Tag: Hashable, Sendable {
        package let id: VLANID
        package let tag: VLANProtocol
    }

    package struct NIC: Hashable, Sendable {
        package let name: InterfaceName
        package let mac: MACAddress?
        package let path: String?
    }

    /// How a NIC logs in at its switch port.
    package struct PortLogin: Hashable, Sendable {
        package let nic: InterfaceName
        package let method: Login.Method
        package let identity: String
    }

    /// How several ports act as one.
    package enum Aggregation: Hashable, Sendable {
        /// There is one port, or each acts by itself.
        case none
        /// The ports form a group by LACP (IEEE 802.1AX).
        case lacp(LACP)
        /// The ports form a group without a protocol to agree on it.
        case fixed
    }

    package struct LACP: Hashable, Sendable {
        /// Whether the host begins the negotiation; otherwise the switch has to.
        package let isActive: Bool
        /// Whether the host asks for an LACPDU each second instead of each 30 seconds (IEEE 802.1AX-2020 §6.4.4).
        package let isFast: Bool
        /// The least number of links with which the host still uses the group.
        package let minimumLinks: Int
    }

    package struct TaggedVLAN: Hashable, Sendable {
        package let id: VLANID
        package let tag: VLANProtocol
        package let uses: [Use]
        /// VLANs in a second tag within this one (QinQ), in ascending order.
        package let inner: [VLANID]
    }

    /// A bridge of the host with ports in several bundles.
    package struct Joint: Hashable, Sendable {
        package let bridge: InterfaceName
        package let others: [InterfaceName]
    }

    /// A user of a VLAN.
    package enum Use: Hashable, Sendable {
        /// The host itself.
        case host(Host)
        /// Virtual machines on a bridge, in one of its VLANs if it filters; their names are given if the spec has them.
        case bridge(InterfaceName, vlan: VLANID?, guests: [String])
        /// Virtual machines with virtual functions of the NIC.
        case virtualFunctions(guests: [String])
    }

    package struct Host: Hashable, Sendable {
        package let addresses: [IPPrefix]
        package let gateways: [IPAddress]
        /// Whether more addresses come from the network.
        package let isAutomatic: Bool
    }
}
