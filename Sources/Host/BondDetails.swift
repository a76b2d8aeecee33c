package import NetTypes

/// What a bond knows of itself (`IFLA_BOND_…`; Linux's Documentation/networking/bonding.rst).
package struct BondDetails: Hashable, Sendable, Codable {
    /// `nil` for a mode this program does not know.
    package var mode: BondMode?
    /// The port in use in the modes that use one at a time; `nil` when none works.
    package var activePortIndex: Int?
    /// The preferred port of these modes.
    package var primaryPortIndex: Int?
    /// How often the carrier of the ports is looked at, in milliseconds; 0 is never.
    package var miimon = 0
    /// How long a port must have carrier before it is used, in milliseconds.
    package var upDelay = 0
    /// How long a port may lack carrier before it is given up, in milliseconds.
    package var downDelay = 0
    /// How often ports are probed with ARP, in milliseconds; 0 is never.
    package var arpInterval = 0
    /// Ports that must work for the bond to have carrier.
    package var minimumLinks = 0
    /// `BOND_XMIT_POLICY_…` of linux/if_bonding.h: 0 layer2, 1 layer3+4, 2 layer2+3, 3 encap2+3, 4 encap3+4,
    /// 5 vlan+srcmac.
    package var transmitHashPolicy = 0
    /// LACP frames are asked for every second rather than every thirty.
    package var isLACPFast = false
    /// `BOND_AD_…`: 0 stable, 1 bandwidth, 2 count.
    package var aggregatorSelection = 0
    /// Every option that the kernel tells, by its name in bonding.rst: numbers also where people write words.
    ///
    /// What only mode 802.3ad has is there in that mode only, and for root only.
    package var options: [String: String] = [:]
    /// The aggregation in use; `nil` outside mode 802.3ad and before there is one.
    package var aggregator: Aggregator?

    /// The LACP aggregation a bond uses (`IFLA_BOND_AD_INFO`, IEEE 802.1AX).
    package struct Aggregator: Hashable, Sendable, Codable {
        package var id = 0
        /// The ports in it.
        package var portCount = 0
        package var actorKey = 0
        package var partnerKey = 0
        /// The switch; all zeros while none has answered.
        package var partnerMAC: MACAddress?

        /// A link of which nothing is known yet.
        package init() {}

        /// A switch has answered.
        package var hasPartner: Bool { partnerMAC.map { !$0.isZero } ?? false }
    }

    /// A link of which nothing is known yet.
    package init() {}
}
