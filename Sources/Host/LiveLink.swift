package import NetTypes

/// A link of a ``KernelState`` with its addresses and routes, and with names in the place of indexes.
package struct LiveLink: Hashable, Sendable {
    package var index: Int
    package var name: InterfaceName
    /// `nil` for a NIC and for the loopback device.
    package var kind: LinkKind?
    package var controller: InterfaceName?
    package var parent: InterfaceName?
    package var mac: MACAddress?
    package var permanentMAC: MACAddress?
    package var mtu: Int
    package var isUp: Bool
    package var hasCarrier: Bool
    package var vlan: VLANTag?
    package var bond: BondState?
    package var bridge: BridgeState?
    package var bridgeVLANs: [BridgeVLANState] = []
    /// What only a port of a bridge has.
    package var port: BridgePortState?
    /// What only a bridge has: what somebody put into its tables for the bridge itself.
    package var tables: BridgeTables?
    /// How many virtual functions it has; `nil` for a link that is no hardware.
    package var virtualFunctionCount: Int?
    /// Those of which the driver tells anything; `nil` for not known.
    package var virtualFunctions: [VirtualFunctionState]?
    package var addresses: [AddressState] = []
    package var routes: [RouteState] = []

    package struct VLANTag: Hashable, Sendable {
        package let id: Int
        package let etherType: UInt16
        /// `VLAN_FLAG_…` of linux/if_vlan.h: 1 reorders the header; `nil` for not known, here and in the maps.
        package var flags: UInt32?
        /// Priorities by priority code point, of frames that come in; those that are 0 are left out, here and in the other.
        package var ingressPriorities: [Int: Int]?
        /// Priority code points by priority, of frames that go out.
        package var egressPriorities: [Int: Int]?

        package init(id: Int, etherType: UInt16) {
            self.id = id
            self.etherType = etherType
        }
    }

    /// What bonding says of itself.
    package struct BondState: Hashable, Sendable {
        /// The kernel's name of the mode, for example `802.3ad`.
        package let mode: String
        package let activePort: InterfaceName?
        /// The LACP partner of the active aggregator; zero when nobody answers (IEEE 802.1AX).
        package let partner: MACAddress?
        /// LACP has come to terms with the switch on one port at least; `nil` in other modes.
        package let isSettled: Bool?
        /// The preferred port, of those that are in it.
        package var primary: InterfaceName?
        /// The options by their names in bonding.rst: numbers also where people write words; `nil` for not known.
        package var options: [String: String]?

        package init(mode: String, activePort: InterfaceName?, partner: MACAddress?, isSettled: Bool? = nil) {
            self.mode = mode
            self.activePort = activePort
            self.partner = partner
            self.isSettled = isSettled
        }
    }

    package struct BridgeState: Hashable, Sendable {
        package let stp: Bool
        package let vlanFiltering: Bool
        /// Seconds.
        package let ageingTime: Int
        /// `nil` for not known.
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
        /// Duplicate address detection has not finished (RFC 4862 §5.4).
        package let isTentative: Bool
        /// Duplicate address detection found another owner.
        package let isDuplicate: Bool
        /// It runs out, as one from DHCP or router advertisements; `nil` for not known, here and below.
        package var isDynamic: Bool?
        /// Made up for a while, so that the host is not known by it (RFC 8981).
        package var isTemporary: Bool?
        /// Temporary addresses are made from it.
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
        /// Who made it (`RTPROT_…`): 3 is a person with `ip route add`, 4 NetworkManager or a person; `nil` for not known.
        package var origin: UInt8?
        /// The source address to use, where it says one.
        package var source: IPAddress?

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
