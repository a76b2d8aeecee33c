import Host
import NetTypes
import Profiles
import Topology

extension Bridge: KindInPlanning {
    static let routeMetric = 425
    static let mayHaveMAC = true

    /// A bridge's link stays, so that it keeps its guests.
    static func keeps(_ link: LiveLink) -> Bool { link.kind == .bridge }

    /// Never reads a bridge from the host: its ports include other programs' guests, so it is not taken over.
    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? { nil }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .bridge ? nil : .otherKind(link.kind)
    }

    /// A profile with another MAC address does not fit an existing bridge, whoever made it (`Property.Change.newLink`).
    func misfit(with link: LiveLink) -> Step.Reason? {
        if let mac, let present = link.mac, present != mac { .fixedByNetworkManager } else { nil }
    }

    func check(_ check: inout InterfaceCheck) { check.checkBridge(self) }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        // The ports in the spec usually explain the MTU, and there may be a thousand bridges.
        let own = interface.ports.map { live.links[$0]?.mtu ?? 0 }.min() ?? BootDefaults.standardMTU
        if own == link.mtu { return own }
        return live.links.values.lazy.filter { $0.controller == link.name }.map(\.mtu).min()
            ?? BootDefaults.standardMTU
    }

    /// The least of its ports' MAC addresses (br_stp_recalculate_bridge_id in the kernel).
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? {
        mac ?? ports.compactMap(below).min { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}
