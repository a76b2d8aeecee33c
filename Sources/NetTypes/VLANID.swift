/// A VLAN identifier that can be assigned: 1 to 4094 (IEEE 802.1Q-2022 §9.6, table 9-2).
package struct VLANID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let number: Int

    package static let range = 1...4094

    /// Makes an identifier of a number.
    ///
    /// - Returns: `nil` outside 1 to 4094.
    package init?(_ number: Int) {
        guard Self.range.contains(number) else { return nil }
        self.number = number
    }

    package var description: String { String(number) }

    package static func < (left: VLANID, right: VLANID) -> Bool { left.number < right.number }
}

/// Which tag a VLAN interface writes: the customer's (C-VLAN) or the provider's (S-VLAN, QinQ).
///
/// The raw value is what NetworkManager's `vlan.protocol` takes (IEEE 802.1Q-2022 §9.5, EtherTypes 0x8100 and 0x88a8).
package enum VLANProtocol: String, Hashable, Sendable, CaseIterable {
    case dot1Q = "802.1Q"
    case dot1ad = "802.1ad"

    /// The EtherType of the tag.
    package var etherType: UInt16 { self == .dot1Q ? 0x8100 : 0x88a8 }
}
