package import NetTypes

/// What a bridge reports of itself (`IFLA_BR_…`); times in milliseconds, from the kernel's hundredths of a second.
package struct BridgeDetails: Hashable, Sendable, Codable {
    package var isVLANFiltering = false
    /// Whether the spanning tree protocol runs, in the kernel or in a daemon.
    package var isSTP = false
    /// How long the bridge remembers an address from which no frame comes.
    package var ageingTime = 0
    /// How long a port listens, and then learns, before it forwards frames.
    package var forwardDelay = 0
    package var helloTime = 0
    package var maximumAge = 0
    package var isMulticastSnooping = false
    /// The VLAN to which untagged frames of new ports belong; 0 is none.
    package var defaultPVID = 0
    /// The bridge's priority in the election of the root; the lowest wins.
    package var priority = 0
    /// The reserved multicast groups 01-80-C2-00-00-0X that the bridge forwards, one bit for each.
    package var groupForwardMask = 0
    /// Whether the bridge asks for multicast members; `nil` if not known.
    package var isMulticastQuerier: Bool?
    /// The protocol of the tags that the bridge filters by; `nil` if not known.
    package var vlanProtocol: VLANProtocol?
    /// What the bridge does with multicast beside this, and what it counts; `nil` if not known.
    package var options: [BridgeOption: Int]?
    /// Whether the spanning tree is changing; meanwhile `ageingTime` is the standard's value and not the configured
    /// one.
    ///
    /// Source: IEEE 802.1D-2004 §17.11; `__br_set_topology_change` in net/bridge/br_stp.c.
    package var isTopologyChanging = false

    /// A bridge of which nothing is known yet.
    package init() {}
}

/// What a bridge reports of one of its ports (`IFLA_BRPORT_…`).
package struct BridgePortDetails: Hashable, Sendable, Codable {
    /// The port's state in the spanning tree (`BR_STATE_…`; the kernel's numbers).
    package enum State: UInt8, Hashable, Sendable, Codable {
        case disabled = 0
        case listening = 1
        case learning = 2
        case forwarding = 3
        case blocking = 4
    }

    /// The port's state; `nil` for a number that this program does not know.
    package var state: State?
    package var cost = 0
    package var priority = 0
    /// Whether frames may leave through the port on which they came in.
    package var isHairpin = false
    /// Whether the port does not talk to other isolated ports.
    package var isIsolated = false
    package var isLearning = false
    package var isFlooding = false
    /// All options of the port, including the ones above.
    package var options = BridgePortOptions()

    /// A port of which nothing is known yet.
    package init() {}
}

/// All options that a bridge keeps for a port, as far as the kernel reports them (`IFLA_BRPORT_…`).
package struct BridgePortOptions: Hashable, Sendable, Codable {
    package var values: [BridgePortOption: UInt32] = [:]
    /// The port that takes over while this one has no carrier.
    package var backupPortIndex: Int?

    /// A port of which no option is known.
    package init() {}
}
