package import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Topology

extension Picture {
    /// Draws a host as it is.
    package init(of host: HostState) {
        self.init()
        let reader = HostReader(host)
        let links = host.kernel.links.values.sorted { $0.index < $1.index }.filter { !reader.isLeftOut($0) }
        for link in links { add(reader.node(link)) }
        for link in links {
            if let parent = link.parentIndex, link.kind != .veth, let below = host.kernel.links[parent] {
                connect(Edge(below.name, link.name, .parent))
            }
            for index in [link.hsr?.port2Index, link.hsr?.interlinkIndex] {
                guard let other = index.flatMap({ host.kernel.links[$0] }) else { continue }
                connect(Edge(other.name, link.name, .parent))
            }
            guard let index = link.controllerIndex, let controller = host.kernel.links[index] else { continue }
            let isPlug = nodes[link.name]?.isPlug ?? false
            connect(isPlug ? Edge(controller.name, link.name, .guest) : Edge(link.name, controller.name, .port))
        }
        for link in reader.ofOpenVSwitch { add(reader.node(link)) }
        for link in reader.portsOfOpenVSwitch {
            guard let controller = link.controller?.text else { continue }
            let isPlug = nodes[link.name.text]?.isPlug ?? false
            connect(isPlug ? Edge(controller, link.name.text, .guest) : Edge(link.name.text, controller, .port))
        }
    }
}

/// Turns the kernel's links into nodes.
private struct HostReader {
    let host: HostState
    private let kernel: KernelState
    private let live: LiveState
    private let learned: [Int: [MACAddress]]
    /// The families with more than one default route, where the metrics matter.
    private let ambiguous: Set<IPFamily>

    init(_ host: HostState) {
        self.host = host
        kernel = host.kernel
        live = host.live
        learned = Dictionary(grouping: host.kernel.forwarding.filter(\.isLearned), by: \.index).mapValues { entries in
            Set(entries.map(\.mac)).sorted()
        }
        ambiguous = Set(IPFamily.allCases.filter { host.kernel.defaultRoutes($0).flatMap(\.nextHops).count > 1 })
    }

