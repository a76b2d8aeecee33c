package import NetTypes

/// The layer 3 configuration of one interface for one IP family.
package struct IPConfiguration: Hashable, Sendable {
    package var method: Method
    /// Static addresses in the order of the spec; the first is the primary one.
    package var addresses: [IPPrefix] = []
    package var gateway: IPAddress?
    package var routes: [Route] = []
    package var dnsServers: [IPAddress] = []
    package var dnsSearch: [String] = []
    /// NetworkManager's `dns-priority`: lower wins; 0 means its default.
    package var dnsPriority: Int?
    /// NetworkManager's `route-metric`, 0 to 4294967295; lower wins.
    package var routeMetric: Int?
    /// Whether NetworkManager never takes a default route from this interface (its `never-default`).
    package var neverDefault = false

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
    }

    package init(method: Method) { self.method = method }

    package static let disabled = IPConfiguration(method: .disabled)
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

    package init(destination: IPPrefix, via: IPAddress? = nil, metric: Int? = nil, table: Int? = nil) {
        self.destination = destination
        self.via = via
        self.metric = metric
        self.table = table
    }
}
