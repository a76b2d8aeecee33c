import Host
import Kernel
import NetTypes

/// D010: more than one default route.
enum RouteRules {
    static func findings(_ site: Site) -> [Finding] {
        IPFamily.allCases.compactMap { family in
            let routes = site.kernel.defaultRoutes(family).filter { $0.type == .unicast && !$0.nextHops.isEmpty }
            // A multipath route is intentional, and two routes by the same way count as one.
            var ways: [Way] = []
            for route in routes {
                guard let hop = route.nextHops.first else { continue }
                let way = Way(hop.gateway, site.name(hop.outputIndex), route.metric, isDHCP: route.protocol == 16)
                if !ways.contains(where: { $0.gateway == way.gateway && $0.link == way.link }) { ways.append(way) }
            }
            // Several routers on one link are usual with IPv6 (RFC 4861 §6.3.6), and with IPv4 a second one as a spare.
            guard Set(ways.map(\.link)).count > 1, let first = ways.first else { return nil }
            return finding(family, ways, first, site)
        }
    }

    private struct Way {
        let gateway: IPAddress?
        let link: String
        let metric: Int
        let isDHCP: Bool

        init(_ gateway: IPAddress?, _ link: String, _ metric: Int, isDHCP: Bool) {
            self.gateway = gateway
            self.link = link
            self.metric = metric
            self.isDHCP = isDHCP
        }

        var words: String { (gateway.map { "via \($0) " } ?? "") + "on \(link)" }
    }

    private static func finding(_ family: IPFamily, _ ways: [Way], _ first: Way, _ site: Site) -> Finding {
        let isTie = ways.dropFirst().contains { $0.metric == first.metric }
        let flag = family == .v4 ? "-4" : "-6"
        let steps = ways.dropFirst().map { way in
            let profile = site.activeProfile(way.link) ?? way.link
            let setting = family == .v4 ? "ipv4" : "ipv6"
            return Finding.Step(
                way.isDHCP
                    ? "if \(first.link) is the right one: take no default route from \(way.link)"
                    : "if \(first.link) is the right one: remove `gateway` of \(way.link) from the spec, or",
                command: way.isDHCP
                    ? "nmcli connection modify '\(profile)' \(setting).never-default yes && nmcli device reapply "
                        + "\(way.link)"
                    : "nmcli connection modify '\(profile)' \(setting).gateway '' && nmcli device reapply \(way.link)")
        }
        return Finding(
            .severalDefaultRoutes, .problem, on: ways.map(\.link),
            "\(ways.count) \(family.label) default routes: \(ways.map(\.words).list)",
            seen: ways.map { .init("default \($0.words), metric \($0.metric)") }
                + [.init("the one with the lowest metric is used", command: "ip \(flag) route show default")],
            meaning: isTie
                ? "The metrics are the same, so which one is used is chance, and may be another one after the "
                    + "next activation. A host has one default gateway; each further one cuts off whoever comes in "
                    + "by the other."
                : "Everything that is not on a network of this host goes \(first.words), also the answers to "
                    + "whoever came in by \(ways.dropFirst().map(\.link).list): such connections are often dropped "
                    + "on the way. Guests have gateways of their own and need none here.",
            here: steps)
    }
}
