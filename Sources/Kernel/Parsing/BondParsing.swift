import CLinux
import Glibc
import Host
import NetTypes

extension BondDetails {
    init(_ attributes: Attributes) {
        self.init()
        func number(_ payload: Bytes) -> Int { payload.uint32.map { Int($0) } ?? 0 }
        for attribute in attributes {
            let payload = attribute.payload
            if let option = BondOptions.read(attribute) { options[option.name] = option.value }
            switch attribute.type {
            case IFLA_BOND_MODE:
                let index = payload.uint8.map { Int($0) } ?? .max
                mode = BondMode.allCases.indices.contains(index) ? BondMode.allCases[index] : nil
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
        self.init()
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
