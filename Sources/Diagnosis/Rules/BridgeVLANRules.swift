import Host
import Kernel
import NetTypes

/// D032: the host's own part in a bridge that filters by VLAN.
///
/// The bridge is also a port of itself: without a VLAN on the bridge itself no frame of that VLAN reaches the host, and
/// without a port that carries the VLAN none leaves it.
enum BridgeVLANRules {
    static func findings(_ site: Site) -> [Finding] {
        site.links.compactMap { link in
            if link.kind == .vlan, let bridge = site.link(link.parentIndex), isFiltering(bridge),
                link.vlan?.protocol ?? .dot1Q == .dot1Q, let id = link.vlan?.id
            {
                return interface(link, id, on: bridge, site)
            }
            return isFiltering(link) ? addresses(of: link, site) : nil
        }
    }

    private static func isFiltering(_ link: KernelLink) -> Bool {
        link.kind == .bridge && link.bridge?.isVLANFiltering == true
    }

    private static func vlans(of link: KernelLink, _ site: Site) -> BridgeVLANs {
        site.kernel.bridgeVLANs[link.index] ?? BridgeVLANs([])
    }

    private static func letThrough(_ id: VLANID, on bridge: KernelLink) -> Finding.Step {
        .init(
            "let it through with its tag: in the spec, `vlans` of \(bridge.name) itself; at once",
            command: "bridge vlan add vid \(id) dev \(bridge.name) self",
            spec: "bridges:\n  \(bridge.name): {vlans: [\(id)], …}")
    }

    private static func interface(
        _ link: KernelLink, _ id: VLANID, on bridge: KernelLink, _ site: Site
    ) -> Finding? {
        let own = vlans(of: bridge, site)
        if !own.carries(id) {
            return finding(
                [link.name, bridge.name],
                "\(bridge.name) does not let VLAN \(id) through to the host, so \(link.name) reaches nobody",
                "VLAN \(id) is not among the VLANs of \(bridge.name) itself", bridge,
                letThrough(id, on: bridge))
        }
        if own.isUntagged(id) {
            return finding(
                [link.name, bridge.name],
                "VLAN \(id) reaches the host untagged, at \(bridge.name) and not at \(link.name)",
                "VLAN \(id) is \"Egress Untagged\" on \(bridge.name) itself", bridge,
                letThrough(id, on: bridge))
        }
        return uncarried(id, [link.name, bridge.name], bridge, site)
    }

    /// Checks the VLAN of the bridge's own addresses: the one in which its untagged frames are.
    private static func addresses(of bridge: KernelLink, _ site: Site) -> Finding? {
        guard !site.prefixes(on: bridge).isEmpty else { return nil }
        let own = vlans(of: bridge, site)
        guard let id = own.pvid, own.isUntagged(id) else {
            return finding(
                [bridge.name], "the addresses of \(bridge.name) are in no VLAN of it, and reach nobody",
                "\(bridge.name) itself has no VLAN that is \"PVID Egress Untagged\"", bridge,
                .init(
                    "say in which VLAN they are, or give them to a VLAN interface on \(bridge.name)",
                    spec: "bridges:\n  \(bridge.name): {vlans: [{id: VLAN, pvid: true, untagged: true}], …}"))
        }
        return uncarried(id, [bridge.name], bridge, site)
    }

    private static func uncarried(
        _ id: VLANID, _ interfaces: [String], _ bridge: KernelLink, _ site: Site
    ) -> Finding? {
        let ports = site.kernel.ports(of: bridge.index)
        if ports.isEmpty || ports.contains(where: { vlans(of: $0, site).carries(id) }) { return nil }
        let ways = ports.filter { !site.isTap($0) }.map(\.name)
        let port = ways.count == 1 ? ways[0] : "PORT"
        return finding(
            interfaces, "no port of \(bridge.name) carries VLAN \(id), so \(interfaces[0]) reaches nobody",
            "VLAN \(id) is on none of \(ports.map(\.name).list)", bridge,
            .init(
                "add it to the port that leads to the network: in the spec, `vlans` of the port; at once",
                command: "bridge vlan add vid \(id) dev \(port)",
                spec: "bridges:\n  \(bridge.name): {ports: [\(port): {vlans: [\(id)]}], …}"))
    }

    private static func finding(
        _ interfaces: [String], _ headline: String, _ seen: String, _ bridge: KernelLink, _ step: Finding.Step
    ) -> Finding {
        Finding(
            .vlanNotOnBridge, .problem, on: interfaces, headline,
            seen: [.init(seen, command: "bridge vlan show")],
            meaning: "\(bridge.name) filters by VLAN, and is one more port of itself: a VLAN reaches the host only "
                + "where it is on \(bridge.name) itself, and the network only where a port carries it. All links are "
                + "up; the switch has nothing to do with it.",
            here: [step])
    }
}

extension Site {
    /// Whether the interface is cut off by a bridge, or stands on a VLAN that is; a bridge itself cuts off nothing
    /// above it.
    func isCutOff(_ name: String, by uncarried: [String]) -> Bool {
        let vlans = Set(uncarried.filter { link(named: $0)?.kind == .vlan })
        return uncarried.contains(name) || stands(name, onAnyOf: vlans)
    }
}
