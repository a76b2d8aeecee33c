import Checks
import Diagnosis
import Host
import NetTypes

/// Decides which questions to ask on the wire, asks them, and listens.
struct WireProber {
    private let observation: HostObservation
    private let networks: [ProbedNetwork]

    init(_ observation: HostObservation) {
        self.observation = observation
        networks = ProbedNetwork.all(in: observation)
    }

    /// Says, in one or two sentences, for how long `run` will listen and on which links it will send.
    func announcement(seconds: Int) -> String {
        let links = Set(questions.map(\.interface)).sorted()
        return links.isEmpty
            ? "Listening for \(seconds) s. There is no address to ask for."
            : "Listening for \(seconds) s, and sending ARP requests on \(links.joined(separator: ", "))."
    }

    /// Listens and sends ARP requests; then pings the gateways that answered.
    func run(seconds: Int) async -> WireReport {
        let networks = networks
        var report = await Wire.listen(on: listeners, asking: questions, seconds: seconds) { heard in
            Self.followUp(heard, networks)
        }
        // Who is asked too early does not answer, and that would say nothing.
        for network in Networks.all(in: observation) where network.base.hasCarrier && !network.isSettled {
            report.failures[network.base.name] = "LACP is still negotiating"
        }
        let targets = networks.flatMap { network in
            network.gateways.filter { gateway in report.arp.contains { !$0.isOutgoing && $0.sender == gateway } }
                .compactMap { gateway in (try? InterfaceName(network.top.name)).map { (gateway, $0, network.top.mtu) } }
        }
        report.paths = await withTaskGroup(of: PathResult.self) { group in
            for (gateway, link, mtu) in targets {
                group.addTask { await Wire.tryPath(to: gateway, by: link, size: min(max(mtu, 84), 65535)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.interface < $1.interface }
        }
        return report
    }

    private var listeners: [Wire.Listener] {
        let bases = Set(networks.map(\.base.index))
        let bridges = Set(networks.map(\.top).filter { $0.kind == .bridge }.map(\.index))
        return observation.host.kernel.links.values.filter(\.isUp).sorted { $0.index < $1.index }.compactMap { link in
            let isPort = link.controllerKind == .bond
            guard isPort || bases.contains(link.index) || bridges.contains(link.index) else { return nil }
            return Wire.Listener(
                interface: link.name, hearsARP: !isPort, hearsSwitch: link.kind != .bond && link.kind != .bridge)
        }
    }

    /// The ARP requests to send: for this host's own addresses, and for gateways or other neighbours.
    ///
    /// A gateway of a tagged network is asked without the tag too, in case the switch strips it.
    private var questions: [WireQuestion] {
        var questions: [WireQuestion] = []
        for network in networks {
            for address in network.own + network.others {
                questions.append(network.question(address, tagged: true))
                if network.tag != nil, network.others.contains(address) {
                    questions.append(network.question(address, tagged: false))
                }
            }
            // Guests of this host are behind the bridge, not on the wire.
            guard network.top.kind == .bridge, let mac = network.top.mac else { continue }
            questions += network.own.map { WireQuestion(interface: network.top.name, address: $0, source: mac) }
        }
        var seen: Set<WireQuestion> = []
        // A host with hundreds of addresses is asked about in part rather than with a storm.
        return Array(questions.filter { seen.insert($0).inserted }.prefix(256))
    }

    /// Repeats, without a tag, guests' tagged ARP requests in networks in which nobody answered with the tag.
    private static func followUp(_ heard: WireReport, _ networks: [ProbedNetwork]) -> [WireQuestion] {
        var questions: [WireQuestion] = []
        for network in networks {
            guard let tag = network.tag?.id else { continue }
            let here = heard.arp.filter { $0.interface == network.base.name }
            if here.contains(where: { !$0.isOutgoing && $0.tags == [tag] }) { continue }
            let targets = Set(
                here.filter { $0.isOutgoing && $0.tags == [tag] && !$0.isReply && !$0.sender.isUnspecified }
                    .map(\.target))
            questions += targets.sorted().prefix(4).map { network.question($0, tagged: false) }
        }
        return Array(questions.prefix(32))
    }
}

/// A network that reaches the wire by a NIC or bond, and the addresses to ask for in it.
struct ProbedNetwork: Sendable {
    /// The NIC or bond by which the network reaches the wire.
    let base: KernelLink
    /// The link that has this host's addresses in the network.
    let top: KernelLink
    /// The network's VLAN tag on the wire; `nil` for an untagged network.
    let tag: WireTag?
    /// This host's IPv4 addresses in the network.
    let own: [IPAddress]
    /// The network's IPv4 gateways.
    let gateways: [IPAddress]
    /// The gateways, or, in a network without any, other addresses that may answer.
    let others: [IPAddress]

    /// The MAC address that ARP requests come from.
    let source: MACAddress

    /// Makes an ARP request for an address, to be sent by `base`.
    func question(_ address: IPAddress, tagged: Bool) -> WireQuestion {
        WireQuestion(interface: base.name, tag: tagged ? tag : nil, address: address, source: source)
    }

    /// Finds the networks that can be probed: those whose base is up, has carrier and has finished LACP.
    static func all(in observation: HostObservation) -> [ProbedNetwork] {
        Networks.all(in: observation).filter { $0.base.isUp && $0.isSettled }.compactMap { network in
            guard let source = network.top.mac ?? network.base.mac else { return nil }
            let prefixes = observation.host.kernel.addresses(on: network.top.index).map(\.prefix).filter {
                $0.family == .v4 && !$0.address.isLoopback && !$0.address.isLinkLocal && $0.length < 32
            }
            let own = prefixes.map(\.address)
            let gateways = network.gateways.filter { $0.family == .v4 }
            let known = observation.host.neighbours.filter { neighbour in
                neighbour.index == network.top.index && neighbour.address.family == .v4
            }.map(\.address)
            // Without a gateway: whoever was talked to lately, else the address that a router usually has.
            let guesses = known.isEmpty ? prefixes.compactMap { Self.first(of: $0) } : Array(known.sorted().prefix(2))
            let others = gateways.isEmpty ? guesses : gateways
            return ProbedNetwork(
                base: network.base, top: network.top, tag: network.tag, own: own, gateways: gateways,
                others: others.filter { !own.contains($0) }, source: source)
        }
    }

    /// The first host address of an IPv4 network; `nil` if the network has fewer than four addresses.
    private static func first(of prefix: IPPrefix) -> IPAddress? {
        prefix.length > 30 ? nil : IPAddress(family: .v4, bits: prefix.network.address.bits + 1)
    }
}
