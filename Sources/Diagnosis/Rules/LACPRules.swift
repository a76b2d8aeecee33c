import Checks
import Host
import Kernel
import NetTypes

/// D002 to D004: the agreement between a bond and the switch.
enum LACPRules {
    static func findings(_ site: Site) -> [Finding] {
        site.links.flatMap { link -> [Finding] in
            guard let bond = link.bond else { return unwanted(link, site) }
            let live = site.kernel.ports(of: link.index).filter { $0.isUp && $0.hasCarrier }
            guard bond.mode == .lacp else { return live.flatMap { unwanted($0, site) } }
            if live.isEmpty { return [] }
            guard let aggregator = bond.aggregator, aggregator.hasPartner else { return [noPartner(link, live)] }
            return different(link, aggregator, live, site)
        }
    }

    private static func files(_ bond: String) -> String { "cat /proc/net/bonding/\(bond)" }

    private static func request(_ ports: [KernelLink]) -> String {
        let list = ports.map { port in
            port.name + ((port.bondPort?.permanentMAC ?? port.mac).map { " (\($0.lower))" } ?? "")
        }
        return "Please bundle the switch ports of \(list.list) into one LACP port-channel (mode active, not static "
            + "“on”)."
    }

    private static func noPartner(_ bond: KernelLink, _ live: [KernelLink]) -> Finding {
        Finding(
            .noLACPPartner, .problem, on: [bond.name] + live.map(\.name),
            "\(bond.name) has no LACP partner: the switch does not answer on \(live.map(\.name).list)",
            seen: [
                .init(
                    "mode 802.3ad, partner MAC address 00:00:00:00:00:00, although \(live.map(\.name).list) "
                        + (live.count == 1 ? "has carrier" : "have carrier"), command: files(bond.name))
            ],
            meaning: "The switch does not speak LACP on these ports. The bond then uses one port alone, and a "
                + "switch that was told to bundle without LACP spreads frames over ports that the host does not "
                + "listen on: some things work, some do not. Negotiation takes up to 30 seconds after a port "
                + "came up; look again if that has just happened.",
            here: [
                .init(
                    "if the switch cannot do LACP, use a mode that needs nothing of it",
                    spec: "bonds:\n  \(bond.name): {mode: active-backup, …}")
            ],
            network: [request(live)])
    }

    /// Finds ports that are up but not in the aggregation that the bond uses.
    private static func different(
        _ bond: KernelLink, _ aggregator: BondDetails.Aggregator, _ live: [KernelLink], _ site: Site
    ) -> [Finding] {
        let outside = live.filter { $0.bondPort?.aggregatorID != aggregator.id }
        // A port that has heard no partner assumes one with default values (IEEE 802.1AX-2020 §6.4.9, Defaulted).
        let silent = outside.filter { isSilent($0, site) }
        let elsewhere = outside.filter { !isSilent($0, site) }
        var findings: [Finding] = []
        if !silent.isEmpty {
            findings.append(
                Finding(
                    .oneSidedLACP, .problem, on: silent.map(\.name) + [bond.name],
                    "the switch speaks LACP with \(bond.name), but not on \(silent.map(\.name).list)",
                    seen: [
                        .init(
                            "\(silent.map(\.name).list): carrier, but no LACP frame from the switch; "
                                + "\(bond.name) uses aggregator \(aggregator.id)", command: files(bond.name))
                    ],
                    meaning: "Only the other ports carry traffic. The switch may still send frames for this host "
                        + "out of the port that it does not bundle, and these are lost.",
                    here: [
                        .init(
                            "until it is repaired, take the port out so that nothing is lost",
                            command: "ip link set \(silent[0].name) down")
                    ],
                    network: [request(live)]))
        }
        if !elsewhere.isEmpty { findings.append(split(bond, aggregator, live, elsewhere, site)) }
        return findings
    }

    private static func isSilent(_ port: KernelLink, _ site: Site) -> Bool {
        if let partner = site.host.partners[port.name] { return partner.isZero }
        if let state = port.bondPort?.actorState { return !state.isDisjoint(with: [.defaulted, .expired]) }
        return false
    }

    private static func split(
        _ bond: KernelLink, _ aggregator: BondDetails.Aggregator, _ live: [KernelLink], _ outside: [KernelLink],
        _ site: Site
    ) -> Finding {
        var seen = live.map { port in
            Finding.Fact(
                "\(port.name) is in aggregator \(port.bondPort?.aggregatorID.map(String.init) ?? "none")"
                    + (site.host.partners[port.name].map { ", partner \($0.lower)" } ?? "")
                    + (site.host.facts[port.index]?.speed.map { ", \($0) Mb/s" } ?? ""))
        }
        seen.append(.init("\(bond.name) uses aggregator \(aggregator.id)", command: files(bond.name)))
        let speeds = Set(live.compactMap { site.host.facts[$0.index]?.speed })
        let cause =
            speeds.count > 1
            ? "Ports of different speed cannot be in one aggregation (IEEE 802.1AX)."
            : "They are plugged into different switches, or into different port-channels of one."
        return Finding(
            .severalAggregators, .problem, on: [bond.name] + outside.map(\.name),
            "the ports of \(bond.name) are in different LACP aggregations; \(outside.map(\.name).list) "
                + (outside.count == 1 ? "is" : "are") + " not used",
            seen: seen,
            meaning: "\(cause) The bond uses one aggregation at a time: the ports outside of it carry nothing.",
            here: [
                .init(
                    "see what \(outside.map(\.name).list) \(outside.count == 1 ? "is" : "are") plugged into; for two "
                        + "switches that are not one (no MLAG, no stack) use a mode that needs nothing of them",
                    spec: "bonds:\n  \(bond.name): {mode: active-backup, …}")
            ],
            network: [
                request(live) + " If these are two switches: are they a stack or an MLAG pair, with one LACP system ID?"
            ])
    }

    /// Finds NICs that do not speak LACP though the switch does on their ports, which only `--probe` can hear.
    private static func unwanted(_ link: KernelLink, _ site: Site) -> [Finding] {
        guard site.isPhysical(link), site.observation.wire?.lacp.contains(link.name) == true else { return [] }
        let bond = site.controller(of: link).flatMap { $0.bond == nil ? nil : $0 }
        if link.controllerKind == .bond, bond?.bond?.mode == .lacp || bond == nil { return [] }
        let mode = bond?.bond?.mode?.rawValue
        return [
            Finding(
                .oneSidedLACP, .problem, on: [link.name] + (bond.map { [$0.name] } ?? []),
                "the switch speaks LACP on \(link.name), but this host does not answer",
                seen: [
                    .init(
                        "LACP frames came in by \(link.name)"
                            + (bond.map { ", a port of \($0.name) in mode \(mode ?? "unknown")" } ?? ", which "
                                + "is in no bond"),
                        command: "tcpdump -c 1 -ni \(link.name) ether proto 0x8809")
                ],
                meaning: "The switch wants to bundle this port. Until somebody answers, it may block the port, or "
                    + "take it for a port of its own; with several of them it may do so with all but one.",
                here: [
                    .init(
                        "let the bond answer",
                        spec: "bonds:\n  \(bond?.name ?? "bond0"): {ports: [\(link.name), …], mode: 802.3ad}")
                ],
                network: [
                    "Or, if no bundle is wanted: please take the switch port of \(link.name) out of its "
                        + "port-channel."
                ])
        ]
    }
}
