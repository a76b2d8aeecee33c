package import NetTypes

/// A route (`RTM_NEWROUTE`, linux/rtnetlink.h).
package struct KernelRoute: Hashable, Sendable, Codable {
    /// The destination; 0.0.0.0/0 or ::/0 for the default route.
    package let destination: IPPrefix
    /// The routing table that has the route.
    package var table = RoutingTable.main
    /// The next hops: none for a route that rejects packets, several for a multipath route.
    package var nextHops: [NextHop] = []
    /// The route's metric; the lowest wins, and 0 means that none was given (IPv4).
    package var metric = 0
    /// Who made the route (`RTPROT_…`): 2 kernel, 3 boot, 4 static, 9 router advertisement, 16 DHCP.
    package var `protocol`: UInt8 = 0
    package var type = RouteType.unicast
    package var scope = KernelScope.global
    /// The source address for packets that the host sends by this route.
    package var preferredSource: IPAddress?
    /// The path MTU that the route prescribes, in bytes (`RTAX_MTU`).
    package var mtu: Int?
    /// The greatest segment that TCP asks the other side for, in bytes (`RTAX_ADVMSS`).
    package var advertisedMSS: Int?

    /// One next hop of a route.
    package struct NextHop: Hashable, Sendable, Codable {
        /// The router; `nil` when the destination is on the link itself.
        package var gateway: IPAddress?
        /// The link to send on.
        package var outputIndex: Int?
        /// The hop's share in a multipath route, from 1.
        package var weight = 1
        /// Whether the gateway counts as reachable on the link whatever the addresses are (`RTNH_F_ONLINK`).
        package var isOnLink = false
        /// Whether the kernel skips this hop because the link is down or has no carrier (`RTNH_F_DEAD`,
        /// `RTNH_F_LINKDOWN`).
        package var isDead = false

        /// A next hop of which nothing is known.
        package init() {}
    }

    /// A route in the main table of which nothing else is known.
    package init(destination: IPPrefix) {
        self.destination = destination
    }

    package var family: IPFamily { destination.family }
    package var isDefault: Bool { destination.isDefault }
    /// Whether the route is in the main table, which ordinary traffic uses (`RT_TABLE_MAIN`).
    package var isMain: Bool { table == RoutingTable.main }
    /// The gateway of the first next hop.
    package var gateway: IPAddress? { nextHops.first?.gateway }
    /// The link index of the first next hop.
    package var outputIndex: Int? { nextHops.first?.outputIndex }
    package var isOnLink: Bool { nextHops.first?.isOnLink ?? false }
}

/// What a route does with a packet (`RTN_…`; the kernel's numbers, ip-route(8)).
package struct RouteType: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let unicast = RouteType(rawValue: 1)
    package static let local = RouteType(rawValue: 2)
    package static let broadcast = RouteType(rawValue: 3)
    package static let anycast = RouteType(rawValue: 4)
    package static let multicast = RouteType(rawValue: 5)
    package static let blackhole = RouteType(rawValue: 6)
    package static let unreachable = RouteType(rawValue: 7)
    package static let prohibit = RouteType(rawValue: 8)
    package static let `throw` = RouteType(rawValue: 9)

    /// Whether packets are rejected, which concerns no link.
    package var isRejection: Bool { [.blackhole, .unreachable, .prohibit].contains(self) }
}
