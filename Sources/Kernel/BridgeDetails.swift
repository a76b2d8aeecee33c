import CLinux

/// What a bridge knows of itself (`IFLA_BR_…`).
package struct BridgeDetails: Hashable, Sendable {
    package var isVLANFiltering = false
    /// The spanning tree protocol runs, in the kernel or beside it.
    package var isSTP = false
    /// How long an address that is not heard is remembered.
    package var ageingTime = Duration.zero
    /// How long a port listens, and then learns, before it forwards.
    package var forwardDelay = Duration.zero
    package var helloTime = Duration.zero
    package var maximumAge = Duration.zero
    package var isMulticastSnooping = false
    /// The VLAN that untagged frames of new ports belong to; 0 is none.
    package var defaultPVID = 0
    /// The priority in the election of the root, the lower the better.
    package var priority = 0
    /// Reserved multicast groups 01-80-C2-00-00-0X that are forwarded, one bit each.
    package var groupForwardMask = 0

    /// Nothing known.
    package init() {}
}

/// What a bridge knows of one of its ports (`IFLA_BRPORT_…`).
package struct BridgePortDetails: Hashable, Sendable {
    /// The port's state in the spanning tree (`BR_STATE_…`; the kernel's numbers).
    package enum State: UInt8, Hashable, Sendable {
        case disabled = 0
        case listening = 1
        case learning = 2
        case forwarding = 3
        case blocking = 4
    }

    /// `nil` for a number this program does not know.
    package var state: State?
    package var cost = 0
    package var priority = 0
    /// Frames may leave through the port they came from.
    package var isHairpin = false
    /// The port does not talk to other isolated ports.
    package var isIsolated = false
    package var isLearning = false
    package var isFlooding = false

    /// Nothing known.
    package init() {}
}

extension BridgeDetails {
    init(_ attributes: Attributes) {
        // `USER_HZ` is 100 on every architecture Swift runs on (asm-generic/param.h).
        func time(_ payload: Bytes) -> Duration { .milliseconds(payload.uint32.map { Int($0) * 10 } ?? 0) }
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
            case IFLA_BR_VLAN_DEFAULT_PVID: defaultPVID = payload.uint16.map { Int($0) } ?? 0
            case IFLA_BR_PRIORITY: priority = payload.uint16.map { Int($0) } ?? 0
            case IFLA_BR_GROUP_FWD_MASK: groupForwardMask = payload.uint16.map { Int($0) } ?? 0
            default: break
            }
        }
    }
}

extension BridgePortDetails {
    init(_ attributes: Attributes) {
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
