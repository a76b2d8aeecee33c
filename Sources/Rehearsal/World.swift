package import Host
package import NetTypes
import OrderedCollections
package import Planning
import SwitchSide
package import Topology

/// The network around the sandbox's host: a switch as the spec requires it, a router and neighbours in each network that
/// the spec or the present network names, and a guest on each bridge.
package struct World: Sendable {
    /// What is in the present network, in the new one, or in both.
    package struct Stay: OptionSet, Hashable, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let before = Stay(rawValue: 1)
        package static let after = Stay(rawValue: 2)
    }

    /// A guest on a bridge of the host.
    package struct Guest: Hashable, Sendable {
        package let number: Int
        package let bridge: InterfaceName
        /// The guest's VLAN on a bridge that filters.
        package let vlan: VLANID?
        let address: IPPrefix
        /// The router, which the guest should reach.
        let router: IPAddress
        package var stay: Stay

        package var name: String { "guest\(number)" }
        package var description: String { "a guest on \(bridge)" + (vlan.map { " in VLAN \($0)" } ?? "") }
        var plugging: String { "plug \(name) \(number) \(bridge) \(vlan?.number ?? 0) \(address)" }
    }

    /// NetworkManager's version on this host.
    package let version: NMVersion?
    package private(set) var nics: [StandIn]
    /// The addresses of the host that the router should reach.
    package private(set) var addresses: [IPAddress: Stay] = [:]
    package private(set) var guests: [Guest] = []
    /// Whether somebody asks for an address, so that dnsmasq has to give it.
    package private(set) var hasLeases = false
    /// The router's interfaces: the network behind each, by its tags, and its addresses.
    package private(set) var legs: [(tags: String, addresses: [IPPrefix])] = []
    private var groups: [Group] = []

    /// NICs that lead into the same networks, and these networks.
    private struct Group {
        var nics: Set<InterfaceName>
        var lags: [Stay: LAG] = [:]
        var networks: [Network] = []
    }

    /// Ports that the switch uses as one.
    private struct LAG: Equatable {
        let mode: String
        let nics: [InterfaceName]
    }

    private struct Network {
        let tags: [SwitchPorts.Tag]
        var subnets: [IPPrefix] = []
        var taken: Set<IPAddress> = []
        var gateways: [IPAddress] = []
        var isAutomatic = false
        var bridges: [(name: InterfaceName, vlan: VLANID?, stay: Stay)] = []
        var routers: [IPPrefix] = []

        var words: String {
            tags.isEmpty ? "-" : tags.map { ($0.tag == .dot1ad ? "a" : "") + "\($0.id)" }.joined(separator: ".")
        }
    }

    /// Designs the network around a host.
    ///
    /// - Parameters:
    ///   - topology: what the host will be.
    ///   - present: what the host is; `nil` if that cannot be said as a spec.
    ///   - plan: the way from one to the other.
    ///   - live: the host.
    package init(_ topology: Topology, present: Topology?, plan: Plan, on live: LiveState) {
        version = live.manager
        nics = StandIn.all(of: live)
        let devices = Dictionary(plan.steps.map { ($0.interface, $0.device) }) { first, _ in first }
        let name = { (name: InterfaceName) in devices[name] ?? plan.otherNames[name] ?? name }
        let bundles =
            SwitchPorts.all(of: topology).map { ($0, Stay.after) }
            + (present.map { SwitchPorts.all(of: $0).map { ($0, Stay.before) } } ?? [])
        group(bundles.map { bundle, _ in (bundle, Set(bundle.nics.map { name($0.name) })) })
        for (bundle, stay) in bundles {
            let own = bundle.nics.map { name($0.name) }
            guard let index = groups.firstIndex(where: { group in own.contains { group.nics.contains($0) } }) else {
                continue
            }
            if let mode = bundle.bondingMode { groups[index].lags[stay] = LAG(mode: mode, nics: own) }
            for network in bundle.networks { add(network, to: index, stay) }
        }
        addRouters(neighbours: Self.neighbours(of: [topology, present].compactMap(\.self)))
        addGuests()
    }

    /// Joins NICs that are in one bundle, or whose bundles have addresses in the same network.
    private mutating func group(_ bundles: [(ports: SwitchPorts, nics: Set<InterfaceName>)]) {
        for (index, bundle) in bundles.enumerated() {
            var joined = bundle.nics
            for other in bundles[..<index] where !bundle.ports.subnets.isDisjoint(with: other.ports.subnets) {
                joined.formUnion(other.nics)
            }
            let met = groups.filter { !$0.nics.isDisjoint(with: joined) }
            groups.removeAll { !$0.nics.isDisjoint(with: joined) }
            groups.append(Group(nics: met.reduce(joined) { $0.union($1.nics) }))
        }
    }

    private mutating func add(_ network: SwitchPorts.Network, to group: Int, _ stay: Stay) {
        let index =
            groups[group].networks.firstIndex { $0.tags == network.tags }
            ?? {
                groups[group].networks.append(Network(tags: network.tags))
                return groups[group].networks.count - 1
            }()
        for use in network.uses {
            switch use {
            case .host(let host):
                if host.isAutomatic { groups[group].networks[index].isAutomatic = true }
                groups[group].networks[index].gateways += host.gateways
                for prefix in host.addresses {
                    addresses[prefix.address, default: []].insert(stay)
                    groups[group].networks[index].taken.insert(prefix.address)
                    let subnet = prefix.network
                    if !groups[group].networks[index].subnets.contains(subnet) {
                        groups[group].networks[index].subnets.append(subnet)
                    }
                }
            case .bridge(let bridge, let vlan, _):
                let bridges = groups[group].networks[index].bridges
                if let known = bridges.firstIndex(where: { $0.name == bridge && $0.vlan == vlan }) {
                    groups[group].networks[index].bridges[known].stay.insert(stay)
                } else {
                    groups[group].networks[index].bridges.append((bridge, vlan, stay))
                }
            case .virtualFunctions: break
            }
        }
    }

    /// Who else has to be there: next hops, name servers, and whom the checks ask.
    private static func neighbours(of topologies: [Topology]) -> [IPAddress] {
        topologies.flatMap { topology in
            let configurations = topology.interfaces.values.flatMap { [$0.ipv4, $0.ipv6] }
            let asked = topology.checks.compactMap { check -> IPAddress? in
                switch check.probe {
                case .ping(let address), .tcp(let address, _), .http(let address, _, _), .arp(let address, _): address
                case .resolve: nil
                }
            }
            return configurations.flatMap { $0.routes.compactMap(\.via) + $0.dnsServers } + asked
        }
    }

    private mutating func addRouters(neighbours: [IPAddress]) {
        var served: Set<IPPrefix> = []
        var number = 0
        for group in groups.indices {
            for index in groups[group].networks.indices {
                var network = groups[group].networks[index]
                number += 1
                // A network has one router, also where two bundles lead to it.
                let subnets = network.subnets.filter { served.insert($0).inserted }
                let others = neighbours + network.gateways
                for subnet in subnets {
                    let inside = others.filter { subnet.contains($0) && !network.taken.contains($0) }
                    let own = inside.isEmpty ? [Self.free(in: subnet, but: network.taken)].compactMap(\.self) : inside
                    for address in own where network.taken.insert(address).inserted {
                        if let prefix = IPPrefix(address, length: subnet.length) { network.routers.append(prefix) }
                    }
                }
                for gateway in network.gateways where gateway.isLinkLocal && network.taken.insert(gateway).inserted {
                    if let prefix = IPPrefix(gateway, length: 64) { network.routers.append(prefix) }
                }
                if network.isAutomatic {
                    hasLeases = true
                    network.routers += ["198.19.\(number).1/24", "fd00:19:\(number)::1/64"].compactMap { IPPrefix($0) }
                }
                if !network.bridges.isEmpty, !network.routers.contains(where: { $0.family == .v4 }) {
                    network.routers += [IPPrefix("198.18.\(number).1/24")].compactMap(\.self)
                }
                groups[group].networks[index] = network
                if !network.routers.isEmpty { legs.append((network.words, network.routers)) }
            }
        }
        let near = Set(groups.flatMap { $0.networks.flatMap { $0.routers.map(\.address) } })
        beyond = Set(neighbours.filter { !near.contains($0) && !$0.isLinkLocal && addresses[$0] == nil }).sorted()
    }

    /// Addresses that the host reaches by way of its router.
    private var beyond: [IPAddress] = []

    private mutating func addGuests() {
        for group in groups.indices {
            for network in groups[group].networks {
                var taken = network.taken.union(network.routers.map(\.address))
                guard let router = network.routers.first(where: { $0.family == .v4 }) else { continue }
                for bridge in network.bridges {
                    if guests.contains(where: { $0.bridge == bridge.name && $0.vlan == bridge.vlan }) { continue }
                    guard guests.count < 200, let address = Self.free(in: router, but: taken),
                        let prefix = IPPrefix(address, length: router.length)
                    else { continue }
                    taken.insert(address)
                    guests.append(
                        Guest(
                            number: guests.count, bridge: bridge.name, vlan: bridge.vlan, address: prefix,
                            router: router.address, stay: bridge.stay))
                }
            }
        }
    }

    /// The lowest address of a network that nobody has.
    private static func free(in network: IPPrefix, but taken: Set<IPAddress>) -> IPAddress? {
        let network = network.network
        let size = network.family.bits - network.length
        // In networks of two addresses, both are hosts' (RFC 3021, RFC 6164).
        let first: UInt128 = size <= 1 ? 0 : 1
        let last: UInt128 = size <= 1 ? UInt128(size) : (size > 16 ? 65535 : (1 << UInt128(size)) - 2)
        if size == 0 || first > last { return nil }
        return (first...last).lazy.map { IPAddress(family: network.family, bits: network.address.bits + $0) }
            .first { !taken.contains($0) }
    }

    private func ports(_ nics: some Sequence<InterfaceName>) -> String {
        nics.compactMap { name in self.nics.firstIndex { $0.name == name }.map { "swp\($0 + 2)" } }
            .joined(separator: " ")
    }

    /// The commands that make the switch what the present network, or the new one, needs; none where that is the same.
    func switching(to stay: Stay) -> [String] {
        groups.enumerated().flatMap { index, group -> [String] in
            let lag = group.lags[stay]
            if group.lags[.before] == group.lags[.after] { return [] }
            let off = "lag_off s\(index) lag\(index)"
            return [off] + (lag.map { ["lag_on s\(index) lag\(index) \($0.mode) \(ports($0.nics))"] } ?? [])
        }
    }

    /// The NICs whose switch ports are used as one in only one of the two networks.
    package var regrouped: [InterfaceName] {
        groups.filter { $0.lags[.before] != $0.lags[.after] }.flatMap { $0.nics.sorted() }
    }

    /// The description for the script `site`.
    ///
    /// - Parameter stay: for which network the switch is set up.
    /// - Returns: its lines.
    func site(_ stay: Stay) -> String {
        var lines = nics.map { "nic \($0.name) \($0.mac) \($0.mtu)" }
        for (index, group) in groups.enumerated() {
            lines.append("segment s\(index) \(ports(group.nics.sorted()))")
            if let lag = group.lags[stay] {
                lines.append("lag s\(index) lag\(index) \(lag.mode) \"\(ports(lag.nics))\"")
            }
            for network in group.networks where !network.routers.isEmpty {
                let routers = network.routers.map(\.description).joined(separator: " ")
                lines.append("leg s\(index) \(network.words) \(routers)")
                guard network.isAutomatic else { continue }
                let device = network.tags.isEmpty ? "s\(index)" : "s\(index).\(network.words)"
                if let leased = network.routers.last(where: { $0.family == .v4 && $0.description.hasPrefix("198.19.") })
                {
                    let stem = leased.address.description.dropLast()
                    lines.append("lease \(device) \(stem)50 \(stem)99")
                }
                lines.append("advertise \(device)")
            }
        }
        if !beyond.isEmpty {
            lines.append(
                "beyond " + beyond.map { "\($0)/\($0.family.bits)" }.joined(separator: " "))
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension SwitchPorts {
    /// The mode of the switch's bond; `nil` where its ports stay by themselves.
    fileprivate var bondingMode: String? {
        switch aggregation {
        case .none: nil
        case .lacp: "802.3ad"
        case .fixed: "balance-xor"
        }
    }

    /// The networks in which the host has addresses behind these ports.
    fileprivate var subnets: Set<IPPrefix> {
        Set(
            networks.flatMap { network in
                network.uses.flatMap { use -> [IPPrefix] in
                    if case .host(let host) = use { host.addresses.map(\.network) } else { [] }
                }
            })
    }
}
