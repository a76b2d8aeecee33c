package import NetTypes

/// What a bridge knows of itself (`IFLA_BR_…`); times in milliseconds, because the kernel keeps hundredths of a second.
package struct BridgeDetails: Hashable, Sendable, Codable {
    package var isVLANFiltering = false
    /// The spanning tree protocol runs, in the kernel or beside it.
    package var isSTP = false
    /// How long an address that is not heard is remembered.
    package var ageingTime = 0
    /// How long a port listens, and then learns, before it forwards.
    package var forwardDelay = 0
    package var helloTime = 0
    package var maximumAge = 0
    package var isMulticastSnooping = false
    /// The VLAN that untagged frames of new ports belong to; 0 is none.
    package var defaultPVID = 0
    /// The priority in the election of the root, the lower the better.
    package var priority = 0
    /// Reserved multicast groups 01-80-C2-00-00-0X that are forwarded, one bit each.
    package var groupForwardMask = 0
    /// The spanning tree changes: for so long, `ageingTime` is what the standard says then, not what was set
    /// (IEEE 802.1D-2004 §17.11; `__br_set_topology_change` in net/bridge/br_stp.c).
    package var isTopologyChanging = false

    /// A link of which nothing is known yet.
    package init() {}
}

/// What a bridge knows of one of its ports (`IFLA_BRPORT_…`).
package struct BridgePortDetails: Hashable, Sendable, Codable {
    /// The port's state in the spanning tree (`BR_STATE_…`; the kernel's numbers).
    package enum State: UInt8, Hashable, Sendable, Codable {
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
    /// Everything that can be set, these among it.
    package var options = BridgePortOptions()

    /// A link of which nothing is known yet.
    package init() {}
}

/// Every setting that a bridge keeps for a port, as far as the kernel tells of it (`IFLA_BRPORT_…`).
package struct BridgePortOptions: Hashable, Sendable, Codable {
    package var values: [BridgePortOption: UInt32] = [:]
    /// The port that takes over while this one has no carrier.
    package var backupPortIndex: Int?

    /// A link of which nothing is known yet.
    package init() {}
}
