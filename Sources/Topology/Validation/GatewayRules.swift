import NetTypes
import OrderedCollections

/// The rules for default gateways: reachable, and one for each family and table.
///
/// Two of them can cut a host off.
struct GatewayRules {
    let draft: Draft
    let problems: Problems

    /// A default route that the spec gives.
    private struct Gateway {
        let spec: InterfaceSpec
        let address: IPAddress?
        let span: Span
        let metric: Int?
        /// Whether the spec gives it as a route in the main table instead of as `gateway`.
        var isRoute = false
    }

    private struct Table: Hashable {
        let family: IPFamily
        let number: Int
    }

    func check() {
        var tables: OrderedDictionary<Table, [Gateway]> = [:]
        for spec in draft.withLayer3 {
            let layer3 = spec.layer3
            for family in IPFamily.allCases {
                guard let gateway = layer3.gateway(family) else { continue }
                reachable(gateway, family, spec)
                neverDefault(gateway, spec)
                tables[Table(family: family, number: draft.table(of: spec.name)), default: []].append(
                    Gateway(spec: spec, address: gateway.value, span: gateway.span, metric: layer3.routeMetric?.value))
            }
            for route in layer3.routes where route.destination.value.isDefault && route.type == nil {
                let number = route.tableNumber ?? draft.table(of: spec.name)
                tables[Table(family: route.destination.value.family, number: number), default: []].append(
                    Gateway(
                        spec: spec, address: route.via?.value, span: route.destination.span,
                        metric: route.metric?.value,
                        isRoute: number == RoutingTable.main))
            }
        }
        for (table, gateways) in tables {
            let ordered = gateways.sorted { $0.span < $1.span }
            if !several(ordered, table) { asRoute(ordered) }
        }
        for family in IPFamily.allCases {
            automatic(family, tables[Table(family: family, number: RoutingTable.main)] ?? [])
        }
    }

    // MARK: One gateway

    private func reachable(_ gateway: Located<IPAddress>, _ family: IPFamily, _ spec: InterfaceSpec) {
        let addresses = spec.layer3.addresses(family)
        if let own = addresses.first(where: { $0.value.address == gateway.value }) {
            problems.error(
                .gatewayIsOwnAddress, "the gateway \(gateway.value) is the address of `\(spec.name)` itself",
                at: gateway.span, help: "write the address of the router", related: [(own.span, "its address is here")])
            return
        }
        let isNoHost = addresses.contains { address in
            address.value.broadcast == gateway.value
                || (address.value.length < family.bits - 1 && address.value.network.address == gateway.value)
        }
        if isNoHost {
            problems.error(
                .notAHostAddress, "the gateway \(gateway.value) is the network's own or its broadcast address",
                at: gateway.span, help: "write the address of the router")
            return
        }
        guard !addresses.isEmpty, !LinkReach(spec).reaches(gateway.value) else { return }
        // A provider's host address has its gateway outside of its network; NetworkManager adds the route to it.
        if addresses.allSatisfy({ $0.value.length == family.bits }) { return }
        let networks = addresses.map { $0.value.network.description }
        problems.error(
            .gatewayOffLink,
            "the gateway \(gateway.value) is not in a network of `\(spec.name)` (\(networks.prefix(4).joined(separator: ", ")))",
            at: gateway.span,
            help:
                "correct the gateway, the address or its prefix length; a router that is on this link and in none of its"
                + " networks, as some providers have it, is written with a route to it:"
                + " `routes: [{to: \(gateway.value)/\(family.bits)}]`",
            related: addresses.prefix(1).map { ($0.span, "its address is here") })
    }

    private func neverDefault(_ gateway: Located<IPAddress>, _ spec: InterfaceSpec) {
        guard let place = spec.layer3.refusesGateway(gateway.value.family) else { return }
        let word = spec.layer3.neverDefault?.value == true ? "never-default" : "use-gateway"
        problems.error(
            .neverDefaultGateway,
            "`\(spec.name)` has a gateway and `\(word): \(word == "never-default")`", at: gateway.span,
            help: word == "never-default"
                ? "remove one of them; a router for some networks only is written in `routes`"
                : "remove one of them: to NetworkManager it means that the interface never has a default gateway",
            related: [(place, "`\(word)` is here")])
    }

    // MARK: Several

