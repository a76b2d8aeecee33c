import NetTypes

/// Layer 3 of an interface, as the spec gives it.
struct Layer3Spec: Sendable {
    var addresses: [Located<IPPrefix>] = []
    var dhcp4: Located<Bool>?
    var dhcp6: Located<Bool>?
    var acceptRA: Located<Bool>?
    var gateway: Located<IPAddress>?
    var gateway6: Located<IPAddress>?
    var routes: [RouteSpec] = []
    var dnsServers: [Located<IPAddress>] = []
    var dnsSearch: [Located<String>] = []
    var dnsPriority: Located<Int>?
    var routeMetric: Located<Int>?
    var neverDefault: Located<Bool>?
    /// The first layer-3 key that the spec gives, readable or not; a key that is `false` does not count.
    var first: Located<String>?
    /// Keys that could not be read.
    var broken: Set<String> = []

    static let keys = [
        "addresses", "dhcp4", "dhcp6", "accept-ra", "gateway", "gateway6", "routes", "dns", "route-metric",
        "never-default",
    ]

    static let dnsKeys = ["servers", "search", "priority"]

    init() {}

    init(_ fields: inout Fields, problems: Problems) {
        first = Self.keys.compactMap { fields[$0] }.filter { !$0.isNo }.map(\.key).min { $0.span < $1.span }
        addresses = fields.readList(
            "addresses", example: "addresses: [10.0.100.10/24]", problems: problems, problems.prefix)
        dhcp4 = fields.read("dhcp4", problems.boolean)
        dhcp6 = fields.read("dhcp6", problems.boolean)
        acceptRA = fields.read("accept-ra", problems.boolean)
        gateway = fields.read("gateway") { problems.gateway($0, family: .v4) }
        gateway6 = fields.read("gateway6") { problems.gateway($0, family: .v6) }
        routes = fields.readList("routes", example: "routes: [{to: 10.20.0.0/16, via: 10.0.100.1}]", problems: problems)
        {
            RouteSpec($0, problems: problems)
        }
        routeMetric = fields.read("route-metric") { problems.integer($0, in: 0...4_294_967_295, example: 100) }
        neverDefault = fields.read("never-default", problems.boolean)
        if let dns = fields["dns"] {
            if var inner = Fields(
                dns.value, of: "`dns`", known: Self.dnsKeys, example: "dns: {servers: [10.0.100.53]}",
                problems: problems)
            {
                dnsServers = inner.readList("servers", example: "servers: [10.0.100.53]", problems: problems) {
                    problems.address($0, "a DNS server", example: "servers: [10.0.100.53]")
                }
                dnsSearch = inner.readList(
                    "search", example: "search: [example.net]", problems: problems, problems.domain)
                dnsPriority = inner.read("priority") {
                    problems.integer($0, in: -2_147_483_648...2_147_483_647, example: 10)
                }
            } else {
                broken.insert("dns")
            }
        }
        broken.formUnion(fields.broken.intersection(Self.keys))
    }

    /// Whether the spec gives any layer 3.
    var isGiven: Bool { first != nil }

    /// The static addresses of a family.
    func addresses(_ family: IPFamily) -> [Located<IPPrefix>] { addresses.filter { $0.value.family == family } }

    /// Whether addresses of a family come from the network.
    func isAutomatic(_ family: IPFamily) -> Bool {
        switch family {
        case .v4: dhcp4?.value == true
        case .v6: dhcp6?.value == true || acceptRA?.value == true
        }
    }

    /// Whether the family has addresses, or would have if everything could be read.
    func isEnabled(_ family: IPFamily) -> Bool {
        if !addresses(family).isEmpty || isAutomatic(family) { return true }
        return !broken.isDisjoint(with: ["addresses", family == .v4 ? "dhcp4" : "dhcp6", "accept-ra"])
    }

    func gateway(_ family: IPFamily) -> Located<IPAddress>? { family == .v4 ? gateway : gateway6 }
}

extension Field {
    fileprivate var isNo: Bool {
        if case .scalar("false", _) = value.content { true } else { false }
    }
}

/// A static route, as the spec gives it.
struct RouteSpec: Sendable {
    /// The place of the whole route.
    let span: Span
    let destination: Located<IPPrefix>
    let via: Located<IPAddress>?
    let metric: Located<Int>?
    let table: Located<Int>?

