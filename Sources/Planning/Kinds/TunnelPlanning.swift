import Host
import NetTypes
import Profiles
import Topology

extension Tunnel: KindInPlanning {
    static let routeMetric = 675

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard let details = link?.tunnel, let remote = details.remote, details.inputKey == details.outputKey else {
            return nil
        }
        var tunnel = Tunnel(mode: details.mode, remote: remote)
        tunnel.local = details.local
        tunnel.parent = link?.parent
        tunnel.key = details.inputKey
        tunnel.ttl = details.ttl == 0 ? nil : details.ttl
        return .tunnel(tunnel)
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == mode.link ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        guard let have = check.link.tunnel, have.mode == mode else {
            return check.note(.link, "it is no tunnel of mode \(mode.rawValue)")
        }
        check.compareFixed("parent", check.link.parent, parent.map { check.devices[$0] ?? $0 })
        check.compareFixed("local address", have.local, local)
        check.compareFixed("remote address", have.remote, remote)
        check.compareFixed("key of incoming packets", have.inputKey, key)
        check.compareFixed("key of outgoing packets", have.outputKey, key)
        // The kernel does not tell the TTL of tunnels for IPsec.
        if mode != .vti, mode != .vti6 { check.compareFixed("TTL", have.ttl, ttl ?? 0) }
    }

    /// The kernel's decision, by the route to the other end.
    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? { nil }

    /// The present MAC address; the kernel chooses one at random whenever it creates a link for Ethernet frames.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { link?.mac }
}