    /// Reports more than one default gateway in a table, and returns whether that was an error.
    private func several(_ gateways: [Gateway], _ table: Table) -> Bool {
        let gateways = gateways.filter { $0.spec.layer3.neverDefault?.value != true || $0.isRoute || !isMain(table) }
        guard gateways.count > 1 else { return false }
        let place = isMain(table) ? "" : " in table \(table.number)"
        let names = Self.list(
            gateways.map { gateway in
                "`\(gateway.spec.name)`" + (gateway.address.map { " (\($0))" } ?? "")
            })
        let others = gateways.enumerated().filter { $0.offset != 1 }.map { index, gateway in
            (gateway.span, index == 0 ? "the first is here" : "and one here")
        }
        let metrics = gateways.compactMap(\.metric)
        if metrics.count == gateways.count, Set(metrics).count == metrics.count {
            problems.note(
                .twoDefaultGateways,
                "\(gateways.count) default gateways for \(table.family.label)\(place), told apart by their metrics: \(names)",
                at: gateways[1].span, help: "the lowest metric is used; the others wait until its interface is gone",
                related: others)
            return false
        }
        if Set(gateways.map(\.spec.name)).count == 1 {
            problems.error(
                .twoDefaultGateways,
                "`\(gateways[0].spec.name)` has \(gateways.count) default gateways for \(table.family.label)\(place):"
                    + " \(Self.list(gateways.map { $0.address.map { "\($0)" } ?? "the link itself" }))",
                at: gateways[1].span,
                help:
                    "an interface has one: that another router takes over when one fails is for the routers to do (VRRP,"
                    + " HSRP), by one address that they share; for single networks behind another router write `routes`",
                related: others)
            return true
        }
        let addresses = Set(gateways.map(\.address))
        if addresses.count == 1, let shared = gateways[0].address, Set(gateways.map(\.spec.name)).count > 1 {
            let all = Self.list(gateways.map { "`\($0.spec.name)`" })
            problems.error(
                .twoDefaultGateways, "the same default gateway \(shared) is given on \(all)\(place)",
                at: gateways[1].span,
                help:
                    "keep it on the one interface in the router's network; guests on the other bridges have gateways of"
                    + " their own, the host does not", related: others)
            return true
        }
        problems.error(
            .twoDefaultGateways,
            "\(gateways.count == 2 ? "two" : "\(gateways.count)") default gateways for \(table.family.label)\(place): \(names)",
            at: gateways[1].span,
            help: isMain(table)
                ? "a host has one: keep the line that leads to the rest of the world; for single networks behind another"
                    + " router write `routes`" : "a table has one: keep one of these lines",
            related: others)
        return true
    }

    private func isMain(_ table: Table) -> Bool { table.number == RoutingTable.main }

    private static func list(_ names: [String]) -> String {
        guard names.count <= 5 else { return names.prefix(4).joined(separator: ", ") + " and \(names.count - 4) more" }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    private func asRoute(_ gateways: [Gateway]) {
        for gateway in gateways where gateway.isRoute {
            let key = gateway.address?.family == .v6 ? "gateway6" : "gateway"
            problems.error(
                .defaultRouteInMain, "a default route in the main table is written as `\(key)`", at: gateway.span,
                help: gateway.address.map { "remove the route and write `\(key): \($0)`" }
                    ?? "remove the route and write `\(key):` with the address of the router")
        }
    }

    // MARK: Given by the network

    /// Warns where DHCP or router advertisements may bring a second default gateway.
    private func automatic(_ family: IPFamily, _ given: [Gateway]) {
        var gateways: [Gateway] = []
        for spec in draft.withLayer3 where draft.vrf(of: spec.name) == nil {
            let layer3 = spec.layer3
            let key = family == .v4 ? layer3.dhcp4 : layer3.acceptRA
            guard let key, key.value, layer3.refusesGateway(family) == nil, !layer3.broken.contains("never-default"),
                layer3.gateway(family) == nil
            else { continue }
            gateways.append(Gateway(spec: spec, address: nil, span: key.span, metric: layer3.routeMetric?.value))
        }
        let all = gateways + given
        guard let first = gateways.first, all.count > 1 else { return }
        let metrics = all.compactMap(\.metric)
        if metrics.count == all.count, Set(metrics).count == metrics.count { return }
        let source = family == .v4 ? "DHCP" : "router advertisements"
        if let gateway = given.first {
            problems.warning(
                .automaticDefaultGateways,
                "\(source) on `\(first.spec.name)` may bring a second default gateway beside that of `\(gateway.spec.name)`",
                at: first.span,
                help: "write `never-default: true` for `\(first.spec.name)`, or give both a `route-metric`",
                related: [(gateway.span, "the other is here")])
        } else {
            let second = gateways[1]
            problems.warning(
                .automaticDefaultGateways,
                "\(source) on \(Self.list(gateways.map { "`\($0.spec.name)`" })) may bring a default gateway each",
                at: second.span,
                help: "write `never-default: true` for all but one, or give each its own `route-metric`",
                related: [(first.span, "the first is here")])
        }
    }
}
