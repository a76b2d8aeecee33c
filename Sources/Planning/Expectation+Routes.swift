import Host
import NetTypes
import Topology

extension InterfaceCheck {
    /// Compares routes both ways: those that are missing, and those that NetworkManager has from elsewhere.
    mutating func checkRoutes(_ wanted: IPConfiguration, _ family: IPFamily) {
        let routes = link.routes.filter { $0.destination.family == family }
        let metric = Self.kernelMetric(wanted.routeMetric, family)
        if let gateway = wanted.gateway {
            let found = routes.filter { $0.destination.isDefault && $0.via == gateway && $0.table == table }
            if found.isEmpty {
                note(.layer3, "there is no default route by \(gateway) on it")
            } else {
                checkMetric(found, metric, "the default route by \(gateway)")
            }
        }
        checkRejections(wanted, family)
        for route in wanted.routes where route.rejection == nil {
            let found = routes.filter { fits($0, route) }
            if found.isEmpty {
                note(.layer3, "there is no route to \(route.destination) on it")
            } else {
                checkMetric(
                    found, Self.kernelMetric(route.metric, family) ?? metric, "the route to \(route.destination)")
                checkParts(of: route, found)
            }
        }
        for route in routes where isLeft(route, wanted) { noteLeft(route, wanted) }
    }

    /// The table that the interface's routes are in unless they say otherwise.
    private var table: Int {
        if let vrf = interface.vrf { return vrf.table }
        guard case .vrf(let name)? = interface.attachment else { return RoutingTable.main }
        return live.links[name]?.vrfTable ?? RoutingTable.main
    }

    /// Checks routes that reject packets, which are on no link.
    private mutating func checkRejections(_ wanted: IPConfiguration, _ family: IPFamily) {
        for route in wanted.routes {
            guard let rejection = route.rejection else { continue }
            let found = live.rejections.filter {
                $0.destination == route.destination && $0.table == route.table ?? table
            }
            guard let first = found.first else {
                note(.layer3, "there is no \(rejection.rawValue) route to \(route.destination)")
                continue
            }
            guard let match = found.first(where: { $0.type == RouteType(rejection) }) else {
                note(.layer3, "the route to \(route.destination) is \(first.type.word), not \(rejection.rawValue)")
                continue
            }
            if let metric = Self.kernelMetric(route.metric, family), match.metric != metric {
                note(.layer3, "the metric of the route to \(route.destination) is \(match.metric), not \(metric)")
            }
        }
    }

    /// Checks what a route prescribes; a route of a profile has what its profile says, and nothing else.
    private mutating func checkParts(of route: Route, _ found: [LiveLink.RouteState]) {
        func differs(_ state: LiveLink.RouteState) -> String? {
            if state.source != route.source, route.source != nil {
                return
                    "source address of \(state.source?.description ?? "nothing"), not \(route.source?.description ?? "")"
            }
            if state.mtu != route.mtu { return "MTU of \(Self.word(state.mtu)), not \(Self.word(route.mtu))" }
            if state.advertisedMSS != route.advertisedMSS {
                return "advmss of \(Self.word(state.advertisedMSS)), not \(Self.word(route.advertisedMSS))"
            }
            if let scope = route.scope, let have = state.scope, have != scope.number {
                return "scope of \(have), not \(scope.number) (\(scope.rawValue))"
            }
            return nil
        }
        guard !found.contains(where: { differs($0) == nil }), let first = found.first, let text = differs(first) else {
            if route.isOnLink, !found.contains(where: \.isOnLink) {
                note(.layer3, "the route to \(route.destination) is not on-link")
            }
            return
        }
        note(.layer3, "the route to \(route.destination) has a \(text)")
    }

    private static func word(_ number: Int?) -> String { number.map(String.init) ?? "nothing" }

    private mutating func checkMetric(_ routes: [LiveLink.RouteState], _ wanted: Int?, _ what: String) {
        guard let wanted, let first = routes.first, !routes.contains(where: { $0.metric == wanted }) else { return }
        note(.layer3, "the metric of \(what) is \(first.metric), not \(wanted)")
    }

    private mutating func noteLeft(_ route: LiveLink.RouteState, _ wanted: IPConfiguration) {
        if route.destination.isDefault {
            let by = route.via.map { " by \($0)" } ?? ""
            note(
                .layer3,
                "it has a default route\(by), which \(wanted.neverDefault ? "is never to be" : "nobody asked for")")
        } else {
            note(.layer3, "it has a route to \(route.destination), which nobody asked for")
        }
    }

    /// Whether NetworkManager has the route from a profile, DHCP or an advertisement, and the spec does not.
    private func isLeft(_ route: LiveLink.RouteState, _ wanted: IPConfiguration) -> Bool {
        guard let origin = route.origin else { return false }
        let isAutomatic = wanted.method == .auto || wanted.method == .dhcp
        if route.destination.isDefault, wanted.neverDefault, isAutomatic, route.table == table {
            return Self.ofNetwork.contains(origin) && !wanted.routes.contains { fits(route, $0) }
        }
        if wanted.ignoresRoutes, isAutomatic, route.via != nil, !route.destination.isDefault,
            [9, 16].contains(origin)
        {
            return true
        }
        // `ip route` marks a person's routes as `boot`, and other programs use numbers of their own.
        guard origin == Self.ofProfile else { return false }
        if route.destination.isDefault, route.table == table {
            // A route of DHCP is marked as such; without `gateway`, a profile brings none.
            return route.via != wanted.gateway && !wanted.routes.contains { fits(route, $0) }
        }
        // NetworkManager adds the route to multicast groups beside an IPv4 link-local address.
        if wanted.hasLinkLocal || wanted.method == .linkLocal, route.destination.description == "224.0.0.0/4" {
            return false
        }
        // The route to a router outside the interface's networks, which NetworkManager adds where it is needed.
        let isHost = route.destination.length == route.destination.family.bits
        if route.via == nil, isHost, link.routes.contains(where: { $0.via == route.destination.address }) {
            return false
        }
        return !wanted.routes.contains { fits(route, $0) }
    }

    private func fits(_ state: LiveLink.RouteState, _ route: Route) -> Bool {
        route.rejection == nil && state.destination == route.destination && state.via == route.via
            && state.table == route.table ?? table
    }

    /// The metric that the kernel shows: 1024 for an IPv6 route without a metric.
    private static func kernelMetric(_ metric: Int?, _ family: IPFamily) -> Int? {
        metric == 0 && family == .v6 ? 1024 : metric
    }

    /// The origin of routes from a profile, `RTPROT_STATIC`.
    private static let ofProfile: UInt8 = 4
    /// The origins of routes from the network: `RTPROT_RA`, `RTPROT_DHCP` and, since NetworkManager uses it for some,
    /// `RTPROT_STATIC`.
    private static let ofNetwork: Set<UInt8> = [4, 9, 16]
}

extension RouteType {
    init(_ rejection: Route.Rejection) {
        self =
            switch rejection {
            case .blackhole: .blackhole
            case .unreachable: .unreachable
            case .prohibit: .prohibit
            }
    }

    /// What the spec calls it.
    var word: String {
        switch self {
        case .blackhole: Route.Rejection.blackhole.rawValue
        case .unreachable: Route.Rejection.unreachable.rawValue
        case .prohibit: Route.Rejection.prohibit.rawValue
        default: "of type \(rawValue)"
        }
    }
}
