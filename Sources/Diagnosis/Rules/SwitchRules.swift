import Checks
import Host
import Kernel
import NetTypes

/// D020 and D021: whether the switch carries the tags that this host uses.
enum SwitchRules {
    static func findings(_ site: Site) -> [Finding] {
        site.segments.compactMap { segment in
            guard segment.vlan?.vlan?.protocol == .dot1Q, let tag = segment.tag, site.kernel.isSettled(segment.base)
            else {
                return nil
            }
            return native(segment, tag, site) ?? missing(segment, tag, site)
        }
    }

    /// What the switch reports by LLDP on the NICs of a segment.
    private static func switchPorts(_ segment: Segment, _ site: Site) -> [SwitchPort] {
        let names = Set(site.below(segment.base).map(\.name))
        return site.observation.switchPorts.filter { names.contains($0.interface) }
    }

    // MARK: Native VLAN

    private static func native(_ segment: Segment, _ tag: Int, _ site: Site) -> Finding? {
        var seen: [Finding.Fact] = []
        if let wire = site.observation.wire {
            // A tagged frame that came in proves that the tag arrives.
            if wire.arp.contains(where: { $0.tags == [tag] && isIncoming($0, segment, site) }) { return nil }
            // The addresses for which guests asked with the tag.
            let wanted = Set(
                wire.arp.filter {
                    $0.isOutgoing && $0.interface == segment.base.name && $0.tags == [tag] && $0.target != $0.sender
                }.map(\.target))
            let untagged = wire.arp.filter { $0.tags.isEmpty && isIncoming($0, segment, site) }
            let senders = Set(untagged.map(\.sender)).filter { belongs($0, segment, wanted, site) }.sorted()
            if let first = senders.first {
                let shown = senders.prefix(3).map(\.description).list
                seen.append(
                    .init(
                        "\(shown) came in by \(segment.base.name) without a tag",
                        command: "tcpdump -Q in -eni \(segment.base.name) arp and src host \(first)"))
                let asked = wire.asked.filter { $0.interface == segment.base.name && $0.tag?.id == tag }.map(\.address)
                if let address = Set(asked).sorted().first {
                    seen.append(
                        .init(
                            "no answer to ARP requests with tag \(tag)",
                            command: "arping -c 3 -I \(segment.top.name) \(address)"))
                }
            }
        }
        let port = switchPorts(segment, site).first { $0.nativeVLAN == tag }
        if let port, seen.isEmpty { seen.append(lldpFact(port, "the untagged VLAN of this port is \(tag)")) }
        guard !seen.isEmpty else { return nil }
        let upper = segment.top.name
        return Finding(
            .nativeVLAN, port != nil && seen.count == 1 ? .warning : .problem,
            on: [segment.vlan?.name ?? upper, upper, segment.base.name].unique,
            "the switch has VLAN \(tag) untagged on \(segment.base.name), and this host sends it tagged",
            seen: seen,
            meaning:
                "The switch port is an access port in VLAN \(tag), or a trunk whose native VLAN is \(tag). "
                + "What the network sends arrives without a tag, at \(segment.base.name) and not at \(upper); "
                + "what \(upper) sends has a tag that the switch does not expect. An address on "
                + "\(segment.base.name) would work for the host, but not for guests in \(upper).",
            here: [
                .init(
                    "best: leave the spec as it is, with the addresses on \(upper), and have the switch changed"),
                .init(
                    "if the switch stays as it is and VLAN \(tag) is the only one needed: put "
                        + "\(segment.base.name) itself into the bridge, without a VLAN",
                    spec: "bridges:\n  br\(tag): {ports: [\(segment.base.name)], …}"),
            ],
            network: [
                "Please make the ports of \(segment.base.name) trunks that carry VLAN "
                    + "\(carried(segment, site)) tagged, with a native VLAN that is none of these."
            ])
    }

    private static func carried(_ segment: Segment, _ site: Site) -> String {
        let tags = site.segments.filter { $0.base.index == segment.base.index }.compactMap(\.tag)
        return Set(tags).sorted().map(String.init).list
    }

    private static func isIncoming(_ heard: HeardARP, _ segment: Segment, _ site: Site) -> Bool {
        !heard.isOutgoing && heard.interface == segment.base.name
            && !site.macs.contains(heard.source)
    }

    /// Whether the address is in the VLAN's network, as this host or its guests see it.
    private static func belongs(
        _ address: IPAddress, _ segment: Segment, _ wanted: Set<IPAddress>, _ site: Site
    ) -> Bool {
        guard !address.isUnspecified else { return false }
        if site.prefixes(on: segment.top).contains(where: { $0.contains(address) }) { return true }
        // The network may well be on the NIC or bond itself, untagged and correctly so.
        return wanted.contains(address) && !site.prefixes(on: segment.base).contains { $0.contains(address) }
    }

    private static func lldpFact(_ port: SwitchPort, _ text: String) -> Finding.Fact {
        .init(
            "\(port.name) says by LLDP on \(port.interface): \(text)",
            command: port.command)
    }

    // MARK: Missing VLAN

    private static func missing(_ segment: Segment, _ tag: Int, _ site: Site) -> Finding? {
        guard let vlan = segment.vlan else { return nil }
        var seen: [Finding.Fact] = []
        var severity = Finding.Severity.warning
        if let port = switchPorts(segment, site).first(where: {
            !$0.vlans.isEmpty && !$0.vlans.contains(tag) && $0.nativeVLAN != tag
        }) {
            seen.append(lldpFact(port, "VLANs \(port.vlans.sorted().map(String.init).list)"))
        }
        if let facts = site.host.facts[vlan.index], facts.receivedPackets == 0, let sent = facts.sentPackets {
            let wire = site.observation.wire
            let unanswered =
                wire.map { wire in
                    wire.asked.contains { $0.interface == segment.base.name && $0.tag?.id == tag }
                        && !wire.arp.contains {
                            !$0.isOutgoing && $0.interface == segment.base.name && $0.tags == [tag]
                        }
                } ?? false
            let isKnownGateway = !site.gateways(on: segment.top).isEmpty
            // Guests that are alone in a VLAN get no answers either, but send little to the outside.
            if sent >= 100 || (unanswered && isKnownGateway) {
                seen.append(
                    .init(
                        "\(vlan.name) sent \(sent) frames and never received one",
                        command: "ip -s link show \(vlan.name)"))
                severity = unanswered && isKnownGateway ? .problem : severity
            }
        }
        guard !seen.isEmpty else { return nil }
        return Finding(
            .missingVLAN, severity, on: [vlan.name, segment.top.name].unique,
            "nothing suggests that the switch carries VLAN \(tag) on \(segment.base.name)", seen: seen,
            meaning:
                "A trunk drops the frames of VLANs that it was not told to carry, without a word. Everything "
                + "on this host is up, and nobody in VLAN \(tag) is reached.",
            here: [
                .init("compare the id with what you were given", command: "ip -d link show \(vlan.name)")
            ]
                + (site.observation.wire == nil
                    ? [.init("ask on the wire", command: "nm-topology diagnose --probe")] : []),
            network: [
                "Please add VLAN \(tag) to the allowed VLANs of the trunk ports of \(segment.base.name), and "
                    + "make sure that it exists on the switch."
            ])
    }
}
