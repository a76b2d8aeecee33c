import Host
import NetTypes
import OrderedCollections
import Topology

/// Addresses, routes and the rules that choose a routing table, now or after a plan.
struct Reach {
    struct Address {
        let prefix: IPPrefix
        let device: InterfaceName
        /// The VRF in which the host has the address; `nil` where that is the host itself.
        var vrf: InterfaceName?
    }

    struct Entry {
        let destination: IPPrefix
        let via: IPAddress?
        let device: InterfaceName
        let metric: Int
    }

    var addresses: [Address] = []
    /// The routes in the main table.
    var routes: [Entry] = []
    /// The routes in other tables, by the tables' numbers.
    private(set) var others: [Int: [Entry]] = [:]
    /// The rules, the first to be tried first.
    let rules: [LiveRule]
    /// Interfaces that get addresses and routes from the network, which nobody knows beforehand.
    var automatic: [(family: IPFamily, device: InterfaceName, mayBeDefault: Bool)] = []
    private let vrfs: Set<InterfaceName>

    /// The addresses and routes that the kernel has now.
    init(_ live: LiveState) {
        vrfs = Set(live.links.values.filter { $0.kind == .vrf }.map(\.name))
        rules = Self.rules(live)
        for link in live.links.values.sorted(by: { $0.name < $1.name }) { keep(link) }
    }

    /// The addresses and routes that the kernel will have after a plan.
    init(after plan: Plan, of topology: Topology, on live: LiveState, gone: Set<InterfaceName>) {
        vrfs = Set(live.links.values.filter { $0.kind == .vrf }.map(\.name))
        rules = Self.rules(after: plan, of: topology, on: live)
        // An interface that keeps its own profile comes back unchanged.
        let named = Set(plan.steps.filter { topology.interfaces[$0.interface] != nil }.map(\.device))
        for link in live.links.values.sorted(by: { $0.name < $1.name })
        where !named.contains(link.name) && !gone.contains(link.name) {
            keep(link)
        }
        for step in plan.steps {
            guard let interface = topology.interfaces[step.interface] else { continue }
            for (family, layer3) in [(IPFamily.v4, interface.ipv4), (.v6, interface.ipv6)] {
                let isAutomatic = layer3.method == .auto || layer3.method == .dhcp
                if isAutomatic, !step.isInterrupting, let link = live.links[step.device] { keep(link, family) }
                if isAutomatic, interface.attachment?.kind != .vrf {
                    automatic.append((family, step.device, !layer3.neverDefault))
                }
                add(layer3, interface, step.device)
            }
        }
    }

    private mutating func keep(_ link: LiveLink, _ only: IPFamily? = nil) {
        for state in link.addresses where only == nil || state.prefix.family == only {
            addresses.append(Address(prefix: state.prefix, device: link.name, vrf: vrf(of: link)))
        }
        for route in link.routes where only == nil || route.destination.family == only {
            add(
                Entry(destination: route.destination, via: route.via, device: link.name, metric: route.metric),
                to: route.table)
        }
    }

    private mutating func add(_ entry: Entry, to table: Int) {
        if table == RoutingTable.main { routes.append(entry) } else { others[table, default: []].append(entry) }
    }

    /// The VRF that a link is, or is a port of.
    private func vrf(of link: LiveLink) -> InterfaceName? {
        [link.name, link.controller].compactMap(\.self).first(where: vrfs.contains)
    }

    private mutating func add(_ layer3: IPConfiguration, _ interface: Interface, _ device: InterfaceName) {
        var vrf: InterfaceName? = interface.vrf == nil ? nil : device
        if case .vrf(let name)? = interface.attachment { vrf = name }
        let metric = layer3.routeMetric ?? interface.kind.name.inPlanning.routeMetric
        for prefix in layer3.addresses {
            addresses.append(Address(prefix: prefix, device: device, vrf: vrf))
            if vrf != nil { continue }
            routes.append(Entry(destination: prefix.network, via: nil, device: device, metric: metric))
        }
        // A VRF's routes are in a table of its own.
        if vrf != nil { return }
        for route in layer3.routes where route.rejection == nil {
            add(
                Entry(destination: route.destination, via: route.via, device: device, metric: route.metric ?? metric),
                to: route.table ?? RoutingTable.main)
        }
        if let gateway = layer3.gateway, !layer3.neverDefault, let all = Self.all(gateway.family) {
            routes.append(Entry(destination: all, via: gateway, device: device, metric: metric))
        }
    }

    private static func all(_ family: IPFamily) -> IPPrefix? {
        IPPrefix(IPAddress(family: family, bits: 0), length: 0)
    }

    /// The main table's route to an address.
    func route(to address: IPAddress) -> Entry? { Self.route(to: address, in: routes) }

    /// The route of a table to an address: the longest prefix, then the lowest metric.
    static func route(to address: IPAddress, in table: [Entry]) -> Entry? {
        table.filter { $0.destination.contains(address) }.min {
            ($1.destination.length, $0.metric) < ($0.destination.length, $1.metric)
        }
    }

    func defaultRoute(_ family: IPFamily) -> Entry? {
        routes.filter { $0.destination.isDefault && $0.destination.family == family }.min { $0.metric < $1.metric }
    }

    func holder(of address: IPAddress) -> InterfaceName? { addresses.first { $0.prefix.address == address }?.device }

    /// The VRF in which the host has an address; `nil` where that is the host itself, or it has no such address.
    func vrf(of address: IPAddress) -> InterfaceName? { addresses.first { $0.prefix.address == address }?.vrf }
}
