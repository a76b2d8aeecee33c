import Checks
import Host
import Kernel
import NetTypes

/// D022: the network sends this host's frames back, so that bridges learn their senders on the wrong side.
enum ReflectionRules {
    static func findings(_ site: Site) -> [Finding] {
        site.links.filter { $0.kind == .bridge }.flatMap { bridge in guests(bridge, site) + host(bridge, site) }
            + withoutBridge(site)
    }

    /// Finds guests whose address the bridge has learned elsewhere than behind their tap.
    private static func guests(_ bridge: KernelLink, _ site: Site) -> [Finding] {
        let ports = site.kernel.ports(of: bridge.index)
        return ports.filter { site.isTap($0) }.compactMap { tap in
            let wrong = site.kernel.forwarding.first { entry in
                entry.controllerIndex == bridge.index && entry.isLearned && entry.index != tap.index
                    && site.isGuest(entry.mac, behind: tap)
            }
            if let wrong {
                let port = site.name(wrong.index)
                return finding(
                    bridge, mac: wrong.mac, tap: tap.name, port: port,
                    [
                        .init(
                            "\(wrong.mac.lower) dev \(port) master \(bridge.name): the bridge learned it on "
                                + "the wrong side",
                            command: "bridge fdb show br \(bridge.name) | grep -i \(wrong.mac.lower)"),
                        .init(
                            "\(tap.mac?.lower ?? "") is its tap \(tap.name)",
                            command: "ip -br link show \(tap.name)"),
                    ], site)
            }
            guard let heard = heardBack(bridge, site, where: { site.isGuest($0.source, behind: tap) }) else {
                return nil
            }
            return finding(
                bridge, mac: heard.source, tap: tap.name, port: uplink(of: heard, under: bridge, site),
                [heardFact(heard)], site)
        }
    }

    /// Finds the host's own address coming back: the kernel keeps it where it belongs, and logs a complaint.
    private static func host(_ bridge: KernelLink, _ site: Site) -> [Finding] {
        let ports = site.kernel.ports(of: bridge.index)
        let own = Set(([bridge] + ports.filter { !site.isTap($0) }).compactMap(\.mac))
        if let report = site.observation.ownAddressReports.first(where: { report in
            report.bridge == bridge.name && own.contains(report.mac) && ports.contains { $0.name == report.port }
                // The wire's evidence is newer than the log's.
                && report.secondsAgo <= (site.observation.wire.map { $0.seconds + 1 } ?? .max)
        }) {
            return [
                finding(
                    bridge, mac: report.mac, tap: nil, port: report.port,
                    [
                        .init(
                            "\(report.secondsAgo) s ago the kernel said: received packet on \(report.port) "
                                + "with own address as source address (\(report.mac.lower))",
                            command: "dmesg | grep 'own address as source'")
                    ], site, isPast: true)
            ]
        }
        guard let heard = heardBack(bridge, site, where: { own.contains($0.source) }) else { return [] }
        return [
            finding(
                bridge, mac: heard.source, tap: nil, port: uplink(of: heard, under: bridge, site), [heardFact(heard)],
                site)
        ]
    }

    /// Finds this host's addresses coming back where there is no bridge: harmless here, but a sign of a loop beyond.
    private static func withoutBridge(_ site: Site) -> [Finding] {
        guard let wire = site.observation.wire else { return [] }
        return site.segments.compactMap { segment -> Finding? in
            guard segment.top.kind != .bridge else { return nil }
            let heard = wire.arp.first {
                !$0.isOutgoing && $0.interface == segment.base.name && $0.tags == [segment.tag].compactMap { $0 }
                    && $0.source == segment.top.mac
            }
            guard let heard else { return nil }
            return Finding(
                .reflection, .warning, on: [segment.top.name],
                "the network sends back what \(segment.top.name) sends", seen: [heardFact(heard)],
                meaning:
                    "The host ignores its own frames. But there is a loop, or a port that sends frames back "
                    + "where they came from, and a bridge for guests on this network would not work.",
                here: bondStep(segment.base), network: [request(segment.base.name)])
        }
    }

    /// A frame that came in from the network although its sender is on this host.
    private static func heardBack(
        _ bridge: KernelLink, _ site: Site, where isOurs: (HeardARP) -> Bool
    ) -> HeardARP? {
        guard let wire = site.observation.wire else { return nil }
        return wire.arp.first { heard in
            !heard.isOutgoing && isOurs(heard)
                && site.segments.contains { carries(heard, $0, bridge) }
        }
    }

