package import NetTypes

/// What a VLAN link knows (`IFLA_VLAN_…`).
package struct VLANDetails: Hashable, Sendable, Codable {
    /// `nil` for the identifier 0, which only tags a priority.
    package var id: VLANID?
    /// `nil` for an EtherType other than 0x8100 and 0x88a8.
    package var `protocol`: VLANProtocol?
    /// `VLAN_FLAG_…` of linux/if_vlan.h: 1 reorder header, 2 GVRP, 4 loose binding, 8 MVRP, 16 bridge binding.
    package var flags: UInt32 = 0
    /// What priority a frame gets by the priority code point it comes with; what is not there gets 0.
    package var ingressPriorities: [Int: Int] = [:]
    /// What priority code point a frame leaves with by its priority; what is not there leaves with 0.
    package var egressPriorities: [Int: Int] = [:]

    /// A link of which nothing is known yet.
    package init() {}
}
