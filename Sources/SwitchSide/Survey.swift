import NetTypes
import OrderedCollections
import Topology

/// Follows frames from a bundle of NICs upwards to those who take them.
struct Survey {
    private let topology: Topology
    private var children: [InterfaceName: [Interface]] = [:]
    private var guests: [InterfaceName: [(name: String, port: GuestPort)]] = [:]
    private var functions: [VirtualFunctionName: String] = [:]

    init(_ topology: Topology) {
        self.topology = topology
        for interface in topology.interfaces.values {
            if let parent = interface.parent { children[parent, default: []].append(interface) }
        }
        for guest in topology.guests {
            for interface in guest.interfaces {
                switch interface {
                case .bridge(let port): guests[port.bridge, default: []].append((guest.name, port))
                case .virtualFunction(let name): functions[name] = guest.name
                }
            }
        }
    }

    func traffic(of bundle: Interface) -> Traffic {
        var traffic = Traffic()
        var open: [(interface: Interface, tags: [Traffic.Tag])] = [(bundle, [])]
        while let (interface, tags) = open.popLast() {
            if let use = interface.hostUse { traffic.add(use, tags, mtu: mtu(interface)) }
            for child in (children[interface.name] ?? []).reversed() {
                // Its frames leave the parent as they are.
                if child.kind.isAlias { open.append((child, tags)) }
                guard let tag = child.tag else { continue }
                if tags.isEmpty { traffic.carry(tag) }
                open.append((child, tags + [tag]))
            }
            switch interface.attachment {
            case .bond(let name, _):
                if let bond = topology.interfaces[name] { open.append((bond, tags)) }
            case .bridge(let name, let port):
                guard let bridge = topology.interfaces[name], let settings = bridge.bridge else { continue }
                traffic.reaches(name)
                if settings.stp { traffic.sendsBPDUs = true }
                if settings.vlanFiltering {
                    open += filtered(port, bridge, settings, tags, &traffic)
                } else {
                    let names = Self.distinct((guests[name] ?? []).map(\.name))
                    traffic.add(.bridge(name, vlan: nil, guests: names), tags, mtu: mtu(bridge))
                    open.append((bridge, tags))
                }
            case .ovsPort(let name): open += openVSwitch(name, tags, &traffic)
            // A bond of Open vSwitch, whose interfaces are the NICs.
            case .ovsBridge: open += openVSwitch(interface.name, tags, &traffic)
            case .vrf, nil: break
            }
        }
        virtualFunctions(of: bundle, &traffic)
        return traffic
    }

    private func mtu(_ interface: Interface) -> Int { topology.mtus[interface.name] ?? 1500 }

    private static func distinct(_ names: [String]) -> [String] { OrderedSet(names).elements }

    // MARK: A filtering bridge

    /// Follows a port's VLANs on a filtering bridge; returns the bridge's VLAN interfaces, which the caller follows
    /// further.
    private func filtered(
        _ port: BridgePort, _ bridge: Interface, _ settings: Bridge, _ tags: [Traffic.Tag], _ traffic: inout Traffic
    ) -> [(interface: Interface, tags: [Traffic.Tag])] {
        let standard = settings.vlanDefaultPVID ?? 1
        var memberships: [(id: Int, isUntagged: Bool)] = port.vlans.flatMap { vlans in
            (vlans.first.number...vlans.last.number).map { ($0, vlans.untagged) }
        }
        // The kernel adds the default VLAN to a port that has no other VLAN for untagged frames.
        if standard > 0, !port.vlans.contains(where: \.pvid), !memberships.contains(where: { $0.id == standard }) {
            memberships.append((standard, true))
        }
        let plugged = guests[bridge.name] ?? []
        var next: [(interface: Interface, tags: [Traffic.Tag])] = []
        for (id, isUntagged) in memberships {
            guard let vlan = VLANID(id) else { continue }
            let outer = isUntagged ? tags : tags + [Traffic.Tag(id: vlan, tag: .dot1Q)]
            let inside = plugged.filter { $0.port.isMember(of: vlan, standard: standard) }.map(\.name)
            // Untagged frames in the default VLAN matter only where somebody uses it.
            let isIncidental = isUntagged && id == standard && !port.vlans.contains(where: \.pvid)
            if !isIncidental || !inside.isEmpty {
                traffic.add(
                    .bridge(bridge.name, vlan: vlan, guests: Self.distinct(inside)), outer, mtu: mtu(bridge))
            }
            if id == standard, let use = bridge.hostUse { traffic.add(use, outer, mtu: mtu(bridge)) }
            for child in children[bridge.name] ?? [] where child.tag == Traffic.Tag(id: vlan, tag: .dot1Q) {
                next.append((child, outer))
            }
        }
        return next
    }

    // MARK: Open vSwitch