    /// Whether the frame belongs to the bridge: by its tag, or with any tag where the bridge itself filters VLANs.
    private static func carries(_ heard: HeardARP, _ segment: Segment, _ bridge: KernelLink) -> Bool {
        guard segment.top.index == bridge.index, segment.base.name == heard.interface else { return false }
        return heard.tags == [segment.tag].compactMap { $0 }
            || (segment.vlan == nil && bridge.bridge?.isVLANFiltering == true)
    }

    private static func heardFact(_ heard: HeardARP) -> Finding.Fact {
        let tag = heard.tags.isEmpty ? "" : "vlan \(heard.tags.map(String.init).joined(separator: " and vlan ")) and "
        return .init(
            "\(heard.source.lower) is here, but its ARP frame came in by \(heard.interface)",
            command: "tcpdump -Q in -eni \(heard.interface) \(tag)arp and ether src \(heard.source.lower)")
    }

    private static func uplink(of heard: HeardARP, under bridge: KernelLink, _ site: Site) -> String {
        let segment = site.segments.first { carries(heard, $0, bridge) }
        return (segment?.vlan ?? segment?.base)?.name ?? heard.interface
    }

    private static func finding(
        _ bridge: KernelLink, mac: MACAddress, tap: String?, port: String, _ seen: [Finding.Fact], _ site: Site,
        isPast: Bool = false
    ) -> Finding {
        let hub = bridge.bridge?.ageingTime == 0
        let whose = tap.map { "the guest \(mac.lower), which is behind \($0)" } ?? "this host's \(mac.lower)"
        let workaround: [Finding.Step] =
            hub
            ? [
                .init(
                    "the ageing time of \(bridge.name) is 0 already, so it learns nothing and the guests "
                        + "work. Once the network is repaired, remove `ageing-time: 0` from the spec, and apply it")
            ]
            : [
                .init(
                    "until the network is repaired, let \(bridge.name) learn nothing: it then sends every "
                        + "frame to every port, as a hub does. The cost: all guests in \(bridge.name) get each "
                        + "other's traffic, and the uplink gets what guests say to each other",
                    spec: "bridges:\n  \(bridge.name): {ageing-time: 0}"),
                .init(
                    "the same at once, until the next activation",
                    command: "ip link set \(bridge.name) type bridge ageing_time 0"),
                .init(
                    "to take it back, remove `ageing-time: 0` from the spec and apply it; the default is 300 seconds"),
            ]
        let base = site.segments.first { $0.top.index == bridge.index }?.base
        return Finding(
            .reflection, hub ? .note : isPast ? .warning : .problem, on: [bridge.name, port] + [tap].compactMap { $0 },
            "the network sends frames back by \(port), from \(whose)", seen: seen,
            meaning: hub
                ? "The network still sends broadcasts back. \(bridge.name) does not learn from them."
                : "Somebody out there returns broadcasts to where they came from. \(bridge.name) then believes "
                    + "that their sender is outside, behind \(port), and sends what is for it out there: host and "
                    + "guest do not reach each other, or only now and then.",
            here: (isPast ? [.init("see whether it still does", command: "nm-topology diagnose --probe")] : [])
                + workaround + (base.map(bondStep) ?? []), network: [request(port)])
    }

    /// The advice for a bond that spreads frames over ports that the switch does not bundle, the most frequent cause.
    private static func bondStep(_ base: KernelLink) -> [Finding.Step] {
        guard let mode = base.bond?.mode, [.balanceRR, .balanceXOR, .broadcast].contains(mode) else { return [] }
        return [
            .init(
                "\(base.name) is in mode \(mode.rawValue): where the switch does not bundle its ports, what "
                    + "leaves by one comes back by the other. Use a mode that fits the switch",
                spec: "bonds:\n  \(base.name): {mode: active-backup, …}   # or 802.3ad, with LACP on the switch")
        ]
    }

    private static func request(_ port: String) -> String {
        "Broadcasts that this host sends by \(port) come back to it. Is there a loop, a port in hairpin or "
            + "reflective-relay (VEPA) mode, or are the ports of this host bundled on one side only?"
    }
}
