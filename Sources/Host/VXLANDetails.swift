package import NetTypes

/// What a VXLAN link reports of itself (`IFLA_VXLAN_…`); its parent is the link's (`KernelLink.parentIndex`).
package struct VXLANDetails: Hashable, Sendable, Codable {
    /// The network identifier (VNI, RFC 7348 §5), 0 to 16777215.
    package var id = 0
    package var local: IPAddress?
    /// The other end, or the multicast group of all other ends; `nil` where the kernel's table alone tells them.
    package var remote: IPAddress?
    /// The UDP port of the other ends.
    package var port = 0
    /// The time to live of outer packets; 0 is the kernel's choice.
    package var ttl = 0
    /// Whether it learns by incoming frames which end an address is behind.
    package var isLearning = true

    /// A VXLAN of which nothing is known yet.
    package init() {}
}
