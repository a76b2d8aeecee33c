import Host
import NetTypes
import Profiles
import Topology

extension OVSInterface: KindInPlanning {
    static let routeMetric = 800
    static let mayHaveMAC = true

    /// Never reads an interface from the host: it is nothing without its bridge.
    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? { nil }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == InterfaceKind.ovsInterface.words.link ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        if wrongLink(check.link, devices: [:]) != nil { return check.note(.link, "it is no OVS interface") }
        if check.link.ovsPeer != peer {
            check.note(
                .link,
                "it is a patch to \(check.link.ovsPeer?.text ?? "nothing"), not to \(peer?.text ?? "nothing")")
        }
        check.checkMAC(mac, remedy: .activate)
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? { nil }

    /// The present MAC address; Open vSwitch chooses one whenever it makes the interface.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { mac ?? link?.mac }
}
