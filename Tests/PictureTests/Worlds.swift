import Host
import LabSupport
import NetTypes
import Picture
import Planning
import Profiles
import Testing
import Topology

/// The spec of the thread that this project comes from: one bond, three VLANs, two bridges.
func threadTopology() throws -> Topology { try topology(try Fixture.text("examples/kvm-trunk.yaml")) }

func topology(_ spec: String) throws -> Topology { try Topology(validating: [SpecSource(name: "spec", text: spec)]) }

/// Forty VLANs, each fifth with an address, the others with a bridge.
func fortyVLANs() throws -> Topology {
    let vlans = (0..<40).map { number in
        let id = 100 + (number * 17) % 40 * 100
        return number % 5 == 0 ? "    \(id): {addresses: [10.0.\(number).10/24]}" : "    \(id): {bridge: br\(id)}"
    }
    return try topology(
        """
        version: 1
        bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad}}
        trunks:
          bond0:
        \(vlans.joined(separator: "\n"))
        """)
}

/// A host as rtnetlink and NetworkManager tell of it, put together by hand.
struct World {
    var links: [KernelLink] = []
    var addresses: [KernelAddress] = []
    var routes: [KernelRoute] = []
    var facts: [Int: LinkFacts] = [:]
    var forwarding: [ForwardingEntry] = []
    var live = LiveState()

    /// Adds a link that is up, and lets more be said of it.
    mutating func link(_ name: String, kind: String? = nil, _ more: (inout KernelLink) -> Void = { _ in }) {
        var link = KernelLink(index: links.count + 1, name: name)
        link.details = LinkDetails(kind: kind.map { LinkKind($0) })
        link.mtu = 1500
        link.isUp = true
        link.hasCarrier = true
        link.operationalState = .up
        more(&link)
        links.append(link)
    }

    func index(_ name: String) -> Int? { links.first { $0.name == name }?.index }

    mutating func address(_ text: String, on name: String) throws {
        addresses.append(
            KernelAddress(index: try #require(index(name)), prefix: try #require(IPPrefix(text))).permanent)
    }

    mutating func gateway(_ text: String, on name: String) throws {
        var route = KernelRoute(destination: try #require(IPPrefix("0.0.0.0/0")))
        var hop = KernelRoute.NextHop()
        hop.gateway = IPAddress(text)
        hop.outputIndex = index(name)
        route.nextHops = [hop]
        routes.append(route)
    }

    /// A profile that is active on an interface.
    mutating func profile(_ id: String, on name: String, isOurs: Bool) {
        live.profiles.append(
            LiveProfile(
                path: "/\(id)", uuid: "uuid-\(id)", id: id, type: "", interfaceName: name,
                settings: isOurs ? ["user": ["data": .stringMap(["nm-topology.spec": "x"])]] : [:], filename: nil,
                isUnsaved: false, isGenerated: false))
        live.devices.append(
            LiveDevice(
                path: "/\(name)", interface: name, state: .activated, isManaged: true, isReal: true, permanentMAC: nil,
                activePath: "/active", activeUUID: "uuid-\(id)"))
    }

    func host(networkManager: Bool = false) -> HostState {
        HostState(
            kernel: KernelState(links: links, addresses: addresses, routes: routes, forwarding: forwarding),
            facts: facts,
            manager: networkManager ? NetworkManagerState(profiles: live.profiles, devices: live.devices) : nil)
    }

    /// The thread's host with two guests, as it was read in the lab: LACP negotiated, one tap of libvirt's for each.
    static func thread() throws -> World {
        var world = World()
        let mac = try #require(MACAddress("52:54:00:00:00:02"))
        let partner = try #require(MACAddress("4a:f4:c6:9e:2a:0d"))
        world.link("lo") { $0.isLoopback = true }
        for name in ["enp2s0", "enp3s0"] {
            world.link(name) { link in
                link.controllerIndex = 4
                link.controllerKind = .bond
                var port = BondPortDetails()
                port.aggregatorID = 1
                port.actorState = LACPState(rawValue: 63)
                port.partnerState = LACPState(rawValue: 63)
                link.bondPort = port
            }
        }
        world.link("bond0", kind: "bond") { link in
            link.mac = mac
            var bond = BondDetails()
            bond.mode = .lacp
            var aggregator = BondDetails.Aggregator()
            aggregator.id = 1
            aggregator.portCount = 2
            aggregator.partnerMAC = partner
            bond.aggregator = aggregator
            link.bond = bond
        }
        for (id, bridge) in [(100, nil), (300, 8), (200, 9)] {
            world.link("bond0.\(id)", kind: "vlan") { link in
                link.parentIndex = 4
                link.vlan = .of(id)
                guard let bridge else { return }
                link.plug(into: bridge)
            }
        }
        for bridge in ["br300", "br200"] {
            world.link(bridge, kind: "bridge") { link in
                var details = BridgeDetails()
                details.ageingTime = 300_000
                details.isMulticastSnooping = true
                link.bridge = details
            }
        }
        for (number, bridge) in [(1, 9), (2, 8)] {
            world.link("vnet\(number)", kind: "tun") { link in
                link.mac = MACAddress(bytes: [0xfe, 0x54, 0, 0xee, 0, UInt8(number)])
                link.plug(into: bridge)
            }
            var entry = ForwardingEntry(
                mac: try #require(MACAddress(bytes: [0x52, 0x54, 0, 0xee, 0, UInt8(number)])), index: 9 + number)
            entry.controllerIndex = bridge
            world.forwarding.append(entry)
        }
        var fast = LinkFacts()
        fast.speed = 10000
        fast.duplex = "full"
        world.facts = [2: fast, 3: fast]
        try world.address("10.0.100.10/24", on: "bond0.100")
        try world.gateway("10.0.100.1", on: "bond0.100")
        return world
    }
}

extension VLANDetails {
    static func of(_ id: Int) -> VLANDetails {
        var vlan = VLANDetails()
        vlan.id = VLANID(id)
        vlan.protocol = .dot1Q
        vlan.flags = 1
        return vlan
    }
}

extension KernelLink {
    mutating func plug(into bridge: Int) {
        controllerIndex = bridge
        controllerKind = .bridge
        var port = BridgePortDetails()
        port.state = .forwarding
        port.cost = 100
        port.priority = 32
        bridgePort = port
    }
}

extension KernelAddress {
    var permanent: KernelAddress {
        var address = self
        address.flags = 0x80
        return address
    }
}
