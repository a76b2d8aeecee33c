package import Host
import NetTypes
import Profiles
package import Topology

// The switches over kinds of this module: a new kind is a case here and a file beside this one.

/// What planning has to say of one kind of interface.
protocol KindInPlanning {
    /// NetworkManager's `nm_device_get_route_metric_default()`.
    static var routeMetric: Int { get }
    /// The spec can say its MAC address.
    static var mayHaveMAC: Bool { get }
    /// A link that is there may stay when another profile of this kind comes back on it.
    static func keeps(_ link: LiveLink) -> Bool
    /// An interface of the host, as its profile and the kernel have it.
    ///
    /// - Returns: `nil` for one that cannot be told for certain.
    static func read(_ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState)
        -> Interface.Kind?

    /// Why a link of the same name cannot become what is asked for, if it cannot.
    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason?
    /// Why a link of the right kind cannot take a profile that was not active on it, if it cannot.
    func misfit(with link: LiveLink) -> Step.Reason?
    /// What the kernel has to show.
    func check(_ check: inout InterfaceCheck)
    /// The MTU that a boot gives it where the spec has none (`BootDefaults.mtu`).
    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int?
    /// The MAC address that it will have; `below` knows that of what it stands on, `devices` the kernel's names of NICs.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress?
}

extension KindInPlanning {
    static var mayHaveMAC: Bool { false }
    static func keeps(_ link: LiveLink) -> Bool { false }
    func misfit(with link: LiveLink) -> Step.Reason? { nil }
}

extension InterfaceKind {
    /// A link that is there may stay when another profile of this kind comes back on it.
    package func keeps(_ link: LiveLink) -> Bool { inPlanning.keeps(link) }

    var inPlanning: any KindInPlanning.Type {
        switch self {
        case .ethernet: Ethernet.self
        case .bond: Bond.self
        case .vlan: VLAN.self
        case .bridge: Bridge.self
        case .dummy: Dummy.self
        }
    }
}

extension Interface.Kind {
    var inPlanning: any KindInPlanning {
        switch self {
        case .ethernet(let ethernet): ethernet
        case .bond(let bond): bond
        case .vlan(let vlan): vlan
        case .bridge(let bridge): bridge
        case .dummy(let dummy): dummy
        }
    }
}
