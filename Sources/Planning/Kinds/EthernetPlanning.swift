import Host
import NetTypes
import Profiles
import Topology

extension Ethernet: KindInPlanning {
    static let routeMetric = 100

    static func keeps(_ link: LiveLink) -> Bool { true }

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        var path: String?
        if case .strings(let paths)? = profile.settings["match"]?["path"] { path = paths.first }
        return .ethernet(Ethernet(mac: profile.requiredMAC, path: path))
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? { nil }

    func check(_ check: inout InterfaceCheck) { check.checkNIC(self) }

    /// A NIC's MTU is its driver's or DHCP's decision.
    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? { nil }

    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { link?.permanentMAC ?? link?.mac }
}
