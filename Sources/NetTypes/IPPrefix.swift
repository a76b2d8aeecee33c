/// An address with a prefix length, as on an interface (`10.0.100.10/24`) or as a destination (`10.0.0.0/8`).
package struct IPPrefix: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let address: IPAddress
    /// The prefix length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6.
    package let length: Int

    /// Joins an address and a prefix length.
    ///
    /// - Returns: `nil` when the length is out of range for the family.
    package init?(_ address: IPAddress, length: Int) {
        guard (0...address.family.bits).contains(length) else { return nil }
        self.address = address
        self.length = length
    }

    /// Reads `ADDRESS/LENGTH`, the length in decimal without sign or leading zeros; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])), let length = Int(parts[1]),
            String(length) == parts[1]
        else { return nil }
        self.init(address, length: length)
    }

    package var family: IPFamily { address.family }

    /// A number in which the bits of the network part are 1.
    private var mask: UInt128 {
        let host = UInt128(family.bits - length)
        let all: UInt128 = family == .v4 ? 0xffff_ffff : .max
        return host == 128 ? 0 : (all >> host) << host
    }

    /// The same prefix with all host bits zero.
    package var network: IPPrefix {
        IPPrefix(unchecked: IPAddress(family: family, bits: address.bits & mask), length)
    }

    /// The IPv4 directed broadcast address (RFC 919), where the prefix has one (length 30 or less).
    package var broadcast: IPAddress? {
        guard family == .v4, length <= 30 else { return nil }
        return IPAddress(family: .v4, bits: address.bits | (~mask & 0xffff_ffff))
    }

    /// Whether all host bits of the address are zero, so that it names a network.
    package var isNetwork: Bool { self == network }

    /// Whether this is the default route's destination: length 0.
    package var isDefault: Bool { length == 0 }

    /// Whether the network that the prefix names contains an address of the same family.
    package func contains(_ other: IPAddress) -> Bool {
        other.family == family && other.bits & mask == address.bits & mask
    }

    /// Whether the two networks share addresses: one contains the other.
    package func overlaps(_ other: IPPrefix) -> Bool {
        length <= other.length ? contains(other.address) : other.contains(address)
    }

    package var description: String { "\(address)/\(length)" }

    package static func < (left: IPPrefix, right: IPPrefix) -> Bool {
        left.address == right.address ? left.length < right.length : left.address < right.address
    }

    /// All addresses of a family.
    package static func any(_ family: IPFamily) -> IPPrefix {
        IPPrefix(unchecked: IPAddress(family: family, bits: 0), 0)
    }

    private init(unchecked address: IPAddress, _ length: Int) {
        self.address = address
        self.length = length
    }
}
