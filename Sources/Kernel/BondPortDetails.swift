import CLinux
package import NetTypes

/// What a bond knows of one of its ports (`IFLA_BOND_SLAVE_…`).
package struct BondPortDetails: Hashable, Sendable {
    /// What the bond's monitor makes of the port's carrier (`BOND_LINK_…`; the kernel's numbers).
    package enum MIIStatus: UInt8, Hashable, Sendable {
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
    /// How often the link was lost.
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

    /// Nothing known.
    package init() {}
}

/// The state of one end of an LACP link (IEEE 802.1AX-2020 §6.4.2.3, `Actor_State`).
package struct LACPState: OptionSet, Hashable, Sendable {
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

extension BondPortDetails {
    init(_ attributes: Attributes) {
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_BOND_SLAVE_STATE: isActive = payload.uint8 == 0
            case IFLA_BOND_SLAVE_MII_STATUS: miiStatus = payload.uint8.flatMap(MIIStatus.init)
            case IFLA_BOND_SLAVE_LINK_FAILURE_COUNT: linkFailures = payload.uint32.map { Int($0) } ?? 0
            case IFLA_BOND_SLAVE_PERM_HWADDR: permanentMAC = MACAddress(bytes: payload.array)
            case IFLA_BOND_SLAVE_QUEUE_ID: queueID = payload.uint16.map { Int($0) } ?? 0
            case IFLA_BOND_SLAVE_AD_AGGREGATOR_ID: aggregatorID = payload.uint16.map { Int($0) }
            case IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE:
                actorState = payload.uint8.map(LACPState.init)
            case IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE:
                // The kernel sends 16 bits of which the standard defines eight.
                partnerState = payload.uint16.map { LACPState(rawValue: UInt8(truncatingIfNeeded: $0)) }
            case IFLA_BOND_SLAVE_PRIO: priority = payload.load(Int32.self).map { Int($0) } ?? 0
            default: break
            }
        }
    }
}
