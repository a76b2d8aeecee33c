package import NetTypes

/// The VLANs that a VLAN-filtering bridge lets through one port, or to itself (`IFLA_BRIDGE_VLAN_INFO`).
package struct BridgeVLANs: Hashable, Sendable, Codable {
    /// Consecutive VLANs that the bridge treats the same.
    package struct Entry: Hashable, Sendable, Codable {
        package let first: VLANID
        package let last: VLANID
        /// Whether untagged frames that come in belong to this VLAN; true of one VLAN at most.
        package let isPVID: Bool
        /// Whether frames of these VLANs leave without a tag.
        package let isUntagged: Bool

        package init(first: VLANID, last: VLANID, isPVID: Bool, isUntagged: Bool) {
            self.first = first
            self.last = last
            self.isPVID = isPVID
            self.isUntagged = isUntagged
        }

        package func contains(_ id: VLANID) -> Bool { first <= id && id <= last }
    }

    /// The port's VLANs in ascending order.
    package let entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    /// The VLAN of untagged frames that come in; `nil` if the bridge drops them.
    package var pvid: VLANID? { entries.first(where: \.isPVID)?.first }

    /// Whether frames of the VLAN pass.
    package func carries(_ id: VLANID) -> Bool { entries.contains { $0.contains(id) } }

    /// Whether frames of the VLAN pass and leave without a tag.
    package func isUntagged(_ id: VLANID) -> Bool { entries.contains { $0.contains(id) && $0.isUntagged } }
}

extension BridgeVLANs.Entry: CustomStringConvertible {
    package var description: String { first == last ? "\(first)" : "\(first)-\(last)" }
}
