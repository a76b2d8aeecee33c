package import NetTypes

/// What a bond knows of one of its ports (`IFLA_BOND_SLAVE_…`).
package struct BondPortDetails: Hashable, Sendable, Codable {
    /// What the bond's monitor makes of the port's carrier (`BOND_LINK_…`; the kernel's numbers).
    package enum MIIStatus: UInt8, Hashable, Sendable, Codable {
        case up = 0
        /// Down for less than the down delay.
        case goingDown = 1
        case down = 2
        /// Up for less than the up delay.
        case comingBack = 3
    }

    /// The port carries traffic; otherwise it stands by (`BOND_STATE_ACTIVE`).
    package var isActive = false
    /// `nil` for a number this program does not know.
    package var miiStatus: MIIStatus?
    /// How often the port lost its link.
    package var linkFailures = 0
    /// The address the port had before the bond gave it its own.
    package var permanentMAC: MACAddress?
    package var queueID = 0
    /// Mode 802.3ad: the aggregation the port is in, which is not used unless it is the bond's.
    package var aggregatorID: Int?
    /// Mode 802.3ad: this side of the port.
    package var actorState: LACPState?
    /// Mode 802.3ad: the switch's side of the port, as it says.
    package var partnerState: LACPState?
    /// The preference in choosing the active port.
    package var priority = 0

    /// A link of which nothing is known yet.
    package init() {}
}

/// The state of one end of an LACP link (IEEE 802.1AX-2020 §6.4.2.3, `Actor_State`).
package struct LACPState: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Sends LACP frames unasked.
    package static let activity = LACPState(rawValue: 0x01)
    /// Wants them every second.
    package static let shortTimeout = LACPState(rawValue: 0x02)
    package static let aggregation = LACPState(rawValue: 0x04)
    /// Is in the right aggregation.
    package static let synchronization = LACPState(rawValue: 0x08)
    package static let collecting = LACPState(rawValue: 0x10)
    package static let distributing = LACPState(rawValue: 0x20)
    /// Has heard no partner and assumes one.
    package static let defaulted = LACPState(rawValue: 0x40)
    package static let expired = LACPState(rawValue: 0x80)
}
