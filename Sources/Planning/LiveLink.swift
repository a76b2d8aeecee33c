package import NetTypes

/// A link as the kernel has it (rtnetlink), with its addresses and routes.
package struct LiveLink: Hashable, Sendable, Codable {
    package var index: Int
    package var name: InterfaceName
    /// `bond`, `bridge`, `vlan`, `veth` …; `nil` for a NIC.
    package var kind: String?
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
    package var addresses: [AddressState] = []
    package var routes: [RouteState] = []

    package struct VLANTag: Hashable, Sendable, Codable {
        package let id: Int
        package let etherType: UInt16

        package init(id: Int, etherType: UInt16) {
            self.id = id
            self.etherType = etherType
        }
    }

    /// What bonding says of itself.
    package struct BondState: Hashable, Sendable, Codable {
        /// The kernel's name of the mode, for example `802.3ad`.
        package let mode: String
        package let activePort: InterfaceName?
        /// The LACP partner of the active aggregator; zero when nobody answers (IEEE 802.1AX).
        package let partner: MACAddress?
        /// LACP has come to terms with the switch on one port at least; `nil` in other modes.
        package let isSettled: Bool?

        package init(mode: String, activePort: InterfaceName?, partner: MACAddress?, isSettled: Bool? = nil) {
            self.mode = mode
            self.activePort = activePort
            self.partner = partner
            self.isSettled = isSettled
        }
    }

    package struct BridgeState: Hashable, Sendable, Codable {
        package let stp: Bool
        package let vlanFiltering: Bool
        /// Seconds.
        package let ageingTime: Int

        package init(stp: Bool, vlanFiltering: Bool, ageingTime: Int) {
            self.stp = stp
            self.vlanFiltering = vlanFiltering
            self.ageingTime = ageingTime
        }
    }

    package struct BridgeVLANState: Hashable, Sendable, Codable {
        package let id: Int
        package let pvid: Bool
        package let untagged: Bool

        package init(id: Int, pvid: Bool, untagged: Bool) {
            self.id = id
            self.pvid = pvid
            self.untagged = untagged
        }
    }

    package struct AddressState: Hashable, Sendable, Codable {
        package let prefix: IPPrefix
        /// Duplicate address detection has not finished (RFC 4862 §5.4).
        package let isTentative: Bool
        /// Duplicate address detection found another owner.
        package let isDuplicate: Bool

        package init(prefix: IPPrefix, isTentative: Bool, isDuplicate: Bool) {
            self.prefix = prefix
            self.isTentative = isTentative
            self.isDuplicate = isDuplicate
        }
    }

    package struct RouteState: Hashable, Sendable, Codable {
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

    package init(index: Int, name: InterfaceName, kind: String?, mtu: Int, isUp: Bool, hasCarrier: Bool) {
        self.index = index
        self.name = name
        self.kind = kind
        self.mtu = mtu
        self.isUp = isUp
        self.hasCarrier = hasCarrier
    }
}
