import NetTypes
import OrderedCollections
import Profiles
package import Topology

extension Picture {
    /// Draws a spec alone: it asks no host, so no node has a state.
    package init(of topology: Topology) {
        self.init()
        for interface in topology.interfaces.values { add(Node(interface, in: topology)) }
        for edge in Self.edges(of: topology) { connect(edge) }
        plugIn(topology.drawnGuests, isComparison: false)
    }

    /// The edges between interfaces, by the spec's names.
    static func edges(of topology: Topology) -> [Edge] {
        topology.interfaces.values.flatMap { interface in
            var edges: [Edge] = []
            edges += interface.parents.map { Edge($0.text, interface.name.text, .parent) }
            if let controller = interface.attachment?.controller {
                edges.append(Edge(interface.name.text, controller.text, .port))
            }
            return edges
        }
    }
}

extension Node {
    /// An interface as the spec declares it.
    init(_ interface: Interface, in topology: Topology) {
        self.init(id: interface.name.text, name: interface.name.text, kind: .of(interface.kind.name))
        mtu = interface.mtu
        interface.kind.inPicture.draw(in: &self)
        take(interface.ipv4, .v4)
        take(interface.ipv6, .v6)
        guard case .bridge(let controller, let own) = interface.attachment,
            topology.interfaces[controller]?.bridge?.vlanFiltering == true
        else { return }
        port = .bridge(state: nil, vlans: own.vlans.map(Self.words))
    }

    private mutating func take(_ layer3: IPConfiguration, _ family: IPFamily) {
        addresses += layer3.addresses.map { Address(prefix: $0) }
        switch layer3.method {
        case .disabled, .manual: break
        case .linkLocal: methods.append("\(family.label) link-local")
        case .auto: methods.append(family == .v4 ? "DHCP" : "router advertisements")
        case .dhcp: methods.append("DHCPv6")
        }
        if let gateway = layer3.gateway {
            gateways.append(Gateway(address: gateway, family: family, metric: layer3.routeMetric))
        }
        nameServers += layer3.dnsServers
        rules += layer3.rules.map { $0.text(devices: [:]) }
    }

    private static func words(_ vlan: BridgeVLAN) -> String {
        words(vlan.first, vlan.last, pvid: vlan.pvid, untagged: vlan.untagged)
    }

    /// A range of VLANs as text, for example `10-20`, or `1 untagged` for the VLAN of frames without a tag.
    static func words(_ first: VLANID, _ last: VLANID, pvid: Bool, untagged: Bool) -> String {
        let range = first == last ? "\(first)" : "\(first)-\(last)"
        return switch (pvid, untagged) {
        case (true, true): range + " untagged"
        case (true, false): range + " untagged in"
        case (false, true): range + " untagged out"
        case (false, false): range
        }
    }
}
