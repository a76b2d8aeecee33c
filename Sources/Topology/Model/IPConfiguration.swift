package import NetTypes

/// The layer 3 configuration of one interface for one IP family.
package struct IPConfiguration: Hashable, Sendable {
    package var method: Method
    /// Static addresses in the order of the spec; the first is the primary one.
    package var addresses: [IPPrefix] = []
    package var gateway: IPAddress?
    package var routes: [Route] = []
    /// The rules that choose a routing table; the kernel asks for no addresses for them.
    package var rules: [RoutingRule] = []
    package var dnsServers: [IPAddress] = []
    package var dnsSearch: [String] = []
    /// NetworkManager's `dns-priority`: lower wins; 0 means its default.
    package var dnsPriority: Int?
    /// NetworkManager's `route-metric`, 0 to 4294967295; lower wins.
    package var routeMetric: Int?
    /// Whether NetworkManager never takes a default route from this interface (its `never-default`).
    package var neverDefault = false
    /// Whether the interface also gets an IPv4 link-local address, besides those of its method.
    package var hasLinkLocal = false
    /// Whether the interface counts as up only once it has addresses of this family (NetworkManager's `may-fail`).
    package var isRequired = false
    /// How long to look for duplicates of IPv4 addresses, in milliseconds; `nil` for NetworkManager's default.
    package var duplicateTimeout: Int?
    package var dhcp = DHCPClient()
    /// How long to wait for a router's advertisement, in seconds; `nil` for NetworkManager's default.
    package var advertisementTimeout: Int?
    /// Whether DNS servers and domains that the network brings are not used.
    package var ignoresDNS = false
    /// Whether routes that the network brings are not used.
    package var ignoresRoutes = false
    /// How IPv6 addresses are made; `nil` for stable-privacy.
    package var addressGeneration: AddressGeneration?
    /// Whether there are temporary IPv6 addresses; `nil` for NetworkManager's default.
    package var privacy: AddressPrivacy?
    /// The interface's part of IPv6 addresses, in place of one that is made.
    package var token: IPAddress?
    /// Options of resolv.conf(5).
    package var dnsOptions: [String] = []

    /// How the interface gets its addresses, by the names of NetworkManager's `ipv4.method` and `ipv6.method`.
    package enum Method: String, Hashable, Sendable {
        /// No address at all; for IPv6, not even a link-local one.
        case disabled
        /// The static addresses only.
        case manual
        /// IPv4: DHCP. IPv6: router advertisements, and DHCPv6 where they ask for it.
        case auto
        /// IPv6: DHCPv6 without addresses from router advertisements.
        case dhcp
        /// An address for this link only, and no other.
        case linkLocal = "link-local"
    }

    package init(method: Method) { self.method = method }

    package static let disabled = IPConfiguration(method: .disabled)
}

/// The layer 3 configuration of one interface that concerns both IP families.
package struct CommonConfiguration: Hashable, Sendable {
    /// Multicast DNS (RFC 6762); `nil` for NetworkManager's default.
    package var mdns: NameDiscovery?
    /// Link-local multicast name resolution (RFC 4795); `nil` for NetworkManager's default.
    package var llmnr: NameDiscovery?
    /// How long the start of the host waits for the interface to appear and have a carrier, in seconds.
    package var carrierTimeout: Int?
    /// The zone of firewalld that the interface is in; `nil` for firewalld's default zone.
    package var zone: String?
    /// What Multipath TCP does with the interface's addresses, as the sum of `MultipathUse`'s bits; `nil` for
    /// NetworkManager's default.
    package var multipath: Int?

    package init() {}
}

/// What Multipath TCP does with an interface's addresses, with NetworkManager's bits.
package enum MultipathUse {
    package static let disabled = 1
    package static let enabled = 2
    package static let words: [(word: String, bit: Int)] = [
        ("disabled", 1), ("enabled", 2), ("also-without-sysctl", 4), ("also-without-default-route", 8), ("signal", 16),
        ("subflow", 32), ("backup", 64), ("fullmesh", 128), ("laminar", 256),
    ]
}

/// A static route.
package struct Route: Hashable, Sendable {
    package let destination: IPPrefix
    /// The next hop; `nil` for a destination on the link itself.
    package let via: IPAddress?
    /// The route's metric, 0 to 4294967295; `nil` for NetworkManager's default.
    package let metric: Int?
    /// The routing table, 1 to 4294967295; `nil` for `main` (254).
    package let table: Int?
    /// How the route rejects packets; `nil` for one that sends them.
    package var rejection: Rejection?
    /// The address that this host's own packets are sent from; `nil` for the kernel's choice.
    package var source: IPAddress?
    /// Whether the router counts as reachable on the link whatever the addresses are.
    package var isOnLink = false
    /// The path MTU in bytes; `nil` for the interface's MTU.
    package var mtu: Int?
    /// The greatest segment in bytes that TCP asks the other side for; `nil` for the kernel's choice.
    package var advertisedMSS: Int?
    /// How far away the destination is (IPv4); `nil` for NetworkManager's choice.
    package var scope: Scope?

    /// How a route rejects packets.
    package enum Rejection: String, Hashable, Sendable, CaseIterable {
        /// Packets are dropped without a word.
        case blackhole
        /// The sender is told that the host is unreachable.
        case unreachable
        /// The sender is told that it is not allowed.
        case prohibit
    }

    /// How far away the destination of an IPv4 route is (rtnetlink(7)).
    package enum Scope: String, Hashable, Sendable, CaseIterable {
        case global, site, link, host, nowhere

        /// The kernel's number, `RT_SCOPE_…`.
        package var number: UInt8 {
            switch self {
            case .global: 0
            case .site: 200
            case .link: 253
            case .host: 254
            case .nowhere: 255
            }
        }
    }

    package init(destination: IPPrefix, via: IPAddress? = nil, metric: Int? = nil, table: Int? = nil) {
        self.destination = destination
        self.via = via
        self.metric = metric
        self.table = table
    }
}
