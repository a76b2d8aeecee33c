package import NetTypes

/// What a bond reports of one of its ports (`IFLA_BOND_SLAVE_…`).
package struct BondPortDetails: Hashable, Sendable, Codable {
    /// How the bond's monitor judges the port's carrier (`BOND_LINK_…`; the kernel's numbers).
    package enum MIIStatus: UInt8, Hashable, Sendable, Codable {
        case up = 0
        /// Down for less than the down delay.
        case goingDown = 1
        case down = 2
        /// Up for less than the up delay.
        case comingBack = 3
    }

    /// Whether the port carries traffic; otherwise it stands by (`BOND_STATE_ACTIVE`).
    package var isActive = false
    /// The monitor's judgement; `nil` for a number that this program does not know.
    package var miiStatus: MIIStatus?
    /// How often the port lost its link.
    package var linkFailures = 0
    /// The address the port had before the bond gave it its own.
    package var permanentMAC: MACAddress?
    package var queueID = 0
    /// In mode 802.3ad, the aggregation that the port is in; the bond uses the port only if it is the bond's own.
    package var aggregatorID: Int?
    /// In mode 802.3ad, the state of this side of the port.
    package var actorState: LACPState?
    /// In mode 802.3ad, the state of the switch's side of the port, as the switch reports it.
    package var partnerState: LACPState?
    /// The port's priority in the choice of the active port.
    package var priority = 0

    /// A port of which nothing is known yet.
    package init() {}
}

/// The state of one end of an LACP link (IEEE 802.1AX-2020 §6.4.2.3, `Actor_State`).
package struct LACPState: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The system sends LACP frames without being asked.
    package static let activity = LACPState(rawValue: 0x01)
    /// The system wants LACP frames every second.
    package static let shortTimeout = LACPState(rawValue: 0x02)
    /// The link may be aggregated with others.
    package static let aggregation = LACPState(rawValue: 0x04)
    /// The system considers the link to be in the right aggregation.
    package static let synchronization = LACPState(rawValue: 0x08)
    /// The system takes in frames from this link.
    package static let collecting = LACPState(rawValue: 0x10)
    /// The system sends frames over this link.
    package static let distributing = LACPState(rawValue: 0x20)
    /// The system has heard no partner and assumes default values.
    package static let defaulted = LACPState(rawValue: 0x40)
    /// The system has not heard its partner in time.
    package static let expired = LACPState(rawValue: 0x80)
}
