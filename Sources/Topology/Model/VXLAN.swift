package import NetTypes

/// A VXLAN interface: its Ethernet frames travel in UDP packets to other hosts (RFC 7348).
package struct VXLAN: Hashable, Sendable {
    /// The UDP port of VXLAN (IANA, RFC 7348 §5); NetworkManager and older kernels have 8472 by default.
    package static let standardPort = 4789

    /// The network identifier (VNI), 1 to 16777215.
    package let id: Int
    /// The interface that its packets leave by; `nil` where routes decide.
    package var parent: InterfaceName?
    /// The source address of its packets; `nil` where routes decide.
    package var local: IPAddress?
    /// The other end, or the multicast group of all other ends; `nil` where another program fills the table of ends.
    package var remote: IPAddress?
    /// The UDP port of the other ends.
    package var port = standardPort
    /// The time to live of its packets, 1 to 255; `nil` for the kernel's choice.
    package var ttl: Int?
    /// Whether it learns by incoming frames which end an address is behind.
    package var learning = true

    package init(id: Int) { self.id = id }

    /// The bytes that its packets have beyond the frames in them: Ethernet's header, VXLAN's, UDP's and IP's.
    package var overhead: Int { (remote ?? local)?.family == .v6 ? 70 : 50 }
}
