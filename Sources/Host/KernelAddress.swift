package import NetTypes

/// An address on a link (`RTM_NEWADDR`, linux/if_addr.h).
package struct KernelAddress: Hashable, Sendable, Codable {
    /// The index of the link that has the address.
    package let index: Int
    /// The address with its prefix length.
    package let prefix: IPPrefix
    /// The other end of a point-to-point link, where it differs.
    package var peer: IPAddress?
    package var scope = KernelScope.global
    /// The address's flags (`IFA_F_…`).
    package var flags: UInt32 = 0
    /// Seconds until the kernel removes the address; `nil` is never.
    package var validSeconds: Int?

    /// An address of which nothing else is known.
    package init(index: Int, prefix: IPPrefix) {
        self.index = index
        self.prefix = prefix
    }

    /// `IFA_F_…` of linux/if_addr.h.
    package enum Flag {
        package static let temporary: UInt32 = 0x01
        package static let failedDetection: UInt32 = 0x08
        package static let deprecated: UInt32 = 0x20
        package static let tentative: UInt32 = 0x40
        package static let permanent: UInt32 = 0x80
        package static let managesTemporaries: UInt32 = 0x100
    }

    /// Whether the address stays until somebody removes it.
    package var isPermanent: Bool { flags & Flag.permanent != 0 }
    /// Whether the address has a limited lifetime: DHCP or a router gave it.
    package var isDynamic: Bool { !isPermanent }
    /// Whether the host chose the address at random for a limited time, so as not to be recognized by it (RFC 8981).
    package var isTemporary: Bool { prefix.family == .v6 && flags & Flag.temporary != 0 }
    /// Whether the kernel makes temporary addresses from it.
    package var hasTemporaries: Bool { flags & Flag.managesTemporaries != 0 }
    /// Whether duplicate address detection is not finished, so that the address cannot be used yet (RFC 4862 §5.4).
    package var isTentative: Bool { flags & Flag.tentative != 0 }
    /// Whether another machine has this address, so that it cannot be used.
    package var isDuplicate: Bool { flags & Flag.failedDetection != 0 }
    /// Whether new connections should not use the address (RFC 4862 §5.5.4).
    package var isDeprecated: Bool { flags & Flag.deprecated != 0 }
}

/// How far an address or a route reaches (`RT_SCOPE_…`; the kernel's numbers).
package struct KernelScope: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let global = KernelScope(rawValue: 0)
    package static let site = KernelScope(rawValue: 200)
    package static let link = KernelScope(rawValue: 253)
    package static let host = KernelScope(rawValue: 254)
    package static let nowhere = KernelScope(rawValue: 255)
}
