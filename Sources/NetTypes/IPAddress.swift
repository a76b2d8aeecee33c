import Glibc

/// The two versions of the Internet Protocol.
package enum IPFamily: String, Hashable, Sendable, CaseIterable {
    case v4
    case v6

    /// The length of an address in bits: 32 or 128.
    package var bits: Int { self == .v4 ? 32 : 128 }

    /// The family's name as people write it: `IPv4` or `IPv6`.
    package var label: String { self == .v4 ? "IPv4" : "IPv6" }
}

/// An IPv4 or IPv6 address, without zone and without prefix length.
package struct IPAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let family: IPFamily
    /// The address as a number; an IPv4 address uses the low 32 bits.
    package let bits: UInt128

    /// Makes an address from a number; of an IPv4 address, only the low 32 bits count.
    package init(family: IPFamily, bits: UInt128) {
        self.family = family
        self.bits = family == .v4 ? bits & 0xffff_ffff : bits
    }

    /// Reads dotted decimal (RFC 6943 §3.1.1 strict form, as `inet_pton(3)`) or IPv6 text (RFC 4291 §2.2).
    ///
    /// - Returns: `nil` for anything else: no octal, no zone, no prefix length.
    package init?(_ text: String) {
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self.init(family: .v4, bits: UInt128(UInt32(bigEndian: four.s_addr)))
            return
        }
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let bits = unsafe withUnsafeBytes(of: &six) { bytes in
            unsafe bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        }
        self.init(family: .v6, bits: bits)
    }

    /// Reads 4 or 16 bytes in network order.
    ///
    /// - Returns: `nil` for any other length.
    package init?(bytes: some Collection<UInt8>) {
        let bits = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        switch bytes.count {
        case 4: self.init(family: .v4, bits: bits)
        case 16: self.init(family: .v6, bits: bits)
        default: return nil
        }
    }

    /// The address as 4 or 16 bytes in network order.
    package var bytes: [UInt8] {
        stride(from: family.bits - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt128($0)) }
    }

    /// Dotted decimal, or the canonical text of RFC 5952, which is also what NetworkManager answers with.
    package var description: String {
        if family == .v4 { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 112, through: 0, by: -16).map { UInt16(truncatingIfNeeded: bits >> UInt128($0)) }
        // RFC 5952 §4.2: the longest run of two or more zero groups is shortened, the first of equal ones.
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(best.count, 1) { best = start..<index }
            start = index + 1
        }
        // §5, as inet_ntop(3): IPv4-compatible and IPv4-mapped addresses (RFC 4291 §2.5.5) end in dotted decimal.
        if best == 0..<6 || best == 0..<5 && groups[5] == 0xffff {
            let tail = IPAddress(family: .v4, bits: bits).description
            return best.count == 6 ? "::\(tail)" : "::ffff:\(tail)"
        }
        let hex = groups.map { String($0, radix: 16) }
        if best.isEmpty { return hex.joined(separator: ":") }
        return hex[..<best.lowerBound].joined(separator: ":") + "::" + hex[best.upperBound...].joined(separator: ":")
    }

    /// Whether the address is multicast: 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291).
    package var isMulticast: Bool {
        family == .v4 ? bits >> 28 == 0xe : bits >> 120 == 0xff
    }

    /// Whether the address is loopback: 127.0.0.0/8 (RFC 1122) or ::1 (RFC 4291).
    package var isLoopback: Bool { family == .v4 ? bits >> 24 == 127 : bits == 1 }

    /// Whether the address is 0.0.0.0 or ::.
    package var isUnspecified: Bool { bits == 0 }

    /// Whether the address is link-local: 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291).
    package var isLinkLocal: Bool { family == .v4 ? bits >> 16 == 0xa9fe : bits >> 118 == 0x3fa }

    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        left.family == right.family ? left.bits < right.bits : left.family == .v4
    }
}
