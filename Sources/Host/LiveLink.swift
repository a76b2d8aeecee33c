package import NetTypes

/// A link of a ``KernelState`` with its addresses and routes, and with names in place of indexes.
package struct LiveLink: Hashable, Sendable {
    /// The kernel's number; 0 for what only Open vSwitch knows.
    package var index: Int
    package var name: InterfaceName
    /// Further names (`ip link property add dev … altname`).
    package var alternativeNames: [String] = []
    /// The link's kind; `nil` for a NIC and for the loopback device.
    package var kind: LinkKind?
    package var controller: InterfaceName?
    package var parent: InterfaceName?
    /// The other end of a virtual cable; `nil` for other links, and where it is in another namespace.
    package var peer: InterfaceName?
    package var mac: MACAddress?
    package var permanentMAC: MACAddress?
    package var mtu: Int
    /// How many packets may wait to be sent; `nil` if not known.
    package var queueLength: Int?
    /// What the driver tells; `nil` if it was not asked.
    ///
    /// Values by the names of `EthtoolOption`; `wake-on-lan` as the sum of `WakeUp`'s bits; `speed` in Mb/s, only with a
    /// carrier; `duplex`, 1 for full; `autoneg`, 1 for on. A feature has the kernel's name after `feature-`, and is 1 if it is
    /// on, plus 2 if it can be changed.
    package var ethtool: [String: Int]?
    package var isUp: Bool
    package var hasCarrier: Bool
    /// `true` where the kernel sends nothing over the link yet, though it has a carrier: it notices one up to a second later
    /// (linkwatch), or waits for a login.
    package var isSilent: Bool?
    package var vlan: VLANTag?
    package var bond: BondState?
    package var bridge: BridgeState?
    package var vxlan: VXLANDetails?
    package var macvlan: MACVLANDetails?
    package var ipvlan: IPVLANDetails?
    package var hsr: HSRState?
    package var macsec: MACsecDetails?
    package var tunnel: TunnelDetails?
    /// A VRF's routing table; `nil` for other links.
    package var vrfTable: Int?
    /// What only a bridge of Open vSwitch has.
    package var ovsBridge: OVSState.Bridge?
    /// What only a port of Open vSwitch has.
    package var ovsPort: OVSState.Port?
    /// The other end of a patch between bridges of Open vSwitch.
    package var ovsPeer: InterfaceName?
    package var bridgeVLANs: [BridgeVLANState] = []
    /// What only a port of a bond has.
    package var bondPort: BondPortState?
    /// What only a port of a bridge has.
    package var port: BridgePortState?
    /// What somebody put into a bridge's tables for the bridge itself; `nil` for a link that is no bridge.
    package var tables: BridgeTables?
    /// How many virtual functions the link has; `nil` for a link without hardware.
    package var virtualFunctionCount: Int?
    /// The virtual functions of which the driver reports anything; `nil` if not known.
    package var virtualFunctions: [VirtualFunctionState]?
    package var addresses: [AddressState] = []
    package var routes: [RouteState] = []

    package struct VLANTag: Hashable, Sendable {
        package let id: Int
        package let etherType: UInt16
        /// `VLAN_FLAG_…` of linux/if_vlan.h, where 1 reorders the header; `nil` if not known.
        package var flags: UInt32?
        /// The priorities of incoming frames by their priority code points, without those that are 0; `nil` if not
        /// known.
        package var ingressPriorities: [Int: Int]?
        /// The priority code points of outgoing frames by their priorities, without those that are 0; `nil` if not
        /// known.
        package var egressPriorities: [Int: Int]?

        package init(id: Int, etherType: UInt16) {
            self.id = id
            self.etherType = etherType
        }
    }

    /// What a bond reports of itself.
    package struct BondState: Hashable, Sendable {
        /// The kernel's name of the mode, for example `802.3ad`.
        package let mode: String
        package let activePort: InterfaceName?
        /// The LACP partner of the active aggregator; all zeros while no switch answers (IEEE 802.1AX).
        package let partner: MACAddress?
        /// Whether LACP has agreed with the switch on at least one port; `nil` in other modes.
        package let isSettled: Bool?
        /// The preferred port; `nil` if the bond has none, or it is not in the bond.
        package var primary: InterfaceName?
        /// The options by their names in bonding.rst, as numbers even where people write words; `nil` if not known.
        package var options: [String: String]?

        package init(mode: String, activePort: InterfaceName?, partner: MACAddress?, isSettled: Bool? = nil) {
            self.mode = mode
            self.activePort = activePort
            self.partner = partner
            self.isSettled = isSettled
        }
    }

    /// What a bond keeps for a port of its own.
    package struct BondPortState: Hashable, Sendable {
        /// The port's priority in the choice of the active port.
        package var priority = 0
        /// The transmit queue of the bond whose packets leave by this port; 0 for none.
        package var queueID = 0

        /// A port of which nobody said anything.
        package init() {}
    }

    package struct BridgeState: Hashable, Sendable {
        package let stp: Bool
        package let vlanFiltering: Bool
        /// How long the bridge remembers an address, in seconds.
        package let ageingTime: Int
        /// The bridge's other options; `nil` if not known.
        package var options: BridgeOptions?

        package init(stp: Bool, vlanFiltering: Bool, ageingTime: Int) {
            self.stp = stp
            self.vlanFiltering = vlanFiltering
            self.ageingTime = ageingTime
        }
    }

    package struct BridgeVLANState: Hashable, Sendable {
        package let id: Int
        package let pvid: Bool
        package let untagged: Bool

        package init(id: Int, pvid: Bool, untagged: Bool) {
            self.id = id
            self.pvid = pvid
            self.untagged = untagged
        }
    }

    package struct AddressState: Hashable, Sendable {
        package let prefix: IPPrefix
        /// Whether duplicate address detection has not finished (RFC 4862 §5.4).
        package let isTentative: Bool
        /// Whether duplicate address detection found another owner.
        package let isDuplicate: Bool
        /// Whether the address expires, as one from DHCP or router advertisements does; `nil` if not known.
        package var isDynamic: Bool?
        /// Whether the host chose the address at random for a limited time (RFC 8981); `nil` if not known.
        package var isTemporary: Bool?
        /// Whether the kernel makes temporary addresses from it; `nil` if not known.
        package var hasTemporaries: Bool?

        package init(prefix: IPPrefix, isTentative: Bool, isDuplicate: Bool) {
            self.prefix = prefix
            self.isTentative = isTentative
            self.isDuplicate = isDuplicate
        }
    }

    package struct RouteState: Hashable, Sendable {
        package let destination: IPPrefix
        package let via: IPAddress?
        package let table: Int
        package let metric: Int
        /// Who made the route (`RTPROT_…`): 3 a person with `ip route add`, 4 NetworkManager or a person; `nil` if not
        /// known.
        package var origin: UInt8?
        /// The source address that the route prescribes, if it does.
        package var source: IPAddress?
        /// Whether the router counts as reachable on the link whatever the addresses are.
        package var isOnLink = false
        /// The path MTU that the route prescribes, in bytes, if it does.
        package var mtu: Int?
        /// The greatest segment that TCP asks the other side for, in bytes, if the route prescribes it.
        package var advertisedMSS: Int?
        /// How far away the destination is (`RT_SCOPE_…`); `nil` if not known.
        package var scope: UInt8?

        package init(destination: IPPrefix, via: IPAddress?, table: Int, metric: Int) {
            self.destination = destination
            self.via = via
            self.table = table
            self.metric = metric
        }
    }

    package init(index: Int, name: InterfaceName, kind: LinkKind?, mtu: Int, isUp: Bool, hasCarrier: Bool) {
        self.index = index
        self.name = name
        self.kind = kind
        self.mtu = mtu
        self.isUp = isUp
        self.hasCarrier = hasCarrier
    }
}
