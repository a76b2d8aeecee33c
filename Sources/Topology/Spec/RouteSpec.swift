import NetTypes

/// A static route, as the spec gives it.
struct RouteSpec: Sendable {
    /// The place of the whole route.
    let span: Span
    let destination: Located<IPPrefix>
    let via: Located<IPAddress>?
    let metric: Located<Int>?
    let table: Located<Int>?
    let type: Located<Route.Rejection>?
    let source: Located<IPAddress>?
    let isOnLink: Located<Bool>?
    let mtu: Located<Int>?
    let advertisedMSS: Located<Int>?
    let scope: Located<Route.Scope>?

    static let keys = [
        "to", "via", "metric", "table", "type", "src", "on-link", "mtu", "advmss", "scope",
    ]

    /// The keys that a route which rejects packets can have.
    private static let keysOfRejection: Set<String> = ["to", "metric", "table", "type"]

    init?(_ node: SpecNode, problems: Problems) {
        let example = "{to: 10.20.0.0/16, via: 10.0.100.1}"
        guard
            var fields = Fields(
                node, of: "a route", known: Self.keys, example: example, problems: problems)
        else { return nil }
        let via = fields.read("via") { problems.nextHop($0) }
        metric = fields.read("metric") { problems.integer($0, in: 0...4_294_967_295, example: 100) }
        table = fields.read("table") { problems.table($0) }
        type = fields.read("type") { problems.word($0, as: Route.Rejection.self) }
        source = fields.read("src") { problems.source($0) }
        isOnLink = fields.read("on-link", problems.boolean)
        mtu = fields.read("mtu") { problems.integer($0, in: MTU.range, example: 1400) }
        advertisedMSS = fields.read("advmss") { problems.integer($0, in: 1...65_535, example: 1360) }
        scope = fields.read("scope") { problems.word($0, as: Route.Scope.self) }
        guard let destination = problems.destination(fields, via, isRejection: type != nil, node, example) else {
            return nil
        }
        let family = destination.value.family
        for (key, address) in [("via", via), ("src", source)] {
            guard let address, address.value.family != family else { continue }
            problems.error(
                .wrongFamily,
                "the route to \(destination.value) is \(family.label) and its `\(key)` \(address.value) is"
                    + " \(address.value.family.label)", at: address.span)
            return nil
        }
        if let scope, family == .v6 {
            problems.error(
                .wrongFamily, "the route to \(destination.value) is IPv6, which has no scopes of routes",
                at: scope.span,
                help: "remove `scope`")
            return nil
        }
        if let type, let key = Self.keys.first(where: { fields[$0] != nil && !Self.keysOfRejection.contains($0) }),
            let other = fields[key]
        {
            problems.error(
                .routeContradiction, "a route of `type: \(type.value.rawValue)` sends nothing, and has `\(key)`",
                at: other.key.span, help: "remove one of them", related: [(type.span, "the type is here")])
            return nil
        }
        if let isOnLink, isOnLink.value, via == nil, fields.lacks("via") {
            problems.error(
                .routeContradiction, "`on-link` says that the router is on the link, and the route has no `via`",
                at: isOnLink.span, help: "remove `on-link`: a route without `via` is to what is on the link itself")
            return nil
        }
        if !fields.broken.isEmpty { return nil }
        self.destination = destination
        self.via = via
        span = node.span
    }

    var tableNumber: Int? { table?.value }

    /// The route as a topology has it.
    var assembled: Route {
        var route = Route(
            destination: destination.value, via: via?.value, metric: metric?.value, table: table?.value)
        route.rejection = type?.value
        route.source = source?.value
        route.isOnLink = isOnLink?.value ?? false
        route.mtu = mtu?.value
        route.advertisedMSS = advertisedMSS?.value
        route.scope = scope?.value
        return route
    }
}

extension Problems {
    /// Reads the router of a route.
    fileprivate func nextHop(_ field: Field) -> Located<IPAddress>? {
        if case .sequence = field.value.content, !isPoisoned(field.value.span) {
            error(
                .notInNetworkManager, "a route has one `via`: several next hops for one destination are not made",
                at: field.span,
                help:
                    "bond the two ways, or write a route for each with its own `metric`: the lowest is used."
                    + " NetworkManager joins next hops of all its profiles into one route, for IPv4 alone, so none of them"
                    + " could be checked or rolled back by itself")
            return nil
        }
        return address(field.value, at: field.span, "`via`", example: "via: 10.0.100.1")
    }

    /// Reads the address that packets are sent from.
    fileprivate func source(_ field: Field) -> Located<IPAddress>? {
        guard let address = address(field.value, at: field.span, "`src`", example: "src: 10.0.100.10") else {
            return nil
        }
        if address.value.isMulticast || address.value.isUnspecified {
            error(.badValue, "nothing can be sent from \(address.value)", at: address.span)
            return nil
        }
        return address
    }

    /// Reads the destination of a route, `to`.
    fileprivate func destination(
        _ fields: Fields, _ via: Located<IPAddress>?, isRejection: Bool, _ node: SpecNode, _ example: String
    ) -> Located<IPPrefix>? {
        guard let to = fields["to"] else {
            guard fields.lacks("to") else { return nil }
            error(
                .missingKey, "a route needs `to`, its destination", at: node.span,
                help: "write for example `\(example)`")
            return nil
        }
        guard let text = text(to.value, at: to.span, "`to`", "a network", example: "to: 10.20.0.0/16") else {
            return nil
        }
        if text.value == "default" {
            if let via, let all = IPPrefix(IPAddress(family: via.value.family, bits: 0), length: 0) {
                return Located(value: all, span: text.span)
            }
            if isRejection {
                error(
                    .missingKey, "`to: default` is IPv4 or IPv6, and nothing says which", at: text.span,
                    help: "write the family: `to: 0.0.0.0/0` or `to: ::/0`")
            } else if fields.lacks("via") {
                error(
                    .missingKey, "a route `to: default` needs `via`", at: text.span,
                    help: "write the router: `{to: default, via: 10.0.100.1, table: 100}`, or the family:"
                        + " `to: 0.0.0.0/0` or `to: ::/0`")
            }
            return nil
        }
        guard let network = network(text) else { return nil }
        guard network.value.isNetwork else {
            error(
                .routeHostBits, "\(quoted(text.value)) is an address within a network, not a network",
                at: text.span,
                help:
                    "write `to: \(network.value.network)`, or `to: \(network.value.address)/\(network.value.family.bits)`"
                    + " for this one host")
            return nil
        }
        return network
    }
}
