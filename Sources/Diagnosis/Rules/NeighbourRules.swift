import Checks
import Host
import Kernel
import NetTypes

/// D013 and D014: addresses that two machines have, and gateways that do not answer.
enum NeighbourRules {
    static func findings(_ site: Site) -> [Finding] {
        duplicatesOfKernel(site) + duplicatesOnWire(site) + silentGateways(site)
    }

    /// Finds IPv6 addresses for which the kernel's duplicate address detection failed (RFC 4862 §5.4).
    private static func duplicatesOfKernel(_ site: Site) -> [Finding] {
        site.kernel.addresses.filter(\.isDuplicate).map { address in
            let name = site.name(address.index)
            return duplicate(
                address.prefix.address, [name], by: "another machine",
                [.init("the kernel marks it `dadfailed`", command: "ip -6 address show dev \(name)")])
        }
    }

    private static func duplicate(
        _ address: IPAddress, _ links: [String], by owner: String, _ seen: [Finding.Fact]
    ) -> Finding {
        Finding(
            .duplicateAddress, .problem, on: links,
            "\(address) on \(links.first ?? "this host") is also used by \(owner)", seen: seen,
            meaning: "Whoever talks to this address reaches one of the two, now this, now that. Connections break off.",
            here: [
                .init(
                    "find the other machine, or give this host another address",
                    command: "arping -I \(links.first ?? "LINK") \(address)")
            ],
            network: ["Which switch port is \(owner) on, and who gave it \(address)?"])
    }

    /// Finds another machine answering for this host's address, or two answering for a gateway (RFC 5227 §2.4).
    private static func duplicatesOnWire(_ site: Site) -> [Finding] {
        guard let wire = site.observation.wire else { return [] }
        var findings: [Finding] = []
        for link in site.links {
            for address in site.kernel.addresses(on: link.index).map(\.prefix.address) where address.family == .v4 {
                let others = wire.arp.filter { heard in
                    !heard.isOutgoing && heard.sender == address && !site.macs.contains(heard.senderMAC)
                        && concerns(heard, link, site)
                }
                let macs = Set(others.map(\.senderMAC)).sorted()
                guard !macs.isEmpty else { continue }
                let owner = macs.map(\.lower).list
                findings.append(
                    duplicate(
                        address, [link.name], by: owner,
                        [
                            .init(
                                "\(owner) answers for \(address)",
                                command: "arping -D -c 3 -I \(link.name) \(address)")
                        ]))
            }
            for gateway in site.gateways(on: link) {
                let macs = Set(
                    wire.arp.filter { $0.isReply && !$0.isOutgoing && $0.sender == gateway && concerns($0, link, site) }
                        .map(\.senderMAC)
                ).sorted()
                guard macs.count > 1 else { continue }
                findings.append(
                    Finding(
                        .duplicateAddress, .problem, on: [link.name],
                        "\(macs.count) machines answer for the gateway \(gateway) on \(link.name)",
                        seen: [
                            .init(
                                "\(macs.map(\.lower).list) answer for \(gateway)",
                                command: "arping -c 3 -I \(link.name) \(gateway)")
                        ],
                        meaning: "The host talks to whichever answered last. If that is not the router, nothing "
                            + "beyond this network is reached.",
                        here: [
                            .init("make sure that none of these is a guest of this host", command: "bridge fdb show")
                        ],
                        network: ["Which of \(macs.map(\.lower).list) is the router, and what is the other?"]))
            }
        }
        return findings
    }

    /// Whether a frame was heard in the network to which a link's addresses belong.
    static func concerns(_ heard: HeardARP, _ link: KernelLink, _ site: Site) -> Bool {
        if heard.interface == link.name { return heard.tags.isEmpty }
        return site.segments.contains { segment in
            segment.top.index == link.index && segment.base.name == heard.interface
                && heard.tags == [segment.tag].compactMap { $0 }
        }
    }

    private static func silentGateways(_ site: Site) -> [Finding] {
        site.links.flatMap { link in
            site.gateways(on: link).compactMap { gateway in
                silent(gateway, on: link, site)
            }
        }
    }

    private static func silent(_ gateway: IPAddress, on link: KernelLink, _ site: Site) -> Finding? {
        let ways = site.segments.filter { $0.top.index == link.index && $0.base.hasCarrier }
        // Through a bond that is still negotiating nobody answers, not even the kernel's requests.
        guard ways.allSatisfy({ site.kernel.isSettled($0.base) }) else { return nil }
        let entry = site.host.neighbours.first { $0.index == link.index && $0.address == gateway }
        var isSilent = entry?.isSilent ?? false
        var seen: [Finding.Fact] = []
        if isSilent {
            seen.append(
                .init(
                    "the kernel asked for \(gateway) in vain", command: "ip neighbour show \(gateway) dev \(link.name)")
            )
        }
        if let wire = site.observation.wire {
            // Fresh answers count more than the kernel's memory.
            if wire.arp.contains(where: { !$0.isOutgoing && $0.sender == gateway && concerns($0, link, site) }) {
                return nil
            }
            // A bridge may have several ports to the outside, with the gateway behind only one of them.
            let askedEverywhere = ways.allSatisfy { way in
                wire.asked.contains {
                    $0.address == gateway && $0.interface == way.base.name && $0.tag?.id == way.tag
                }
            }
            if askedEverywhere, !ways.isEmpty {
                isSilent = true
                seen.append(.init("no answer to ARP", command: "arping -c 3 -I \(link.name) \(gateway)"))
            }
        }
        guard isSilent else { return nil }
        return Finding(
            .silentGateway, .problem, on: [link.name], "the gateway \(gateway) on \(link.name) does not answer",
            seen: seen,
            meaning:
                "Nothing beyond the networks of this host is reached by \(link.name). Either the address is "
                + "wrong, or the gateway is down, or the switch does not bring the frames to it.",
            here: [
                .init(
                    "compare address, prefix and gateway with what you were given",
                    command: "ip address show \(link.name)")
            ]
                + (site.observation.wire == nil
                    ? [.init("see whether the VLAN or its tag is the reason", command: "nm-topology diagnose --probe")]
                    : []),
            network: [
                "Is \(gateway) up, and in the VLAN of \(link.name)?"
                    + (vlan(of: link, site).map { " This host sends with tag \($0)." } ?? " This host sends untagged.")
            ])
    }

    static func vlan(of link: KernelLink, _ site: Site) -> Int? {
        site.segments.first { $0.top.index == link.index && $0.vlan != nil }?.tag
    }
}
