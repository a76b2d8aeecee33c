import NetTypes
import OrderedCollections

/// The rules for static routes: their next hops can be reached, and routes to one destination differ.
struct RouteRules {
    let draft: Draft
    let problems: Problems

    private struct Key: Hashable {
        let destination: IPPrefix
        let table: Int
    }

    func check() {
        var seen: [Key: [(route: RouteSpec, name: InterfaceName)]] = [:]
        for spec in draft.withLayer3 where !spec.layer3.routes.isEmpty {
            let reach = LinkReach(spec)
            for route in spec.layer3.routes {
                nextHop(route, spec, reach)
                // GatewayRules checks default routes.
                if route.destination.value.isDefault, route.type == nil { continue }
                let key = Key(
                    destination: route.destination.value, table: route.tableNumber ?? draft.table(of: spec.name))
                if let first = seen[key]?.first(where: { !Self.differ($0.route, route) }) {
                    twice(route, spec.name, first)
                } else if seen[key, default: []].count < 64 {
                    seen[key, default: []].append((route, spec.name))
                }
            }
        }
    }

    /// Whether two routes to one destination can coexist: both have a metric, and the metrics differ.
    private static func differ(_ left: RouteSpec, _ right: RouteSpec) -> Bool {
        guard let left = left.metric?.value, let right = right.metric?.value else { return false }
        return left != right
    }

    private func twice(_ route: RouteSpec, _ name: InterfaceName, _ first: (route: RouteSpec, name: InterfaceName)) {
        let table = route.tableNumber ?? draft.table(of: name)
        let place = table == RoutingTable.main ? "" : " in table \(table)"
        problems.error(
            .routeTwice,
            first.name == name
                ? "`\(name)` has two routes to \(route.destination.value)\(place)"
                : "`\(first.name)` and `\(name)` both have a route to \(route.destination.value)\(place)",
            at: route.destination.span,
            help:
                "remove one, or give each its own `metric`: the lowest is used; several next hops at once are not made",
            related: [(first.route.destination.span, "the first is here")])
    }

    private func nextHop(_ route: RouteSpec, _ spec: InterfaceSpec, _ reach: LinkReach) {
        guard let via = route.via, reach.hasAddress(via.value.family), route.isOnLink?.value != true else { return }
        if let own = reach.own(via.value) {
            problems.error(
                .gatewayIsOwnAddress, "the next hop \(via.value) is the address of `\(spec.name)` itself", at: via.span,
                help: "write the address of the router, or no `via` for a network on the link itself",
                related: [(own.span, "its address is here")])
        } else if !reach.reaches(via.value) {
            problems.error(
                .nextHopOffLink, "the next hop \(via.value) is not in a network of `\(spec.name)`", at: via.span,
                help:
                    "correct `via`, or move the route to the interface in the router's network; a router that is on this"
                    + " link and in none of its networks is written with `on-link: true`")
        }
    }
}
