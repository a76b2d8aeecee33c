/// A 48-bit MAC address (IEEE 802-2014 §8.2).
package struct MACAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The address as a number; the high 16 bits are zero.
    package let bits: UInt64

    /// Reads six two-digit hexadecimal octets, separated by `:` or by `-`; `nil` for anything else.
    package init?(_ text: String) {
        let separator: Character = text.contains("-") ? "-" : ":"
        let octets = text.split(separator: separator, omittingEmptySubsequences: false)
        guard octets.count == 6 else { return nil }
        var bits: UInt64 = 0
        for octet in octets {
            guard octet.count == 2, octet.allSatisfy(\.isHexDigit), let value = UInt8(octet, radix: 16) else {
                return nil
            }
            bits = bits << 8 | UInt64(value)
        }
        self.bits = bits
    }

    /// Reads six bytes in network order.
    ///
    /// - Returns: `nil` unless there are exactly six.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        bits = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The six octets.
    package var bytes: [UInt8] {
        stride(from: 40, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
    }

    /// Whether this is a group address: multicast or broadcast (the I/G bit, IEEE 802-2014 §8.2.2).
    package var isGroup: Bool { bits >> 40 & 1 == 1 }

    /// Whether all octets are zero, as the kernel shows an absent LACP partner.
    package var isZero: Bool { bits == 0 }

    /// Upper case with colons, as NetworkManager writes it in keyfiles.
    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }

    package static func < (left: MACAddress, right: MACAddress) -> Bool { left.bits < right.bits }
}
