import Host
import NetTypes
import Profiles
import Topology

extension IPVLAN: KindInPlanning {
    static let routeMetric = 420

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard let details = link?.ipvlan, let parent = link?.parent, let mode = details.mode, let flag = details.flag
        else { return nil }
        return .ipvlan(IPVLAN(parent: parent, mode: mode, flag: flag))
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .ipvlan ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        guard let have = check.link.ipvlan else { return check.note(.link, "it is no ipvlan") }
        check.compareFixed("parent", check.link.parent, check.devices[parent] ?? parent)
        check.compareFixed("mode", have.mode?.rawValue, mode.rawValue)
        check.compareFixed("flag", have.flag?.rawValue, flag.rawValue)
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        link.parent.flatMap { live.links[$0]?.mtu }
    }

    /// Its parent's.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { below(parent) }
}
