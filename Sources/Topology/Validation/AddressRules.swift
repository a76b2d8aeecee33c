import NetTypes
import OrderedCollections

/// The rules for addresses: each is a host's, none is given twice, and no two interfaces are in one network.
struct AddressRules {
    let draft: Draft
    let problems: Problems

    /// An address with the interface that has it.
    private struct Use {
        let prefix: Located<IPPrefix>
        let spec: InterfaceSpec
    }

    private struct Pair: Hashable {
        let first: InterfaceName
        let second: InterfaceName
    }

    func check() {
        // Each VRF has addresses and networks of its own.
        var uses: OrderedDictionary<InterfaceName?, [Use]> = [:]
        for spec in draft.withLayer3 {
            for prefix in spec.layer3.addresses {
                if isHost(prefix) {
                    uses[draft.vrf(of: spec.name)?.name, default: []].append(Use(prefix: prefix, spec: spec))
                }
            }
            withoutAddress(spec)
            AddressingRules(spec: spec, problems: problems).check()
        }
        var reported: Set<Pair> = []
        for uses in uses.values { overlaps(twice(uses, &reported), &reported) }
    }

    // MARK: One address

    private func isHost(_ address: Located<IPPrefix>) -> Bool {
        let prefix = address.value
        let why: String? =
            if prefix.address.isUnspecified {
                "means no address at all"
            } else if prefix.address.isMulticast {
                "is a multicast address"
            } else if prefix.address.isLoopback {
                "is a loopback address, which `lo` has"
            } else if prefix.address.family == .v4, prefix.address.bits == 0xffff_ffff {
                "is the broadcast address of every network"
            } else if prefix.address == prefix.broadcast {
                "is the broadcast address of its network"
            } else if prefix.isNetwork, prefix.length < prefix.family.bits - 1 {
                "is the address of the network itself"
            } else if prefix.length == 0 {
                "has the whole of \(prefix.family.label) as its network"
            } else {
                nil
            }
        guard let why else { return true }
        let host: UInt128 = prefix.family.bits - prefix.length >= 4 ? 10 : 1
        let first = IPAddress(family: prefix.family, bits: prefix.network.address.bits | host)
        let isTypo = prefix.address == prefix.broadcast || (prefix.isNetwork && prefix.length > 0)
        problems.error(
            .notAHostAddress, "`\(prefix)` \(why)", at: address.span,
            help: isTypo && !prefix.address.isMulticast && !prefix.address.isUnspecified && !prefix.address.isLoopback
                ? "write the host's own address, for example `\(first)/\(prefix.length)`"
                : "write the host's own address")
        return false
    }

    // MARK: Once

    private func twice(_ uses: [Use], _ reported: inout Set<Pair>) -> [Use] {
        var seen: [IPAddress: Use] = [:]
        var distinct: [Use] = []
        for use in uses {
            let address = use.prefix.value.address
            guard let first = seen[address] else {
                seen[address] = use
                distinct.append(use)
                continue
            }
            let isSame = first.spec.name == use.spec.name
            // A link-local address has a meaning only on its own link.
            if !isSame, address.family == .v6, address.isLinkLocal { continue }
            reported.insert(Pair(first: first.spec.name, second: use.spec.name))
            problems.error(
                .addressTwice,
                isSame
                    ? "`\(address)` is given twice on `\(use.spec.name)`"
                    : "`\(address)` is on \(names(first.spec, use.spec, joint: "and on"))", at: use.prefix.span,
                help: isSame
                    ? "remove one of them" : advice(first.spec, use.spec) ?? "an address belongs to one interface",
                related: [(first.prefix.span, "the first is here")])
        }
        return distinct
    }

    /// Reports networks that overlap: once sorted, a network that overlaps an earlier one lies within it.
    private func overlaps(_ uses: [Use], _ reported: inout Set<Pair>) {
        let sorted =
            uses.enumerated()
            .filter { !($0.element.prefix.value.family == .v6 && $0.element.prefix.value.address.isLinkLocal) }
            .sorted {
                ($0.element.prefix.value.network, $0.offset) < ($1.element.prefix.value.network, $1.offset)
            }
            .map(\.element)
        /// The networks around the current one, each with the nearest that another interface has: thousands of
        /// addresses may be in one network.
        var around: [(use: Use, other: Use?)] = []
        for use in sorted {
            let network = use.prefix.value.network
            while let last = around.last, !last.use.prefix.value.overlaps(network) { around.removeLast() }
            let other = around.last.flatMap { $0.use.spec.name == use.spec.name ? $0.other : $0.use }
            around.append((use, other))
            // A host route within a network is a deliberate way to keep one host apart.
            if network.length == network.family.bits { continue }
            guard let other else { continue }
            let (first, second) = other.prefix.span < use.prefix.span ? (other, use) : (use, other)
            guard reported.insert(Pair(first: first.spec.name, second: second.spec.name)).inserted else { continue }
            report(first, second)
        }
    }

