import Host
import NetTypes
import Profiles
import Topology

extension VRF: KindInPlanning {
    static let routeMetric = 10

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        link?.vrfTable.map { .vrf(VRF(table: $0, ports: LiveGraph(live).ownPorts(of: name))) }
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .vrf ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        if check.link.kind != .vrf { return check.note(.link, "it is no VRF") }
        check.compareFixed("table", check.link.vrfTable, table)
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? { nil }

    /// The present MAC address; the kernel chooses one at random whenever it creates the link.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { link?.mac }
}
