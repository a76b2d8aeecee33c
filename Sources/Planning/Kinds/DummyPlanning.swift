import Host
import NetTypes
import Profiles
import Topology

extension Dummy: KindInPlanning {
    static let routeMetric = 550

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? { .dummy(Dummy()) }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == InterfaceKind.dummy.words.link ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        if wrongLink(check.link, devices: [:]) != nil { check.note(.link, "it is no dummy") }
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
