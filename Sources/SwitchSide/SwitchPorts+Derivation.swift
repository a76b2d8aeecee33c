import NetTypes
import OrderedCollections
package import Topology

extension SwitchPorts {
    /// What each bundle of NICs in a topology requires of its switch ports, in the topology's order.
    package static func all(of topology: Topology) -> [SwitchPorts] {
        let survey = Survey(topology)
        let found = topology.interfaces.values.compactMap { interface -> (Interface, Traffic)? in
            isBundle(interface, topology) ? (interface, survey.traffic(of: interface)) : nil
        }
        var bundles: OrderedDictionary<InterfaceName, [InterfaceName]> = [:]
        for (interface, traffic) in found {
            for bridge in traffic.bridges { bundles[bridge, default: []].append(interface.name) }
        }
        return found.map { interface, traffic in
            let joined = traffic.bridges.compactMap { bridge -> Joint? in
                let others = (bundles[bridge] ?? []).filter { $0 != interface.name }
                return others.isEmpty ? nil : Joint(bridge: bridge, others: others)
            }
            return SwitchPorts(interface, traffic, joined: joined, in: topology)
        }
    }

    /// Whether the interface is a bond of NICs, or a NIC in no bond.
    private static func isBundle(_ interface: Interface, _ topology: Topology) -> Bool {
        interface.kind.isBundle && !interface.isInBundle(topology)
            && (interface.nic != nil || interface.ports.contains { topology.interfaces[$0]?.nic != nil })
    }

    private init(_ interface: Interface, _ traffic: Traffic, joined: [Joint], in topology: Topology) {
        let names = interface.ports.isEmpty ? [interface.name] : interface.ports
        let nics = names.compactMap { name -> NIC? in
            guard let nic = topology.interfaces[name]?.nic else { return nil }
            return NIC(name: name, mac: nic.mac, path: nic.path)
        }
        let logins = names.compactMap { name in
            topology.interfaces[name]?.nic?.login.map {
                PortLogin(nic: name, method: $0.method, identity: $0.identity)
            }
        }
        let mtu = traffic.mtu ?? topology.mtus[interface.name] ?? 1500
        self.init(
            name: interface.name, nics: nics, aggregation: Self.aggregation(of: interface),
            hash: Self.hash(of: interface), tagged: traffic.tagged, untagged: Traffic.hostFirst(traffic.untagged),
            networks: traffic.networks, mtu: mtu,
            // Addresses and type are 14 bytes, a tag 4, the checksum 4.
            frameSize: mtu + 18 + (traffic.tagged.isEmpty ? 0 : 4), sendsBPDUs: traffic.sendsBPDUs, joined: joined,
            logins: logins)
    }

    /// The transmit hash policy of a bond that spreads frames; the kernel's default is `layer2`.
    private static func hash(of interface: Interface) -> String? {
        guard let bond = interface.bond, bond.ports.count > 1,
            [.lacp, .balanceXOR].contains(bond.mode)
        else { return nil }
        let policy = bond.options["xmit_hash_policy"] ?? "layer2"
        let names = ["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"]
        return Int(policy).flatMap { names.indices.contains($0) ? names[$0] : nil } ?? policy
    }

    /// How a bond's mode aggregates ports (Documentation/networking/bonding.rst, "Switch Configuration").
    private static func aggregation(of interface: Interface) -> Aggregation {
        if let lacp = interface.ovsPort?.bond?.lacp, lacp != .off {
            return .lacp(LACP(isActive: lacp == .active, isFast: false, minimumLinks: 1))
        }
        guard let bond = interface.bond else { return .none }
        switch bond.mode {
        case .lacp:
            return .lacp(
                LACP(
                    isActive: !["off", "0"].contains(bond.options["lacp_active"]),
                    isFast: ["fast", "1"].contains(bond.options["lacp_rate"]),
                    minimumLinks: max(1, bond.options["min_links"].flatMap { Int($0) } ?? 1)))
        case .balanceXOR where bond.options["balance-slb"] == "1": return .none
        case .balanceRR, .balanceXOR, .broadcast: return bond.ports.count > 1 ? .fixed : .none
        case .activeBackup, .balanceTLB, .balanceALB: return .none
        }
    }
}

extension Interface {
    /// Whether switch ports are plugged into the bond that the interface is a port of, rather than into the interface.
    fileprivate func isInBundle(_ topology: Topology) -> Bool {
        switch attachment {
        case .bond: true
        case .ovsPort(let port): topology.interfaces[port]?.ovsPort?.bond != nil
        default: false
        }
    }
}

/// The traffic over one bundle of NICs.
struct Traffic {
    typealias Tag = SwitchPorts.Tag

    private var byTag: OrderedDictionary<Tag, (uses: OrderedSet<SwitchPorts.Use>, inner: Set<VLANID>)> = [:]
    private(set) var untagged: OrderedSet<SwitchPorts.Use> = []
    private var byTags: OrderedDictionary<[Tag], OrderedSet<SwitchPorts.Use>> = [:]
    /// The size of the largest packet in bytes; a second tag counts as part of it.
    private(set) var mtu: Int?
    /// The bridges that the frames reach.
    private(set) var bridges: OrderedSet<InterfaceName> = []
    var sendsBPDUs = false

    mutating func reaches(_ bridge: InterfaceName) { bridges.append(bridge) }

    mutating func add(_ use: SwitchPorts.Use, _ tags: [Tag], mtu: Int) {
        self.mtu = max(self.mtu ?? 0, mtu + 4 * max(0, tags.count - 1))
        byTags[tags, default: []].append(use)
        guard let outer = tags.first else {
            untagged.append(use)
            return
        }
        byTag[outer, default: ([], [])].uses.append(use)
        if tags.count > 1 { byTag[outer]?.inner.insert(tags[1].id) }
    }

    /// Adds a VLAN that the bundle carries even if nobody uses it.
    mutating func carry(_ tag: Tag) { byTag[tag] = byTag[tag] ?? ([], []) }

    /// Puts the host first, since its addresses are how people know a network.
    static func hostFirst(_ uses: OrderedSet<SwitchPorts.Use>) -> [SwitchPorts.Use] {
        let isHost = { (use: SwitchPorts.Use) in if case .host = use { true } else { false } }
        return uses.filter(isHost) + uses.filter { !isHost($0) }
    }

    var networks: [SwitchPorts.Network] {
        byTags.map { SwitchPorts.Network(tags: $0, uses: Self.hostFirst($1)) }.sorted { $0.tags.count < $1.tags.count }
    }

    var tagged: [SwitchPorts.TaggedVLAN] {
        byTag.map { tag, found in
            SwitchPorts.TaggedVLAN(
                id: tag.id, tag: tag.tag, uses: Self.hostFirst(found.uses), inner: found.inner.sorted())
        }.sorted { ($0.id, $0.tag.rawValue) < ($1.id, $1.tag.rawValue) }
    }
}
