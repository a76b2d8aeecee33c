import CLinux
package import NetTypes

/// What a bond knows of itself (`IFLA_BOND_…`; Linux's Documentation/networking/bonding.rst).
package struct BondDetails: Hashable, Sendable {
    /// The modes, by the names that the bonding driver and NetworkManager use, in the order of the kernel's numbers.
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        case balanceRR = "balance-rr"
        case activeBackup = "active-backup"
        case balanceXOR = "balance-xor"
        case broadcast
        case lacp = "802.3ad"
        case balanceTLB = "balance-tlb"
        case balanceALB = "balance-alb"
    }

    /// `nil` for a mode this program does not know.
    package var mode: Mode?
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
    /// The aggregation in use; `nil` outside mode 802.3ad and before there is one.
    package var aggregator: Aggregator?

    /// The LACP aggregation a bond uses (`IFLA_BOND_AD_INFO`, IEEE 802.1AX).
    package struct Aggregator: Hashable, Sendable {
        package var id = 0
        /// The ports in it.
        package var portCount = 0
        package var actorKey = 0
        package var partnerKey = 0
        /// The switch; all zeros while none has answered.
        package var partnerMAC: MACAddress?

        /// Nothing known.
        package init() {}

        /// A switch has answered.
        package var hasPartner: Bool { partnerMAC.map { !$0.isZero } ?? false }
    }

    /// Nothing known.
    package init() {}
}

extension BondDetails {
    init(_ attributes: Attributes) {
        func number(_ payload: Bytes) -> Int { payload.uint32.map { Int($0) } ?? 0 }
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_BOND_MODE:
                let index = payload.uint8.map { Int($0) } ?? .max
                mode = Mode.allCases.indices.contains(index) ? Mode.allCases[index] : nil
            case IFLA_BOND_ACTIVE_SLAVE: activePortIndex = payload.index
            case IFLA_BOND_PRIMARY: primaryPortIndex = payload.index
            case IFLA_BOND_MIIMON: miimon = number(payload)
            case IFLA_BOND_UPDELAY: upDelay = number(payload)
            case IFLA_BOND_DOWNDELAY: downDelay = number(payload)
            case IFLA_BOND_ARP_INTERVAL: arpInterval = number(payload)
            case IFLA_BOND_MIN_LINKS: minimumLinks = number(payload)
            case IFLA_BOND_XMIT_HASH_POLICY: transmitHashPolicy = payload.uint8.map { Int($0) } ?? 0
            case IFLA_BOND_AD_LACP_RATE: isLACPFast = payload.flag ?? false
            case IFLA_BOND_AD_SELECT: aggregatorSelection = payload.uint8.map { Int($0) } ?? 0
            case IFLA_BOND_AD_INFO: aggregator = Aggregator(payload.attributes)
            default: break
            }
        }
    }
}

extension BondDetails.Aggregator {
    init(_ attributes: Attributes) {
        for attribute in attributes {
            let payload = attribute.payload
            let number = payload.uint16.map { Int($0) } ?? 0
            switch attribute.type {
            case IFLA_BOND_AD_INFO_AGGREGATOR: id = number
            case IFLA_BOND_AD_INFO_NUM_PORTS: portCount = number
            case IFLA_BOND_AD_INFO_ACTOR_KEY: actorKey = number
            case IFLA_BOND_AD_INFO_PARTNER_KEY: partnerKey = number
            case IFLA_BOND_AD_INFO_PARTNER_MAC: partnerMAC = MACAddress(bytes: payload.array)
            default: break
            }
        }
    }
}
