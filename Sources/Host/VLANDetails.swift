package import NetTypes

/// What a VLAN link reports of itself (`IFLA_VLAN_…`).
package struct VLANDetails: Hashable, Sendable, Codable {
    /// The VLAN's identifier; `nil` for the identifier 0, which only tags a priority.
    package var id: VLANID?
    /// The VLAN's protocol; `nil` for an EtherType other than 0x8100 and 0x88a8.
    package var `protocol`: VLANProtocol?
    /// `VLAN_FLAG_…` of linux/if_vlan.h: 1 reorder header, 2 GVRP, 4 loose binding, 8 MVRP, 16 bridge binding.
    package var flags: UInt32 = 0
    /// The priorities that incoming frames get by their priority code points; missing ones get 0.
    package var ingressPriorities: [Int: Int] = [:]
    /// The priority code points that outgoing frames get by their priorities; missing ones get 0.
    package var egressPriorities: [Int: Int] = [:]

    /// A VLAN of which nothing is known yet.
    package init() {}
}
