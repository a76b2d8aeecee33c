import Host
import NetTypes
import Profiles
import Topology

extension VLAN: KindInPlanning {
    static let routeMetric = 400

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        let settings = profile.settings["vlan"]
        guard case .uint32(let number)? = settings?["id"], let id = VLANID(Int(number)), let parent = link?.parent
        else { return nil }
        func list(_ value: SettingValue?) -> [String] { if case .strings(let list)? = value { list } else { [] } }
        let tag = VLANProtocol.allCases.first { $0.etherType == link?.vlan?.etherType }
        return .vlan(
            VLAN(
                parent: parent, id: id, tag: tag ?? .dot1Q, ingressPriorityMap: list(settings?["ingress-priority-map"]),
                egressPriorityMap: list(settings?["egress-priority-map"])))
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        guard link.kind == .vlan, let tag = link.vlan else { return .otherKind(link.kind) }
        let isSame =
            tag.id == id.number && tag.etherType == self.tag.etherType && link.parent == devices[parent] ?? parent
        return isSame ? nil : .otherVLAN
    }

    func check(_ check: inout InterfaceCheck) { check.checkVLAN(self) }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        link.parent.flatMap { live.links[$0]?.mtu }
    }

    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { below(parent) }
}
