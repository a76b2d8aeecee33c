package import Host
package import NetTypes
import OrderedCollections
package import Profiles
package import Topology

extension InterfaceCheck {
    /// Checks that the kernel has each rule of the interface's, whoever made it.
    ///
    /// Rules beyond the spec's are not looked at: a rule belongs to no link, and other programs have theirs.
    /// ``Expectation/leftoverRules(_:in:)`` finds those that a change leaves behind.
    mutating func checkRules(_ wanted: IPConfiguration) {
        if wanted.rules.isEmpty { return }
        let have = Set(live.rules.map(\.inProfile))
        for rule in wanted.rules where !have.contains(rule.inProfile(devices: devices)) {
            note(.layer3, "the rule “\(rule.text(devices: devices))” is missing")
        }
    }
}

extension Plan {
    /// Rules that profiles have before the change and none has afterwards, by the names of their interfaces.
    ///
    /// - Parameter live: the host before the change, with its profiles' settings.
    /// - Returns: the rules as profiles have them.
    package func goingRules(on live: LiveState) -> [GoingRule] {
        going(on: live, \.routingRules).map { GoingRule(interface: $0, rule: $1) }
    }

    /// Routes that profiles have before the change and none has afterwards, and that NetworkManager forgets over a
    /// restart: those that reject packets, and those in other tables than `main`.
    ///
    /// - Parameter live: the host before the change, with its profiles' settings.
    /// - Returns: the routes, by the names of their interfaces.
    package func goingRoutes(on live: LiveState) -> [GoingRoute] {
        going(on: live, \.forgettableRoutes).map { GoingRoute(interface: $0, route: $1) }
    }

    /// What profiles have before the change and none has afterwards.
    private func going<Item: Hashable>(
        on live: LiveState, _ items: (Settings) -> [Item]
    ) -> [(InterfaceName, Item)] {
        let gone = replaced + removals.flatMap(\.profiles)
        let uuids = Set(gone.map(\.uuid)).union(steps.map(\.profile.uuid.text))
        let staying = live.profiles.filter { !uuids.contains($0.uuid) }.map(\.settings)
        let kept = Set((staying + steps.map(\.profile.settings)).flatMap(items))
        let changed = steps.compactMap { step -> (InterfaceName, LiveProfile)? in
            if case .update(let profile, _) = step.write { (step.device, profile) } else { nil }
        }
        let going = gone.compactMap { profile -> (InterfaceName, LiveProfile)? in
            (try? InterfaceName(profile.interfaceName ?? profile.id)).map { ($0, profile) }
        }
        return (going + changed).flatMap { name, profile in
            items(profile.settings).filter { !kept.contains($0) }.map { (name, $0) }
        }
    }
}

/// A rule that goes with the profile of an interface.
package struct GoingRule: Hashable, Sendable {
    package let interface: InterfaceName
    /// The rule as the profile has it on D-Bus.
    package let rule: [String: SettingValue]
}

/// A route that goes with the profile of an interface.
package struct GoingRoute: Hashable, Sendable {
    package let interface: InterfaceName
    let route: Route

    /// What tells such a route from others.
    struct Route: Hashable, Sendable {
        let destination: IPPrefix
        let via: IPAddress?
        let table: Int
        let type: RouteType
    }

    /// The kernel's routes that are this one, as NetworkManager made them.
    package func left(in live: LiveState) -> [KernelRoute] {
        if route.type.isRejection {
            return live.rejections.filter {
                $0.destination == route.destination && $0.table == route.table && $0.type == route.type
                    && $0.protocol == 4
            }
        }
        guard let link = live.links[interface] else { return [] }
        let states = link.routes.filter {
            $0.destination == route.destination && $0.table == route.table && $0.via == route.via && $0.origin == 4
        }
        return states.map { KernelRoute($0, on: link) }
    }

    /// The route in words.
    fileprivate var text: String {
        route.type.isRejection
            ? "the \(route.type.word) route to \(route.destination)"
            : "the route to \(route.destination) in table \(route.table)"
    }
}

