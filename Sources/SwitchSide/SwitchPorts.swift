package import NetTypes
import Topology

/// What the switch ports must be that one bundle of the host's NICs is plugged into.
package struct SwitchPorts: Hashable, Sendable {
    /// The bond, or the NIC that is in none.
    package let name: InterfaceName
    package let nics: [NIC]
    package let aggregation: Aggregation
    /// What the host spreads its own frames by, in the words of the kernel (`xmit_hash_policy`); `nil` where it does not.
    package let hash: String?
    /// VLANs that the ports carry tagged, by their ids.
    package let tagged: [TaggedVLAN]
    /// Who takes part in the VLAN that the ports carry untagged; nobody, if there must be none.
    package let untagged: [Use]
    /// The largest IP packet, in bytes, where there is one tag at most; what stands in a second tag counts here.
    package let mtu: Int
    /// The largest frame from its destination address to its checksum, in bytes, tags and all (IEEE 802.3 §3.2).
    package let frameSize: Int
    /// The host takes part in the spanning tree on these ports.
    package let sendsBPDUs: Bool
    /// Other bundles that a bridge of the host joins to this one.
    package let joined: [Joint]

    package struct NIC: Hashable, Sendable {
        package let name: InterfaceName
        package let mac: MACAddress?
        package let path: String?
    }

    /// How several ports are one.
    package enum Aggregation: Hashable, Sendable {
        /// There is one port, or each stands for itself.
        case none
        /// IEEE 802.1AX.
        case lacp(LACP)
        /// One group, and no protocol to agree on it.
        case fixed
    }

    package struct LACP: Hashable, Sendable {
        /// The host begins; otherwise the switch has to.
        package let isActive: Bool
        /// The host asks for an LACPDU each second instead of each 30 seconds (IEEE 802.1AX-2020 §6.4.4).
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

    /// Who sends and receives in a VLAN.
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
        /// More addresses come from the network.
        package let isAutomatic: Bool
    }
}
