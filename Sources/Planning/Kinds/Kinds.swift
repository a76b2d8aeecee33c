package import Host
import NetTypes
import Profiles
package import Topology

// All switches over kinds in this module: a new kind is a case here and a file beside this one.

/// What planning needs to know of a kind of interface.
protocol KindInPlanning {
    /// The route metric of such an interface by default (NetworkManager's `nm_device_get_route_metric_default()`).
    static var routeMetric: Int { get }
    /// Whether the spec can give such an interface a MAC address.
    static var mayHaveMAC: Bool { get }
    /// Whether an existing link can stay when another profile of this kind becomes active on it.
    static func keeps(_ link: LiveLink) -> Bool
    /// Reads an interface of the host from its profile and the kernel.
    ///
    /// - Returns: `nil` for one that cannot be told for certain.
    static func read(_ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState)
        -> Interface.Kind?

    /// Why a link of the same name cannot become this interface; `nil` if it can.
    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason?
    /// Why a link of the right kind cannot take this interface's profile, if that was not active on it; `nil` if it
    /// can.
    func misfit(with link: LiveLink) -> Step.Reason?
    /// Checks what only this kind has to show in the kernel.
    func check(_ check: inout InterfaceCheck)
    /// The MTU in bytes that a boot gives the interface where the spec has none (`BootDefaults.mtu`).
    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int?
    /// The MAC address that the interface will have; `below` returns that of an interface under it.
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
    /// Whether an existing link can stay when another profile of this kind becomes active on it.
    package func keeps(_ link: LiveLink) -> Bool { inPlanning.keeps(link) }

    var inPlanning: any KindInPlanning.Type {
        switch self {
        case .ethernet: Ethernet.self
        case .bond: Bond.self
        case .vlan: VLAN.self
        case .bridge: Bridge.self
        case .dummy: Dummy.self
        case .veth: Veth.self
        case .vxlan: VXLAN.self
        case .vrf: VRF.self
        case .macvlan: MACVLAN.self
        case .tunnel: Tunnel.self
        case .ipvlan: IPVLAN.self
        case .hsr: HSR.self
        case .macsec: MACsec.self
        case .ovsBridge: OVSBridge.self
        case .ovsPort: OVSPort.self
        case .ovsInterface: OVSInterface.self
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
        case .veth(let veth): veth
        case .vxlan(let vxlan): vxlan
        case .vrf(let vrf): vrf
        case .macvlan(let macvlan): macvlan
        case .tunnel(let tunnel): tunnel
        case .ipvlan(let ipvlan): ipvlan
        case .hsr(let hsr): hsr
        case .macsec(let macsec): macsec
        case .ovsBridge(let ovsBridge): ovsBridge
        case .ovsPort(let ovsPort): ovsPort
        case .ovsInterface(let ovsInterface): ovsInterface
        }
    }
}
