package import NetTypes

/// What a bond reports of itself (`IFLA_BOND_…`; Linux's Documentation/networking/bonding.rst).
package struct BondDetails: Hashable, Sendable, Codable {
    /// The bond's mode; `nil` for one that this program does not know.
    package var mode: BondMode?
    /// The port in use in the modes that use one at a time; `nil` when none works.
    package var activePortIndex: Int?
    /// The preferred port in the modes that use one at a time.
    package var primaryPortIndex: Int?
    /// How often bonding checks the ports' carrier, in milliseconds; 0 is never.
    package var miimon = 0
    /// How long a port must have carrier before bonding uses it, in milliseconds.
    package var upDelay = 0
    /// How long a port may lack carrier before bonding gives it up, in milliseconds.
    package var downDelay = 0
    /// How often bonding probes the ports with ARP, in milliseconds; 0 is never.
    package var arpInterval = 0
    /// How many ports must work for the bond to have carrier.
    package var minimumLinks = 0
    /// The transmit hash policy, `BOND_XMIT_POLICY_…` of linux/if_bonding.h.
    ///
    /// 0 is layer2, 1 layer3+4, 2 layer2+3, 3 encap2+3, 4 encap3+4, 5 vlan+srcmac.
    package var transmitHashPolicy = 0
    /// Whether the bond asks its partner for LACP frames every second rather than every thirty.
    package var isLACPFast = false
    /// How the bond selects an aggregation, `BOND_AD_…`: 0 stable, 1 bandwidth, 2 count.
    package var aggregatorSelection = 0
    /// Every option that the kernel reports, by its name in bonding.rst: as a number even where people write a word.
    ///
    /// The kernel reports options that only mode 802.3ad has in that mode only, and to root only.
    package var options: [String: String] = [:]
    /// The aggregation in use; `nil` outside mode 802.3ad and before one is selected.
    package var aggregator: Aggregator?

    /// The LACP aggregation a bond uses (`IFLA_BOND_AD_INFO`, IEEE 802.1AX).
    package struct Aggregator: Hashable, Sendable, Codable {
        package var id = 0
        /// How many ports are in the aggregation.
        package var portCount = 0
        package var actorKey = 0
        package var partnerKey = 0
        /// The switch's system address; all zeros while no switch has answered.
        package var partnerMAC: MACAddress?

        /// An aggregation of which nothing is known yet.
        package init() {}

        /// Whether a switch has answered.
        package var hasPartner: Bool { partnerMAC.map { !$0.isZero } ?? false }
    }

    /// A bond of which nothing is known yet.
    package init() {}
}
