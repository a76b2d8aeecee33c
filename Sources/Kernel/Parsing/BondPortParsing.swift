import CLinux
import Glibc
import Host
import NetTypes

extension BondPortDetails {
    init(_ attributes: Attributes) {
        self.init()
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
