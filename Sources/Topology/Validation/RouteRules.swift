import NetTypes
import OrderedCollections

/// Static routes: next hops that can be reached, destinations that are told apart.
struct RouteRules {
    let draft: Draft
    let problems: Problems

    private struct Key: Hashable {
        let destination: IPPrefix
        let table: Int
    }

    func check() {
        var seen: [Key: [(route: RouteSpec, name: InterfaceName)]] = [:]
        for spec in draft.withLayer3 {
            for route in spec.layer3.routes {
                nextHop(route, spec)
                // Default routes have a rule of their own.
                if route.destination.value.isDefault { continue }
                let key = Key(destination: route.destination.value, table: route.tableNumber)
                if let first = seen[key]?.first(where: { !Self.differ($0.route, route) }) {
                    twice(route, spec.name, first)
                } else if seen[key, default: []].count < 64 {
                    seen[key, default: []].append((route, spec.name))
                }
            }
        }
    }

    /// Metrics that are both given tell two routes to one destination apart.
    private static func differ(_ left: RouteSpec, _ right: RouteSpec) -> Bool {
        guard let left = left.metric?.value, let right = right.metric?.value else { return false }
        return left != right
    }

    private func twice(_ route: RouteSpec, _ name: InterfaceName, _ first: (route: RouteSpec, name: InterfaceName)) {
        let place = route.tableNumber == RouteSpec.mainTable ? "" : " in table \(route.tableNumber)"
        problems.error(
            .routeTwice,
            first.name == name
                ? "`\(name)` has two routes to \(route.destination.value)\(place)"
                : "`\(first.name)` and `\(name)` both have a route to \(route.destination.value)\(place)",
            at: route.destination.span, help: "remove one, or give each its own `metric`: the lowest is used",
            related: [(first.route.destination.span, "the first is here")])
    }

    private func nextHop(_ route: RouteSpec, _ spec: InterfaceSpec) {
        guard let via = route.via, !spec.layer3.addresses(via.value.family).isEmpty else { return }
        if let own = spec.layer3.addresses.first(where: { $0.value.address == via.value }) {
            problems.error(
                .gatewayIsOwnAddress, "the next hop \(via.value) is the address of `\(spec.name)` itself", at: via.span,
                help: "write the address of the router, or no `via` for a network on the link itself",
                related: [(own.span, "its address is here")])
        } else if !spec.reaches(via.value) {
            problems.error(
                .nextHopOffLink, "the next hop \(via.value) is not in a network of `\(spec.name)`", at: via.span,
                help: "correct `via`, or move the route to the interface in the router's network")
        }
    }
}

extension InterfaceSpec {
    /// The interface can have a neighbour with this address, as far as the spec tells.
    func reaches(_ address: IPAddress) -> Bool {
        if address.family == .v6, address.isLinkLocal { return true }
        if layer3.isAutomatic(address.family) || layer3.broken.contains("addresses") { return true }
        if layer3.addresses.contains(where: { $0.value.contains(address) }) { return true }
        return layer3.routes.contains {
            $0.via == nil && !$0.destination.value.isDefault && $0.destination.value.contains(address)
        }
    }
}