    /// Whether a picture leaves the link out: the loopback device, and devices that tunnel drivers create in every
    /// namespace.
    func isLeftOut(_ link: KernelLink) -> Bool {
        if link.isLoopback { return true }
        let fallback = ["tunl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "sit0", "ip6tnl0", "ip6gre0"]
        return OVSState.datapaths.contains(link.name) || fallback.contains(link.name) && !link.isUp
    }

    /// What only Open vSwitch knows: its bridges, its ports, and the ends of its patches.
    var ofOpenVSwitch: [LiveLink] { live.links.values.filter { $0.index == 0 }.sorted { $0.name < $1.name } }

    /// What is a port of Open vSwitch.
    var portsOfOpenVSwitch: [LiveLink] {
        live.links.values.filter { link in
            link.controller.flatMap { live.links[$0] }.map { $0.ovsBridge != nil || $0.ovsPort != nil } ?? false
        }
        .sorted { $0.name < $1.name }
    }

    func node(_ link: LiveLink) -> Node {
        var node = Node(
            id: link.name.text, name: link.name.text,
            kind: link.kind.flatMap(InterfaceKind.init).map(Node.Kind.of) ?? .other("\(link.kind?.name ?? "")"))
        let device = live.device(link.name)
        let manager = manager(device, device?.activeUUID.flatMap { live.profile(uuid: $0) })
        node.manager = host.manager != nil ? manager : nil
        node.state = .up
        node.peer = link.ovsPeer?.text
        if let port = link.ovsPort { node.port = Node.ovsPort(tag: port.tag, trunks: port.trunks) }
        return node
    }

    func node(_ link: KernelLink) -> Node {
        var node = Node(id: link.name, name: link.name, kind: .nic)
        let device = link.interfaceName.flatMap { live.device($0) }
        let profile = device?.activeUUID.flatMap { live.profile(uuid: $0) }
        let manager = manager(device, profile)
        node.kind = kind(link, manager)
        node.manager = host.manager != nil ? manager : nil
        node.state = state(link)
        node.speed = node.isPlug ? nil : kernel.hasSpeed(link) ? host.facts[link.index]?.linkSpeed : nil
        node.mtu = link.mtu == 1500 ? nil : link.mtu
        node.mac = link.mac
        if let bond = link.bond { node.bond = self.bond(bond, of: link) }
        if let vlan = link.vlan, let id = vlan.id { node.vlan = Node.VLAN(id: id.number, tag: vlan.protocol) }
        node.vxlan = link.vxlan.map {
            Node.VXLAN(id: $0.id, local: $0.local, remote: $0.remote, port: $0.port)
        }
        node.macvlanMode = link.macvlan?.mode
        if let mode = link.ipvlan?.mode, let flag = link.ipvlan?.flag {
            node.ipvlan = Node.IPVLAN(mode: mode, flag: flag)
        }
        node.isPRP = link.hsr?.isPRP
        node.isEncrypted = link.macsec?.isEncrypted
        node.table = link.vrfTable
        if link.kind == .veth, !node.isPlug {
            node.peer = link.parentIndex.flatMap { host.kernel.links[$0]?.name }
        }
        node.tunnel = link.tunnel.map {
            Node.Tunnel(mode: $0.mode, local: $0.local, remote: $0.remote, key: $0.outputKey)
        }
        if let bridge = link.bridge {
            node.bridge = Node.Bridge(stp: bridge.isSTP, vlanFiltering: bridge.isVLANFiltering)
        }
        node.port = port(link)
        node.addresses = kernel.addresses(on: link.index).map { address in
            Node.Address(
                prefix: address.prefix, isDynamic: address.isDynamic, isTentative: address.isTentative,
                isDuplicate: address.isDuplicate)
        }
        for family in IPFamily.allCases { node.gateways += gateways(link, family) }
        node.nameServers = device?.nameServers ?? []
        if let device, let login = login(device) {
            node.login = login
            node.waitsForLogin = !device.isActivated
        }
        let rules = Set(profile?.settings.routingRules ?? [])
        if !rules.isEmpty { node.rules = live.rules.filter { rules.contains($0.inProfile) }.map(\.text) }
        if node.isPlug { node.guestMACs = learned[link.index] ?? [] }
        return node
    }

    /// The method of the login of the profile that a device has, or comes up with.
    private func login(_ device: LiveDevice) -> String? {
        let profile = device.isManaged ? live.profiles.first { $0.brings(up: device) } : nil
        guard case .strings(let methods)? = profile?.settings["802-1x"]?["eap"] else { return nil }
        return methods.first
    }

    private func kind(_ link: KernelLink, _ manager: Node.Manager) -> Node.Kind {
        switch link.kind {
        case nil: return .nic
        case .veth:
            // A cable that NetworkManager made is none of these.
            if let device = link.interfaceName.flatMap({ live.device($0) }),
                let profile = device.activeUUID.flatMap({ live.profile(uuid: $0) }), !profile.isGenerated,
                profile.type == "veth"
            {
                return .of(.veth)
            }
            // A virtual cable's end stands for a NIC where NetworkManager or the links above treat it as one.
            if manager != .unmanaged || link.controllerKind == .bond || !kernel.children(of: link.index).isEmpty {
                return .nic
            }
            return kernel.isPlug(link) ? .plug("veth") : .other("veth")
        case let kind?:
            if let known = InterfaceKind(kind) { return .of(known) }
            return kernel.isPlug(link) ? .plug(kind == .tun ? "tap" : kind.name) : .other(kind.name)
        }
    }

    private func manager(_ device: LiveDevice?, _ profile: LiveProfile?) -> Node.Manager {
        guard let device, device.isManaged, device.state > .unmanaged else { return .unmanaged }
        guard let profile else { return .noProfile }
        // A profile that NetworkManager generated for a link means that it leaves the link alone.
        if profile.isGenerated { return .unmanaged }
        return profile.isOurs ? .ours : .profile(profile.id)
    }

    private func state(_ link: KernelLink) -> Node.State {
        if !link.isUp { return .down }
        if !link.hasCarrier { return .noCarrier }
        return link.operationalState == .dormant ? .dormant : .up
    }

    private func bond(_ bond: BondDetails, of link: KernelLink) -> Node.Bond {
        Node.Bond(
            mode: bond.mode?.rawValue ?? "unknown mode",
            activePort: bond.activePortIndex.flatMap { kernel.links[$0]?.name },
            lacpPartner: bond.mode == .lacp
                ? bond.aggregator?.partnerMAC ?? MACAddress(bytes: [0, 0, 0, 0, 0, 0]) : nil,
            aggregator: bond.mode == .lacp ? bond.aggregator?.id : nil, portCount: kernel.ports(of: link.index).count)
    }

    private func port(_ link: KernelLink) -> Node.Port? {
        let controller = link.controllerIndex.flatMap { kernel.links[$0] }
        if let own = link.bondPort, let bond = controller?.bond {
            var port = Node.BondPort()
            switch bond.mode {
            case .lacp:
                port.isAggregated =
                    own.aggregatorID == bond.aggregator?.id && (bond.aggregator?.hasPartner ?? false)
                    && own.actorState?.isSuperset(of: [.synchronization, .collecting, .distributing]) ?? false
                    && own.partnerState?.isSuperset(of: [.synchronization, .collecting, .distributing]) ?? false
            case .activeBackup: port.isActive = own.isActive
            default: break
            }
            return .bond(port)
        }
        guard let own = link.bridgePort else { return nil }
        var vlans: [String] = []
        if controller?.bridge?.isVLANFiltering ?? false {
            vlans = (kernel.bridgeVLANs[link.index]?.entries ?? []).map {
                Node.words($0.first, $0.last, pvid: $0.isPVID, untagged: $0.isUntagged)
            }
        }
        return .bridge(state: own.state.map { "\($0)" }, vlans: vlans)
    }

    private func gateways(_ link: KernelLink, _ family: IPFamily) -> [Node.Gateway] {
        kernel.defaultRoutes(family).filter { $0.type == .unicast }.flatMap { route in
            route.nextHops.filter { $0.outputIndex == link.index }.map { hop in
                Node.Gateway(
                    address: hop.gateway, family: family, metric: ambiguous.contains(family) ? route.metric : nil)
            }
        }
    }
}
