import Checks
import Diagnosis
import Host
import Kernel
import NetTypes
import Planning

/// The host of examples/guest-vlan-address.yaml with a guest in br300, healthy, for tests to spoil.
///
/// bond0 (LACP) of enp2s0 and enp3s0; bond0.100 with the management address; bond0.300 in br300 with 10.1.44.2 and vnet0.
struct World {
    var links: [KernelLink] = []
    var addresses: [KernelAddress] = []
    var routes: [KernelRoute] = []
    var rules: [LiveRule] = []
    var bridgeVLANs: [Int: BridgeVLANs] = [:]
    var forwarding: [ForwardingEntry] = []
    var neighbours: [Neighbour] = []
    var facts: [Int: LinkFacts] = [:]
    var partners: [String: MACAddress] = [:]
    var reports: [OwnAddressReport] = []
    var switchPorts: [SwitchPort] = []
    var manager: NetworkManagerState?
    var files: [String: [String: [String: String]]] = [:]
    var wire: WireReport?
    var bootClaims: [BootClaim] = []

    static let guest = mac("52:54:00:15:81:b2")
    static let host = mac("52:54:00:00:00:02")
    static let router = mac("02:00:00:00:00:01")
    static let settled: LACPState = [.activity, .aggregation, .synchronization, .collecting, .distributing]

    init() {
        links = [
            link(1, "lo") { $0.isLoopback = true },
            link(2, "enp2s0") { $0.setPort(of: 4, aggregator: 1) },
            link(3, "enp3s0") { $0.setPort(of: 4, aggregator: 1) },
            link(4, "bond0", kind: "bond") { bond in
                var details = BondDetails()
                details.mode = .lacp
                details.miimon = 100
                var aggregator = BondDetails.Aggregator()
                aggregator.id = 1
                aggregator.partnerMAC = mac("02:00:00:00:00:aa")
                details.aggregator = aggregator
                bond.bond = details
            },
            link(5, "bond0.100", kind: "vlan") { $0.setVLAN(100, on: 4) },
            link(6, "bond0.300", kind: "vlan") {
                $0.setVLAN(300, on: 4)
                $0.setBridgePort(of: 7)
            },
            link(7, "br300", kind: "bridge") {
                var details = BridgeDetails()
                details.ageingTime = 300_000
                details.forwardDelay = 15_000
                $0.bridge = details
            },
            link(8, "vnet0", kind: "tun") {
                $0.mac = mac("fe:54:00:15:81:b2")
                $0.setBridgePort(of: 7)
            },
        ]
        addresses = [address(5, "10.0.100.10/24"), address(7, "10.1.44.2/24")]
        routes = [defaultRoute("10.0.100.1", 5, metric: 400)]
        forwarding = [learned(Self.guest, on: 8), learned(Self.router, on: 6)]
        neighbours = [neighbour("10.0.100.1", 5, .reachable)]
    }

    var observation: HostObservation {
        let kernel = KernelState(
            links: links, addresses: addresses, routes: routes, rules: rules, bridgeVLANs: bridgeVLANs,
            forwarding: forwarding)
        var observation = HostObservation(
            HostState(kernel: kernel, neighbours: neighbours, facts: facts, partners: partners, manager: manager))
        observation.files = files
        observation.ownAddressReports = reports
        observation.switchPorts = switchPorts
        observation.wire = wire
        observation.bootClaims = bootClaims
        return observation
    }

    var findings: [Finding] { Diagnosis.findings(in: observation) }

    /// The codes that are found, once each.
    var codes: [String] {
        var codes: [String] = []
        for code in findings.map(\.kind.rawValue) where !codes.contains(code) { codes.append(code) }
        return codes
    }

    mutating func change(_ name: String, _ body: (inout KernelLink) -> Void) {
        for index in links.indices where links[index].name == name { body(&links[index]) }
    }

    /// The same host in active-backup, with enp2s0 in use.
    mutating func makeActiveBackup() {
        change("bond0") {
            $0.bond?.mode = .activeBackup
            $0.bond?.aggregator = nil
        }
    }

    /// The wire was listened to, and the gateway answered with its tag.
    mutating func listen(_ frames: HeardARP..., asking questions: [WireQuestion] = []) {
        var report = WireReport()
        report.seconds = 5
        report.asked = questions
        report.arp = Set(frames)
        wire = report
    }
}

func mac(_ text: String) -> MACAddress {
    guard let mac = MACAddress(text) else { preconditionFailure("\(text) is no MAC address") }
    return mac
}

func ip(_ text: String) -> IPAddress { IPAddress(text) ?? IPAddress(family: .v4, bits: 0) }

func prefix(_ text: String) -> IPPrefix {
    guard let prefix = IPPrefix(text) else { preconditionFailure("\(text) is no prefix") }
    return prefix
}

func link(_ index: Int, _ name: String, kind: String? = nil, _ body: (inout KernelLink) -> Void = { _ in })
    -> KernelLink
{
    var link = KernelLink(index: index, name: name)
    link.details = LinkDetails(kind: kind.map { LinkKind($0) })
    link.mac = World.host
    link.mtu = 1500
    link.isUp = true
    link.hasCarrier = true
    link.operationalState = .up
    body(&link)
    return link
}

func address(_ index: Int, _ text: String) -> KernelAddress { KernelAddress(index: index, prefix: prefix(text)) }

func defaultRoute(_ gateway: String, _ index: Int, metric: Int) -> KernelRoute {
    let family = ip(gateway).family
    var route = KernelRoute(destination: prefix(family == .v4 ? "0.0.0.0/0" : "::/0"))
    var hop = KernelRoute.NextHop()
    hop.gateway = ip(gateway)
    hop.outputIndex = index
    route.nextHops = [hop]
    route.metric = metric
    return route
}

func learned(_ mac: MACAddress, on index: Int, bridge: Int = 7) -> ForwardingEntry {
    var entry = ForwardingEntry(mac: mac, index: index)
    entry.controllerIndex = bridge
    return entry
}

func neighbour(_ address: String, _ index: Int, _ state: Neighbour.State) -> Neighbour {
    Neighbour(address: ip(address), index: index, mac: World.router, state: state)
}

extension KernelLink {
    mutating func setPort(of bond: Int, aggregator: Int) {
        controllerIndex = bond
        controllerKind = .bond
        var details = BondPortDetails()
        details.isActive = true
        details.miiStatus = .up
        details.aggregatorID = aggregator
        details.actorState = World.settled
        details.partnerState = World.settled
        bondPort = details
    }

    mutating func setVLAN(_ id: Int, on parent: Int) {
        parentIndex = parent
        var details = VLANDetails()
        details.id = VLANID(id)
        details.protocol = .dot1Q
        vlan = details
    }

    mutating func setBridgePort(of bridge: Int) {
        controllerIndex = bridge
        controllerKind = .bridge
        var details = BridgePortDetails()
        details.state = .forwarding
        bridgePort = details
    }
}
