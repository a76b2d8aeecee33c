import Host
import Kernel
import NetTypes

/// D011 and D012: harmful addresses.
enum AddressRules {
    static func findings(_ site: Site) -> [Finding] { twice(site) + onPorts(site) }

    /// Finds two interfaces with overlapping networks; a bond and the bridge on it are the most frequent pair.
    private static func twice(_ site: Site) -> [Finding] {
        var all: [(link: KernelLink, prefix: IPPrefix)] = []
        for link in site.links where link.isUp {
            for prefix in site.prefixes(on: link) where prefix.length < prefix.family.bits {
                all.append((link, prefix))
            }
        }
        var findings: [Finding] = []
        var pairs: Set<[Int]> = []
        for (number, one) in all.enumerated() {
            for other in all[(number + 1)...]
            where one.link.index != other.link.index && one.prefix.overlaps(other.prefix)
                && one.link.controllerKind != .vrf && other.link.controllerKind != .vrf
            {
                guard pairs.insert([one.link.index, other.link.index].sorted()).inserted else { continue }
                // The address belongs to the upper one.
                let isUpper = site.below(one.link).contains { $0.index == other.link.index }
                findings.append(pair(upper: isUpper ? one : other, lower: isUpper ? other : one, site))
            }
        }
        return findings
    }

    private static func pair(
        upper: (link: KernelLink, prefix: IPPrefix), lower: (link: KernelLink, prefix: IPPrefix), _ site: Site
    ) -> Finding {
        let isStacked = site.below(upper.link).contains { $0.index == lower.link.index }
        let names = (upper.link.name, lower.link.name)
        let profile = site.activeProfile(names.1) ?? names.1
        let setting = lower.prefix.family == .v4 ? "ipv4" : "ipv6"
        let way = site.kernel.routes.first {
            $0.isMain && $0.destination == lower.prefix.network
                && [upper.link.index, lower.link.index].contains($0.outputIndex)
        }
        return Finding(
            .sameNetworkTwice, .problem, on: [names.0, names.1],
            isStacked
                ? "\(names.0) and \(names.1) below it both have an address in \(lower.prefix.network)"
                : "\(names.0) and \(names.1) both have an address in \(lower.prefix.network)",
            seen: [
                .init(
                    "\(names.0) has \(upper.prefix), \(names.1) has \(lower.prefix)",
                    command: "ip -br address show")
            ]
                + (way.map { route in
                    [
                        .init(
                            "the route to \(route.destination) leads out by \(site.name(route.outputIndex))",
                            command: "ip route get \(lower.prefix.network.address)")
                    ]
                } ?? []),
            meaning: "The host sends to this network by one of the two only, whichever route is preferred. "
                + (isStacked
                    ? "By \(names.1) frames leave without the VLAN tag and never meet the guests in \(names.0); "
                        + "by \(names.0) they do. So either the gateway or the guests answer, not both."
                    : "Whatever is behind the other one does not get answers."),
            here: [
                .init(
                    isStacked
                        ? "keep the address on \(names.0), where it belongs, and none on \(names.1)"
                        : "keep the address on one of them",
                    spec: isStacked
                        ? "bridges:\n  \(names.0): {addresses: [\(upper.prefix)], …}   # and no addresses on \(names.1)"
                        : nil),
                .init(
                    "without the spec",
                    command: "nmcli connection modify '\(profile)' \(setting).method disabled \(setting).addresses "
                        + "'' \(setting).gateway '' && nmcli device reapply \(names.1)"),
            ] + probeHint(site, isStacked),
            network: isStacked
                ? [
                    "If the gateway answers on \(names.1) only: the switch ports have this VLAN untagged "
                        + "(access port or native VLAN). Please carry it tagged."
                ]
                : [])
    }

    private static func probeHint(_ site: Site, _ isStacked: Bool) -> [Finding.Step] {
        guard isStacked, site.observation.wire == nil else { return [] }
        return [.init("see whether the switch strips the tag", command: "nm-topology diagnose --probe")]
    }

    /// Finds addresses on ports, which are reached only by chance, since frames go to the controller.
    private static func onPorts(_ site: Site) -> [Finding] {
        site.links.compactMap { link in
            guard let controller = site.controller(of: link), [.bridge, .bond].contains(controller.kind) else {
                return nil
            }
            let prefixes = site.prefixes(on: link)
            guard !prefixes.isEmpty, !site.isTap(link) else { return nil }
            let profile = site.activeProfile(link.name) ?? link.name
            return Finding(
                .addressOnPort, .problem, on: [link.name, controller.name],
                "\(link.name) is a port of \(controller.name) and has \(prefixes.map(\.description).list)",
                seen: [.init("the address is on the port", command: "ip address show \(link.name)")],
                meaning: "What comes in by a port goes to \(controller.name), so the host does not hear what is "
                    + "sent to this address, or answers by another way.",
                here: [
                    .init(
                        "put the address on \(controller.name)",
                        spec: "\(controller.kind?.name ?? "")s:\n  \(controller.name): "
                            + "{addresses: [\(prefixes.map(\.description).joined(separator: ", "))], …}"),
                    .init(
                        "and take it off the port",
                        command: "nmcli connection modify '\(profile)' ipv4.method disabled ipv6.method disabled"),
                ])
        }
    }
}
