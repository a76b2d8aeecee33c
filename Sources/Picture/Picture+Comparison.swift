package import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Rendering
package import Topology

extension Picture {
    /// Draws a host and a spec in one picture: interfaces of the host as they are there, missing ones as the spec has
    /// them.
    package init(of topology: Topology, on host: HostState) {
        self.init(of: host)
        let live = host.live
        let topology = topology.completed(by: live)
        let devices = Self.devices(topology, live)
        func id(_ name: InterfaceName) -> String { (devices[name] ?? name).text }
        let profiles = ProfileSet(for: topology)
        for interface in topology.interfaces.values {
            let name = id(interface.name)
            guard nodes[name] != nil else {
                var node = Node(interface, in: topology)
                node.mark = .missing
                node.differences = Self.whyMissing(interface)
                add(node)
                continue
            }
            let differences = Self.differences(of: interface, devices: devices, profiles: profiles, host, live)
            change(name) { node in
                node.mark = differences.isEmpty ? .same : .differs
                node.differences = differences
                if interface.nic != nil { node.kind = .nic }
                if name != interface.name.text { node.specName = interface.name.text }
            }
        }
        for name in nodes.keys where nodes[name]?.mark == nil {
            change(name) { $0.mark = Self.goes($0, topology) ? .goes : .notInSpec }
        }
        let ids = Dictionary(uniqueKeysWithValues: topology.interfaces.keys.map { ($0.text, id($0)) })
        let wanted = Self.edges(of: topology).map { edge in
            Edge(ids[edge.from] ?? edge.from, ids[edge.to] ?? edge.to, edge.relation)
        }
        let pairs = Set(wanted.map { [$0.from, $0.to] })
        let known = Set(ids.values)
        markEdges { edge in
            if pairs.contains([edge.from, edge.to]) { return .same }
            // Guests' taps and the like stand on the spec's interfaces without being in the spec, which is no
            // difference.
            return known.contains(edge.from) && known.contains(edge.to) ? .differs : .notInSpec
        }
        for edge in wanted { connect(Edge(edge.from, edge.to, edge.relation, mark: .missing)) }
        plugIn(topology.drawnGuests, isComparison: true)
    }

    /// The kernel's name of each NIC of the spec that has another name there, found as `plan` does.
    private static func devices(_ topology: Topology, _ live: LiveState) -> [InterfaceName: InterfaceName] {
        var found: [InterfaceName: InterfaceName] = [:]
        for interface in topology.interfaces.values {
            guard let nic = interface.nic else { continue }
            if let mac = nic.mac {
                let links = live.links.values.filter { $0.kind == nil || $0.kind == .veth }
                found[interface.name] = links.filter { ($0.permanentMAC ?? $0.mac) == mac }.map(\.name).min()
            } else if let path = nic.path {
                found[interface.name] = live.devices.first { $0.hardwarePath == path }.flatMap {
                    try? InterfaceName($0.interface)
                }
            }
        }
        return found
    }

    private static func whyMissing(_ interface: Interface) -> [String] {
        guard let nic = interface.nic else { return [] }
        if let mac = nic.mac { return ["no NIC here has the permanent MAC address \(mac)"] }
        if let path = nic.path { return ["no NIC here is at the path \(path)"] }
        return ["there is no such NIC here"]
    }

    /// The kernel's differences from the spec, then those of NetworkManager's profile.
    private static func differences(
        of interface: Interface, devices: [InterfaceName: InterfaceName], profiles: ProfileSet, _ host: HostState,
        _ live: LiveState
    ) -> [String] {
        var clauses = Expectation.mismatches(of: interface, devices: devices, in: live).map(\.text)
        guard host.manager != nil, let wanted = profiles.profiles[interface.name] else { return clauses }
        let device = live.device(devices[interface.name] ?? interface.name)
        if let active = device?.activeUUID.flatMap({ live.profile(uuid: $0) }), active.uuid != wanted.uuid.text {
            if !active.isGenerated { clauses.append("the profile “\(active.id)” has it") }
        } else if let profile = live.profile(uuid: wanted.uuid.text) {
            clauses += Difference.between(live: profile.settings, desired: wanted.settings).map { change in
                "its profile has another \(PropertyView.text(of: change))"
            }
        }
        return clauses
    }

    /// Whether `plan` would remove the interface: `absent` names it, or the spec describes the whole host and does not
    /// have it.
    private static func goes(_ node: Node, _ topology: Topology) -> Bool {
        if topology.absent.contains(where: { $0.text == node.id }) { return true }
        return topology.scope.isWhole && node.manager == .ours
            && !topology.unmanaged.contains { Pattern.matches(node.id, $0) }
    }
}