    static let keys = ["to", "via", "metric", "table"]

    init?(_ node: SpecNode, problems: Problems) {
        let example = "{to: 10.20.0.0/16, via: 10.0.100.1}"
        guard
            var fields = Fields(
                node, of: "a route", known: Self.keys, example: example, problems: problems)
        else { return nil }
        let via = fields.read("via") {
            problems.address($0.value, at: $0.span, "`via`", example: "via: 10.0.100.1")
        }
        metric = fields.read("metric") { problems.integer($0, in: 0...4_294_967_295, example: 100) }
        table = fields.read("table") { problems.table($0) }
        guard let to = fields["to"] else {
            guard fields.lacks("to") else { return nil }
            problems.error(
                .missingKey, "a route needs `to`, its destination", at: node.span,
                help: "write for example `\(example)`")
            return nil
        }
        guard let text = problems.text(to.value, at: to.span, "`to`", "a network", example: "to: 10.20.0.0/16") else {
            return nil
        }
        if text.value == "default" {
            guard let via, let all = IPPrefix(IPAddress(family: via.value.family, bits: 0), length: 0) else {
                if fields.lacks("via") {
                    problems.error(
                        .missingKey, "a route `to: default` needs `via`", at: text.span,
                        help: "write the router: `{to: default, via: 10.0.100.1, table: 100}`, or the family:"
                            + " `to: 0.0.0.0/0` or `to: ::/0`")
                }
                return nil
            }
            destination = Located(value: all, span: text.span)
        } else {
            guard let network = problems.network(text) else { return nil }
            guard network.value.isNetwork else {
                problems.error(
                    .routeHostBits, "\(quoted(text.value)) is an address within a network, not a network",
                    at: text.span,
                    help:
                        "write `to: \(network.value.network)`, or `to: \(network.value.address)/\(network.value.family.bits)`"
                        + " for this one host")
                return nil
            }
            destination = network
        }
        if let via, via.value.family != destination.value.family {
            problems.error(
                .wrongFamily,
                "the route to \(destination.value) is \(destination.value.family.label) and its `via` \(via.value) is"
                    + " \(via.value.family.label)", at: via.span)
            return nil
        }
        if !fields.broken.isEmpty { return nil }
        self.via = via
        span = node.span
    }

    var tableNumber: Int? { table?.value }
}

extension Problems {
    fileprivate func gateway(_ field: Field, family: IPFamily) -> Located<IPAddress>? {
        let key = field.key.value
        let example = "\(key): \(family == .v4 ? "10.0.100.1" : "2001:db8:100::1")"
        guard let address = address(field.value, at: field.span, "`\(key)`", example: example) else { return nil }
        if address.value.family != family {
            error(
                .wrongFamily, "`\(key)` takes an \(family.label) address, and \(address.value) is not one",
                at: address.span, help: "write `\(family == .v4 ? "gateway6" : "gateway"): \(address.value)`")
            return nil
        }
        if address.value.isMulticast || address.value.isUnspecified || address.value.isLoopback {
            error(.badValue, "\(address.value) cannot be a gateway", at: address.span)
            return nil
        }
        return address
    }

    fileprivate func table(_ field: Field) -> Located<Int>? {
        if case .scalar("main", _) = field.value.content {
            return Located(value: RoutingTable.main, span: field.value.span)
        }
        return integer(field, in: 1...4_294_967_295, example: 100)
    }

    /// Reads a DNS search domain; `~` before it marks a routing-only domain of NetworkManager and systemd-resolved.
    fileprivate func domain(_ node: SpecNode) -> Located<String>? {
        guard let text = text(node, "a search domain", "a domain name", example: "search: [example.net]") else {
            return nil
        }
        let name = text.value.hasPrefix("~") ? text.value.dropFirst() : text.value[...]
        let labels = (name.hasSuffix(".") ? name.dropLast() : name).split(
            separator: ".", omittingEmptySubsequences: false)
        let isRoot = name == "."
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy {
                    $0 == 0x2d || $0 == 0x5f || $0 >= 0x80 || Character(Unicode.Scalar($0)).isLetter
                        || Character(Unicode.Scalar($0)).isNumber
                }
        }
        if isRoot || (isName && name.utf8.count <= 253) { return text }
        error(
            .badValue, "\(quoted(text.value)) is not a domain name", at: text.span,
            help: "write for example `example.net`")
        return nil
    }
}
