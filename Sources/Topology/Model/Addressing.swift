/// What an interface tells DHCP servers of this host, and how long it waits for them.
package struct DHCPClient: Hashable, Sendable {
    /// DHCPv4's client identifier: `mac`, `duid` and the like, hexadecimal bytes, or a text.
    package var clientID: String?
    /// DHCPv6's unique identifier: `ll`, `stable-uuid` and the like, or hexadecimal bytes.
    package var duid: String?
    /// The identity association identifier: `mac`, `ifname` and the like, or a number.
    package var iaid: String?
    /// The host name that is sent; `nil` for the host's own.
    package var hostname: String?
    /// Whether a host name is sent; `nil` for NetworkManager's default.
    package var sendsHostname: Bool?
    /// How long to wait for an answer, in seconds; `nil` for NetworkManager's default.
    package var timeout: Int?

    package init() {}
}

/// How the interface's part of an IPv6 address is made, with NetworkManager's numbers.
package enum AddressGeneration: Int, Hashable, Sendable {
    /// From the MAC address (RFC 4291).
    case eui64 = 0
    /// From a secret of the host's and the prefix (RFC 7217).
    case stablePrivacy = 1
}

/// Whether the host makes temporary IPv6 addresses (RFC 8981), with NetworkManager's numbers.
package enum AddressPrivacy: Int, Hashable, Sendable {
    case disabled = 0
    /// There are temporary addresses, and the host prefers the other ones.
    case preferPublic = 1
    /// There are temporary addresses, and the host prefers them.
    case preferTemporary = 2
}

/// How an interface takes part in a way of finding names without a server, with NetworkManager's numbers.
package enum NameDiscovery: Int, Hashable, Sendable {
    case off = 0
    /// The host asks, and does not answer.
    case resolve = 1
    case on = 2
}
