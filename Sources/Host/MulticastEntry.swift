package import NetTypes

/// A line of a bridge's multicast database: a group that a port, or the host itself, is a member of.
package struct MulticastEntry: Hashable, Sendable, Codable {
    /// The bridge.
    package let bridgeIndex: Int
    /// The port, or the bridge itself for the host.
    package let index: Int
    package let group: GroupAddress
    /// `nil` on a bridge that does not filter VLANs.
    package var vlan: VLANID?
    /// The only sender that is wanted, if there is one.
    package var source: IPAddress?
    /// Never times out: the administrator set it (`MDB_PERMANENT`), or it is the host's and no IP group.
    package var isPermanent = false

    /// An entry of which nothing else is known.
    package init(bridgeIndex: Int, index: Int, group: GroupAddress) {
        self.bridgeIndex = bridgeIndex
        self.index = index
        self.group = group
    }
}
