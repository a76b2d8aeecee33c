import Host
import NetTypes
import Profiles
import Topology

extension MACVLAN: KindInPlanning {
    static let routeMetric = 410
    static let mayHaveMAC = true

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard let details = link?.macvlan, let parent = link?.parent, let mode = details.mode else { return nil }
        var macvlan = MACVLAN(
            parent: parent, mode: mode, isTap: details.isTap, isPromiscuous: details.isPromiscuous)
        if case .string(let text)? = profile.settings["802-3-ethernet"]?["assigned-mac-address"] {
            macvlan.mac = MACAddress(text)
        }
        return .macvlan(macvlan)
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == (isTap ? .macvtap : .macvlan) ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        guard let have = check.link.macvlan, have.isTap == isTap else {
            return check.note(.link, "it is no \(isTap ? "macvtap" : "macvlan")")
        }
        check.compareFixed("parent", check.link.parent, check.devices[parent] ?? parent)
        check.compareFixed("mode", have.mode?.rawValue, mode.rawValue)
        if have.isPromiscuous != isPromiscuous {
            check.note(
                .link, isPromiscuous ? "its parent takes in only some frames" : "its parent takes in all frames",
                remedy: .recreate)
        }
        check.checkMAC(mac, remedy: .activate)
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        link.parent.flatMap { live.links[$0]?.mtu }
    }

    /// The address of the spec, or the present one: the kernel chooses one at random whenever it creates the link.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { mac ?? link?.mac }
}
