package import NetTypes

/// A tunnel: IP packets or Ethernet frames travel to another host inside IP packets.
package struct Tunnel: Hashable, Sendable {
    package let mode: TunnelMode
    /// The other end.
    package let remote: IPAddress
    /// The source address of its packets; `nil` where routes decide.
    package var local: IPAddress?
    /// The interface that its packets leave by; `nil` where routes decide.
    package var parent: InterfaceName?
    /// The key of its packets in both directions; `nil` for none.
    package var key: UInt32?
    /// The time to live of its packets, 1 to 255; `nil` to take it from the packets inside.
    package var ttl: Int?

    package init(mode: TunnelMode, remote: IPAddress) {
        self.mode = mode
        self.remote = remote
    }

    /// The bytes that its packets have at least beyond what they carry; a frame's own Ethernet header counts too.
    package var overhead: Int {
        let gre = 4 + (key == nil ? 0 : 4)
        return switch mode {
        case .gre: 20 + gre
        case .gretap: 20 + gre + 14
        case .ip6gre: 40 + gre
        case .ip6gretap: 40 + gre + 14
        case .ipip, .sit, .vti: 20
        case .vti6: 40
        }
    }
}
