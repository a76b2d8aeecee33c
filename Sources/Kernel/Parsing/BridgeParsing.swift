import CLinux
import Glibc
import Host
import NetTypes

extension BridgeDetails {
    init(_ attributes: Attributes) {
        self.init()
        // `USER_HZ` is 100 on every architecture Swift runs on (asm-generic/param.h).
        var options: [BridgeOption: Int] = [:]
        func time(_ payload: Bytes) -> Int { payload.uint32.map { Int($0) * 10 } ?? 0 }
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_BR_VLAN_FILTERING: isVLANFiltering = payload.flag ?? false
            case IFLA_BR_STP_STATE: isSTP = (payload.uint32 ?? 0) != 0
            case IFLA_BR_AGEING_TIME: ageingTime = time(payload)
            case IFLA_BR_FORWARD_DELAY: forwardDelay = time(payload)
            case IFLA_BR_HELLO_TIME: helloTime = time(payload)
            case IFLA_BR_MAX_AGE: maximumAge = time(payload)
            case IFLA_BR_MCAST_SNOOPING: isMulticastSnooping = payload.flag ?? false
            case IFLA_BR_MCAST_QUERIER: isMulticastQuerier = payload.flag
            case IFLA_BR_VLAN_PROTOCOL:
                let etherType = payload.networkUInt16
                vlanProtocol = VLANProtocol.allCases.first { $0.etherType == etherType }
            case IFLA_BR_VLAN_DEFAULT_PVID: defaultPVID = payload.uint16.map { Int($0) } ?? 0
            case IFLA_BR_PRIORITY: priority = payload.uint16.map { Int($0) } ?? 0
            case IFLA_BR_TOPOLOGY_CHANGE: isTopologyChanging = payload.flag ?? false
            case IFLA_BR_GROUP_FWD_MASK: groupForwardMask = payload.uint16.map { Int($0) } ?? 0
            default:
                if let option = BridgeOption(attribute: attribute.type) {
                    options[option] =
                        switch option.form {
                        case .flag, .word: payload.uint8.map { Int($0) }
                        case .number: payload.uint32.map { Int($0) }
                        case .time: payload.load(UInt64.self).map { Int(clamping: $0) }
                        }
                }
            }
        }
        if !options.isEmpty { self.options = options }
    }
}

extension BridgeOption {
    private static let attributes: [Int: BridgeOption] = [
        IFLA_BR_MCAST_HASH_MAX: .hashMax, IFLA_BR_MCAST_LAST_MEMBER_CNT: .lastMemberCount,
        IFLA_BR_MCAST_LAST_MEMBER_INTVL: .lastMemberInterval, IFLA_BR_MCAST_MEMBERSHIP_INTVL: .membershipInterval,
        IFLA_BR_MCAST_QUERIER_INTVL: .querierInterval, IFLA_BR_MCAST_QUERY_INTVL: .queryInterval,
        IFLA_BR_MCAST_QUERY_RESPONSE_INTVL: .queryResponseInterval,
        IFLA_BR_MCAST_QUERY_USE_IFADDR: .queryFromAddress, IFLA_BR_MCAST_ROUTER: .router,
        IFLA_BR_MCAST_STARTUP_QUERY_CNT: .startupQueryCount,
        IFLA_BR_MCAST_STARTUP_QUERY_INTVL: .startupQueryInterval, IFLA_BR_VLAN_STATS_ENABLED: .vlanStats,
    ]

    fileprivate init?(attribute: Int) {
        guard let option = Self.attributes[attribute] else { return nil }
        self = option
    }
}

extension BridgePortDetails {
    init(_ attributes: Attributes) {
        self.init()
        options = BridgePortOptions(attributes)
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_BRPORT_STATE: state = payload.uint8.flatMap(State.init)
            case IFLA_BRPORT_COST: cost = payload.uint32.map { Int($0) } ?? 0
            case IFLA_BRPORT_PRIORITY: priority = payload.uint16.map { Int($0) } ?? 0
            case IFLA_BRPORT_MODE: isHairpin = payload.flag ?? false
            case IFLA_BRPORT_ISOLATED: isIsolated = payload.flag ?? false
            case IFLA_BRPORT_LEARNING: isLearning = payload.flag ?? false
            case IFLA_BRPORT_UNICAST_FLOOD: isFlooding = payload.flag ?? false
            default: break
            }
        }
    }
}
