package import NetTypes

/// A route (`RTM_NEWROUTE`, linux/rtnetlink.h).
package struct KernelRoute: Hashable, Sendable, Codable {
    /// Where it leads; 0.0.0.0/0 or ::/0 is the default route.
    package let destination: IPPrefix
    /// The table it is in.
    package var table = RoutingTable.main
    /// The ways to take: none for a route that refuses, several for a multipath route.
    package var nextHops: [NextHop] = []
    /// The lowest wins; 0 when none was given (IPv4).
    package var metric = 0
    /// Who made it (`RTPROT_…`): 2 kernel, 3 boot, 4 static, 9 router advertisement, 16 DHCP.
    package var `protocol`: UInt8 = 0
    package var type = RouteType.unicast
    package var scope = KernelScope.global
    /// The source address to use.
    package var preferredSource: IPAddress?

    /// One way of a route.
    package struct NextHop: Hashable, Sendable, Codable {
        /// `nil` when the destination is on the link itself.
        package var gateway: IPAddress?
        /// The link to send on.
        package var outputIndex: Int?
        /// The share in a multipath route, from 1.
        package var weight = 1
        /// The gateway counts as reachable on the link whatever the addresses say (`RTNH_F_ONLINK`).
        package var isOnLink = false
        /// The link is down or has no carrier, so this way is not taken (`RTNH_F_DEAD`, `RTNH_F_LINKDOWN`).
        package var isDead = false

        /// A way of which nothing is known.
        package init() {}
    }

    /// A route in the main table of which nothing else is known.
    package init(destination: IPPrefix) {
        self.destination = destination
    }

    package var family: IPFamily { destination.family }
    package var isDefault: Bool { destination.isDefault }
    /// It is in the table that ordinary traffic uses (`RT_TABLE_MAIN`).
    package var isMain: Bool { table == RoutingTable.main }
    /// The gateway of the first way.
    package var gateway: IPAddress? { nextHops.first?.gateway }
    /// The link of the first way.
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
}
