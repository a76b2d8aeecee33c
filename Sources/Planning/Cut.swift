package import NetTypes

/// Traffic that a plan stops, for a while or for good: at one interface that changes, and on everything that stands on
/// it.
package struct Cut: Hashable, Sendable {
    /// The kernel's name of the interface that changes.
    package let device: InterfaceName
    package let cause: Cause
    /// About how long the traffic stops, in whole seconds; `nil` when it does not come back.
    package let seconds: Int?
    /// What has to happen before frames flow again; `seconds` includes all but the wait for an automatic address.
    package let waits: [Wait]
    /// The links that stand on the interface and are cut with it, without guests' taps.
    package let with: [InterfaceName]
    package let taps: [Tap]

    /// What happens to the interface.
    package enum Cause: Hashable, Sendable {
        /// The interface is brought up again.
        case broughtUp
        /// The interface's link is taken down and re-created.
        case madeAnew
        /// The interface becomes a port of a controller.
        case joins(InterfaceName)
        /// The interface leaves its controller.
        case leaves(InterfaceName)
        case removed
    }

    /// What has to happen outside this host, or in a bridge, before frames flow again.
    package enum Wait: Hashable, Sendable {
        /// The switch answers LACP on this bond (IEEE 802.1AX §6.4).
        case lacp(InterfaceName)
        /// A port of this bridge listens and learns, for this many seconds in all (IEEE 802.1D-2004 §17.4).
        case spanningTree(InterfaceName, seconds: Int)
        /// An address arrives by DHCP or router advertisement; nobody can say when, so `Cut.seconds` does not include
        /// it.
        case automaticAddress(InterfaceName)
    }

    /// The host's end of a guest's NIC, or another port that something other than NetworkManager plugged in.
    package struct Tap: Hashable, Sendable {
        package let name: InterfaceName
        package let bridge: InterfaceName
        package let fate: Fate

        package enum Fate: Hashable, Sendable {
            /// The bridge stays, with the guest on it; for a while the guest does not reach what is behind the uplink.
            case losesUplink
            /// The bridge is removed and re-created, and the tap is plugged in again.
            case pluggedBack
            /// The bridge gets another name, and the guest goes to it with the uplink.
            case moves(to: InterfaceName)
            /// The bridge is removed for good.
            case unplugged
        }

        package init(name: InterfaceName, bridge: InterfaceName, fate: Fate) {
            self.name = name
            self.bridge = bridge
            self.fate = fate
        }
    }

    package init(
        device: InterfaceName, cause: Cause, seconds: Int?, waits: [Wait] = [], with: [InterfaceName] = [],
        taps: [Tap] = []
    ) {
        self.device = device
        self.cause = cause
        self.seconds = seconds
        self.waits = waits
        self.with = with
        self.taps = taps
    }

    /// All links that are cut: the interface itself, and what stands on it.
    package var devices: [InterfaceName] { [device] + with }
}