    /// Follows a port's VLANs through a bridge of Open vSwitch to its other ports; returns their interfaces.
    private func openVSwitch(
        _ name: InterfaceName, _ tags: [Traffic.Tag], _ traffic: inout Traffic
    ) -> [(interface: Interface, tags: [Traffic.Tag])] {
        guard let port = topology.interfaces[name]?.ovsPort,
            let controller = topology.interfaces[name]?.attachment?.controller,
            let bridge = topology.interfaces[controller], case .ovsBridge(let settings) = bridge.kind
        else { return [] }
        traffic.reaches(controller)
        if settings.stp == true || settings.rstp == true { traffic.sendsBPDUs = true }
        for id in port.trunks.flatMap(Array.init).compactMap(VLANID.init) {
            traffic.carry(Traffic.Tag(id: id, tag: .dot1Q))
        }
        guests(of: bridge, behind: port, tags, &traffic)
        var next: [(interface: Interface, tags: [Traffic.Tag])] = []
        for other in bridge.ports where other != name {
            guard let own = topology.interfaces[other]?.ovsPort, let outer = ovsTags(from: port, to: own, tags) else {
                continue
            }
            next += own.ports.compactMap { topology.interfaces[$0] }.filter { $0.attachment?.kind == .ovsPort }
                .filter { !$0.kind.isBundle }.map { ($0, outer) }
        }
        return next
    }

    /// Adds the guests of an OVS bridge, VLAN by VLAN, as far as a port carries these.
    private func guests(of bridge: Interface, behind port: OVSPort, _ tags: [Traffic.Tag], _ traffic: inout Traffic) {
        var byTag: OrderedDictionary<VLANID?, [String]> = [:]
        for (name, plug) in guests[bridge.name] ?? [] {
            for id in plug.taggedVLANs.flatMap({ $0.lowerBound.number...$0.upperBound.number }).compactMap(VLANID.init)
            {
                byTag[id, default: []].append(name)
            }
            if plug.vlan != nil || plug.taggedVLANs.isEmpty { byTag[plug.vlan, default: []].append(name) }
        }
        for (tag, names) in byTag {
            var guest = OVSPort(ports: [])
            guest.tag = tag
            guard let outer = ovsTags(from: port, to: guest, tags) else { continue }
            traffic.add(
                .bridge(bridge.name, vlan: tag, guests: Self.distinct(names)), outer, mtu: mtu(bridge))
        }
    }

    /// The tags with which a port's frames leave by another port; `nil` where that port does not carry them.
    private func ovsTags(from inner: OVSPort, to outer: OVSPort, _ tags: [Traffic.Tag]) -> [Traffic.Tag]? {
        guard let own = outer.tag else { return inner.tag == nil ? tags : nil }
        if inner.tag == own { return tags }
        let isCarried = inner.trunks.isEmpty ? inner.tag == nil : inner.trunks.contains { $0.contains(own.number) }
        return isCarried ? tags + [Traffic.Tag(id: own, tag: .dot1Q)] : nil
    }

    // MARK: Virtual functions

    private func virtualFunctions(of bundle: Interface, _ traffic: inout Traffic) {
        for name in bundle.ports.isEmpty ? [bundle.name] : bundle.ports {
            guard let sriov = topology.interfaces[name]?.nic?.sriov else { continue }
            var byVLAN: OrderedDictionary<VLANID, [String]> = [:]
            var untagged: [String] = []
            for (index, function) in sriov.functions {
                if let vlan = function.vlan { byVLAN[vlan, default: []] += owner(name, index) }
            }
            for function in functions.keys where function.nic == name {
                if sriov.functions[function.index]?.vlan == nil { untagged += owner(name, function.index) }
            }
            for (vlan, names) in byVLAN {
                traffic.add(
                    .virtualFunctions(guests: Self.distinct(names)), [Traffic.Tag(id: vlan, tag: .dot1Q)],
                    mtu: mtu(bundle))
            }
            if !untagged.isEmpty {
                traffic.add(.virtualFunctions(guests: Self.distinct(untagged.sorted())), [], mtu: mtu(bundle))
            }
        }
    }

    private func owner(_ nic: InterfaceName, _ index: Int) -> [String] {
        functions[VirtualFunctionName(nic: nic, index: index)].map { [$0] } ?? []
    }
}

extension GuestPort {
    fileprivate func isMember(of vlan: VLANID, standard: Int) -> Bool {
        if taggedVLANs.contains(where: { $0.contains(vlan) }) { return true }
        if let own = self.vlan { return own == vlan }
        return taggedVLANs.isEmpty && vlan.number == standard
    }
}

extension Interface {
    /// The tag of a VLAN interface; `nil` for any other.
    fileprivate var tag: Traffic.Tag? {
        vlan.map { Traffic.Tag(id: $0.id, tag: $0.tag) }
    }

    /// The host's own use of a network, if the interface has addresses.
    fileprivate var hostUse: SwitchPorts.Use? {
        let both = [ipv4, ipv6]
        if both.allSatisfy({ $0.method == .disabled }) { return nil }
        return .host(
            SwitchPorts.Host(
                addresses: both.flatMap(\.addresses), gateways: both.compactMap(\.gateway),
                isAutomatic: both.contains { $0.method == .auto || $0.method == .dhcp }))
    }
}
