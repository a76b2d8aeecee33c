import Host
import NetTypes
import Profiles
import Topology

extension Bridge: KindInPlanning {
    static let routeMetric = 425
    static let mayHaveMAC = true

    /// It keeps its guests.
    static func keeps(_ link: LiveLink) -> Bool { link.kind == .bridge }

    /// Its ports are somebody else's guests as well: it is not taken over as it is.
    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? { nil }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .bridge ? nil : .otherKind(link.kind)
    }

    /// A profile with another address does not fit it (`Reapplication.needsNewLink`), whoever made it.
    func misfit(with link: LiveLink) -> Step.Reason? {
        if let mac, let present = link.mac, present != mac { .fixedByNetworkManager } else { nil }
    }

    func check(_ check: inout InterfaceCheck) { check.checkBridge(self) }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        // Nearly always the ports of the spec explain it, and there may be a thousand bridges.
        let own = interface.ports.map { live.links[$0]?.mtu ?? 0 }.min() ?? BootDefaults.standardMTU
        if own == link.mtu { return own }
        return live.links.values.lazy.filter { $0.controller == link.name }.map(\.mtu).min()
            ?? BootDefaults.standardMTU
    }

    /// The least of its ports' (the kernel's br_stp_recalculate_bridge_id).
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? {
        mac ?? ports.compactMap(below).min { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}