extension KernelRoute {
    /// A link's route as the kernel knows it.
    fileprivate init(_ state: LiveLink.RouteState, on link: LiveLink) {
        self.init(destination: state.destination)
        (table, metric, `protocol`) = (state.table, state.metric, state.origin ?? 0)
        var hop = NextHop()
        (hop.gateway, hop.outputIndex) = (state.via, link.index)
        nextHops = [hop]
    }
}

extension Expectation {
    /// Default routes by router advertisement on interfaces that are to have none.
    ///
    /// NetworkManager makes none there. But while it brings an interface up, it lets the kernel take advertisements for
    /// some milliseconds (1.42.4: `accept_ra` is 1), and the kernel makes one if the router answers just then.
    ///
    /// - Parameters:
    ///   - topology: what the host is to have.
    ///   - devices: the kernel's names of the topology's interfaces.
    ///   - live: the host.
    /// - Returns: the routes.
    package static func strayDefaults(
        of topology: Topology, devices: [InterfaceName: InterfaceName], in live: LiveState
    ) -> [KernelRoute] {
        topology.interfaces.values.flatMap { interface -> [KernelRoute] in
            guard interface.ipv6.neverDefault, let link = live.links[devices[interface.name] ?? interface.name]
            else { return [] }
            return link.routes.filter {
                $0.destination.isDefault && $0.destination.family == .v6 && $0.table == RoutingTable.main
                    && $0.origin == 9
            }.map { KernelRoute($0, on: link) }
        }
    }

    /// Routes that a change was to take away and that the kernel still has.
    ///
    /// - Parameters:
    ///   - going: the routes that go; see ``Plan/goingRoutes(on:)``.
    ///   - live: the host afterwards.
    /// - Returns: a leftover for each.
    package static func leftoverRoutes(_ going: [GoingRoute], in live: LiveState) -> [Mismatch] {
        going.filter { !$0.left(in: live).isEmpty }.map {
            Mismatch(
                interface: $0.interface, aspect: .leftover,
                text: "\($0.text) of a profile that goes is still there", remedy: .activate)
        }
    }

    /// Rules that a change was to take away and that the kernel still has.
    ///
    /// - Parameters:
    ///   - going: the rules that go; see ``Plan/goingRules(on:)``.
    ///   - live: the host afterwards.
    /// - Returns: a leftover for each.
    package static func leftoverRules(_ going: [GoingRule], in live: LiveState) -> [Mismatch] {
        if going.isEmpty { return [] }
        let have = Set(live.rules.filter { $0.origin != 2 }.map(\.inProfile))
        return going.filter { have.contains($0.rule) }.map {
            Mismatch(
                interface: $0.interface, aspect: .leftover,
                text: "the rule “\(RoutingText.rule($0.rule))” of a profile that goes is still there", remedy: .activate
            )
        }
    }
}

extension Settings {
    /// The routes of both families that reject packets, or are in another table than `main`.
    fileprivate var forgettableRoutes: [GoingRoute.Route] {
        ["ipv4", "ipv6"].flatMap { family -> [GoingRoute.Route] in
            guard case .maps(let routes)? = self[family]?["route-data"] else { return [] }
            return routes.compactMap { route in
                guard case .string(let text)? = route["dest"], case .uint32(let length)? = route["prefix"],
                    let destination = IPPrefix("\(text)/\(length)")
                else { return nil }
                var table = RoutingTable.main
                if case .uint32(let number)? = route["table"], number != 0 { table = Int(number) }
                if case .string(let type)? = route["type"], let rejection = Route.Rejection(rawValue: type) {
                    return .init(destination: destination, via: nil, table: table, type: RouteType(rejection))
                }
                if table == RoutingTable.main { return nil }
                var via: IPAddress?
                if case .string(let text)? = route["next-hop"] { via = IPAddress(text) }
                return .init(destination: destination, via: via, table: table, type: .unicast)
            }
        }
    }
}
