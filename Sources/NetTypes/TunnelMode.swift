/// What a tunnel carries, and in which packets.
package enum TunnelMode: String, Hashable, Sendable, CaseIterable {
    /// IP packets in IPv4 packets (RFC 2784).
    case gre
    /// Ethernet frames in IPv4 packets (RFC 2784).
    case gretap
    /// IP packets in IPv6 packets (RFC 7676).
    case ip6gre
    /// Ethernet frames in IPv6 packets (RFC 7676).
    case ip6gretap
    /// IPv4 packets in IPv4 packets (RFC 2003).
    case ipip
    /// IPv6 packets in IPv4 packets (RFC 4213).
    case sit
    /// IP packets for IPsec, in IPv4 packets.
    case vti
    /// IP packets for IPsec, in IPv6 packets.
    case vti6

    /// NetworkManager's number (`NMIPTunnelMode`).
    package var number: UInt32 {
        switch self {
        case .ipip: 1
        case .gre: 2
        case .sit: 3
        case .vti: 5
        case .ip6gre: 8
        case .vti6: 9
        case .gretap: 10
        case .ip6gretap: 11
        }
    }

    /// The kernel's name of such a link, which is the mode's own.
    package var link: LinkKind { LinkKind(rawValue) }

    /// The mode of a link; `nil` for one that is no tunnel, or another one.
    package init?(_ link: LinkKind) { self.init(rawValue: link.name) }

    /// The family of the packets around what is carried.
    package var family: IPFamily {
        switch self {
        case .gre, .gretap, .ipip, .sit, .vti: .v4
        case .ip6gre, .ip6gretap, .vti6: .v6
        }
    }

    /// Whether the tunnel carries Ethernet frames, so that it may be a port or a parent.
    package var isEthernet: Bool { self == .gretap || self == .ip6gretap }

    /// Whether the tunnel's packets may have a key, which tells tunnels between the same ends apart.
    package var mayHaveKey: Bool { self != .ipip && self != .sit }
}
