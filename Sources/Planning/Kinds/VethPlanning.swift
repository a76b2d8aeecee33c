import Host
import NetTypes
import Profiles
import Topology

extension Veth: KindInPlanning {
    static let routeMetric = 100

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? { link?.peer.map { .veth(Veth(peer: $0)) } }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .veth ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        if check.link.kind != .veth { return check.note(.link, "it is no veth") }
        check.compareFixed("other end", check.link.peer, peer)
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        BootDefaults.standardMTU
    }

    /// The present MAC address; the kernel chooses one at random whenever it creates the link.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { link?.mac }
}