    private func report(_ first: Use, _ second: Use) {
        let (one, two) = (first.prefix.value.network, second.prefix.value.network)
        problems.error(
            .subnetOverlap,
            one == two
                ? "\(names(first.spec, second.spec, joint: "and")) are both in the network \(one)"
                : "the networks of `\(first.spec.name)` (\(one)) and `\(second.spec.name)` (\(two)) overlap",
            at: second.prefix.span,
            help: advice(first.spec, second.spec)
                ?? "a network is reached through one interface: correct the address or its prefix length",
            related: [(first.prefix.span, "the other is here")])
    }

    /// Which of two interfaces stands on the other, if one does: addresses on both a bond and its bridge are a common
    /// mistake.
    private func stack(_ first: InterfaceSpec, _ second: InterfaceSpec) -> (upper: InterfaceSpec, lower: InterfaceSpec)?
    {
        let pairs = [(upper: second, lower: first), (upper: first, lower: second)]
        return pairs.first { isAbove($0.upper.name, $0.lower.name) }
    }

    /// Both names, and how they are related where one stands on the other.
    private func names(_ first: InterfaceSpec, _ second: InterfaceSpec, joint: String) -> String {
        guard let (upper, lower) = stack(first, second) else { return "`\(first.name)` \(joint) `\(second.name)`" }
        return
            "the \(lower.words.noun) `\(lower.name)` \(joint) the \(upper.words.noun) `\(upper.name)` that stands on it"
    }

    /// What to do when one of the two stands on the other.
    private func advice(_ first: InterfaceSpec, _ second: InterfaceSpec) -> String? {
        guard let (upper, lower) = stack(first, second) else { return nil }
        let through = upper.ports.first { $0.value == lower.name } == nil ? upper.ports.first?.value : nil
        let path = through.map { " (through `\($0)`)" } ?? ""
        return
            "`\(upper.name)` stands on `\(lower.name)`\(path): keep the address on `\(upper.name)` and remove it from"
            + " `\(lower.name)`. If the network then answers only on `\(lower.name)`, the switch sends it untagged: ask for"
            + " the VLAN to be tagged"
    }

    /// Whether the first interface stands on the second, over any number of ports and parents.
    private func isAbove(_ upper: InterfaceName, _ lower: InterfaceName) -> Bool {
        var open = [upper]
        var seen: Set<InterfaceName> = [upper]
        while let name = open.popLast() {
            guard let spec = draft[name] else { continue }
            for below in (spec.ports + spec.parents).map(\.value) {
                if below == lower { return true }
                if seen.insert(below).inserted { open.append(below) }
            }
        }
        return false
    }

    // MARK: None

    /// Reports keys that need an address where there is none.
    private func withoutAddress(_ spec: InterfaceSpec) {
        let layer3 = spec.layer3
        for family in IPFamily.allCases where !layer3.isEnabled(family) {
            let example =
                family == .v4
                ? "`addresses: [10.0.100.10/24]`, or `dhcp4: true`"
                : "`addresses: [\"2001:db8:100::10/64\"]`, or `accept-ra: true`"
            func report(_ what: String, _ span: Span) {
                problems.error(
                    .withoutAddress, "`\(spec.name)` has \(what) and no \(family.label) address", at: span,
                    help: "write for example \(example), or remove it")
            }
            if let gateway = layer3.gateway(family) { report("the gateway \(gateway.value)", gateway.span) }
            for route in layer3.routes where route.destination.value.family == family {
                report("a route to \(route.destination.value)", route.destination.span)
            }
            for server in layer3.dnsServers where server.value.family == family {
                report("the DNS server \(server.value)", server.span)
            }
        }
        for family in IPFamily.allCases where layer3.isLinkLocalOnly(family) {
            for server in layer3.dnsServers where server.value.family == family {
                problems.error(
                    .withoutAddress,
                    "`\(spec.name)` has the DNS server \(server.value) and an \(family.label) address for its link alone",
                    at: server.span,
                    help: "NetworkManager takes no servers then: give it an address, or remove the server")
            }
            if let gateway = layer3.gateway(family) {
                problems.error(
                    .withoutAddress,
                    "`\(spec.name)` has the gateway \(gateway.value) and an \(family.label) address for its link alone",
                    at: gateway.span, help: "give it an address, or write a route without a gateway")
            }
        }
        guard !IPFamily.allCases.contains(where: layer3.isEnabled) else { return }
        let rest: [(String, Span?)] = [
            ("search domains", layer3.dnsSearch.first?.span), ("a DNS priority", layer3.dnsPriority?.span),
            ("`route-metric`", layer3.routeMetric?.span),
            ("`never-default`", layer3.neverDefault.flatMap { $0.value ? $0.span : nil }),
            ("DNS options", layer3.dnsOptions.first?.span), ("`mdns`", layer3.mdns?.span),
            ("`llmnr`", layer3.llmnr?.span),
        ]
        for case (let what, let span?) in rest {
            problems.error(
                .withoutAddress, "`\(spec.name)` has \(what) and no address", at: span,
                help: "write for example `addresses: [10.0.100.10/24]`, or remove it")
        }
    }
}
