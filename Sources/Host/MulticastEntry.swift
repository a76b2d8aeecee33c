package import NetTypes

/// A line of a bridge's multicast database: a group of which a port, or the host itself, is a member.
package struct MulticastEntry: Hashable, Sendable, Codable {
    /// The link index of the bridge.
    package let bridgeIndex: Int
    /// The link index of the port, or of the bridge where the host is the member.
    package let index: Int
    package let group: GroupAddress
    /// The VLAN; `nil` on a bridge that does not filter VLANs.
    package var vlan: VLANID?
    /// The only sender that is wanted; `nil` for any.
    package var source: IPAddress?
    /// Whether the entry never expires.
    ///
    /// It does not if the administrator set it (`MDB_PERMANENT`), or if the host is the member and the group is no IP
    /// group.
    package var isPermanent = false

    /// An entry of which nothing else is known.
    package init(bridgeIndex: Int, index: Int, group: GroupAddress) {
        self.bridgeIndex = bridgeIndex
        self.index = index
        self.group = group
    }
}
