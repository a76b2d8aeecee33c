import CLinux
import Glibc
package import NetTypes

/// An address on a link (`RTM_NEWADDR`, linux/if_addr.h).
package struct KernelAddress: Hashable, Sendable {
    /// The link it is on.
    package let index: Int
    /// The address with its prefix length.
    package let prefix: IPPrefix
    /// The other end of a point-to-point link, where it differs.
    package var peer: IPAddress?
    package var scope = KernelScope.global
    /// `IFA_F_…`.
    package var flags: UInt32 = 0
    /// Seconds until the kernel removes it; `nil` is never.
    package var validSeconds: Int?

    /// An address of which nothing else is known.
    package init(index: Int, prefix: IPPrefix) {
        self.index = index
        self.prefix = prefix
    }

    /// It stays until removed; others come from DHCP or router advertisements and run out.
    package var isPermanent: Bool { flags & UInt32(IFA_F_PERMANENT) != 0 }
    /// It has a limited life.
    package var isDynamic: Bool { !isPermanent }
    /// Duplicate address detection is not done: the address cannot be used yet (RFC 4862 §5.4).
    package var isTentative: Bool { flags & UInt32(IFA_F_TENTATIVE) != 0 }
    /// Somebody else has this address: it cannot be used.
    package var isDuplicate: Bool { flags & UInt32(IFA_F_DADFAILED) != 0 }
    /// Not to be used for new connections (RFC 4862 §5.5.4).
    package var isDeprecated: Bool { flags & UInt32(IFA_F_DEPRECATED) != 0 }
}

/// How far an address or a route reaches (`RT_SCOPE_…`).
package enum KernelScope: Hashable, Sendable {
    case global
    case site
    case link
    case host
    case nowhere
    case other(UInt8)

    init(_ number: UInt8) {
        switch UInt32(number) {
        case RT_SCOPE_UNIVERSE.rawValue: self = .global
        case RT_SCOPE_SITE.rawValue: self = .site
        case RT_SCOPE_LINK.rawValue: self = .link
        case RT_SCOPE_HOST.rawValue: self = .host
        case RT_SCOPE_NOWHERE.rawValue: self = .nowhere
        default: self = .other(number)
        }
    }
}

extension KernelAddress {
    /// Reads an `RTM_NEWADDR` message.
    ///
    /// - Returns: `nil` when it has no index, no address or a prefix length out of range.
    init?(_ message: Message) {
        guard let (header, attributes) = message.parts(ifaddrmsg.self), header.ifa_index > 0 else { return nil }
        var local: IPAddress?
        var address: IPAddress?
        // The eight bits in the header are the older half of IFA_FLAGS.
        var flags = UInt32(header.ifa_flags)
        var valid: UInt32 = clinux_infinity_life_time
        for attribute in attributes {
            switch attribute.type {
            case IFA_LOCAL: local = IPAddress(bytes: attribute.payload.array)
            case IFA_ADDRESS: address = IPAddress(bytes: attribute.payload.array)
            case IFA_FLAGS: flags = attribute.payload.uint32 ?? flags
            case IFA_CACHEINFO: valid = attribute.payload.load(ifa_cacheinfo.self)?.ifa_valid ?? valid
            default: break
            }
        }
        // Where both are there IFA_LOCAL is ours and IFA_ADDRESS the peer's (linux/if_addr.h).
        guard let own = local ?? address, own.family == IPFamily(kernel: header.ifa_family),
            let prefix = IPPrefix(own, length: Int(header.ifa_prefixlen))
        else { return nil }
        self.init(index: Int(header.ifa_index), prefix: prefix)
        self.flags = flags
        peer = address == own ? nil : address
        scope = KernelScope(header.ifa_scope)
        validSeconds = valid == clinux_infinity_life_time ? nil : Int(valid)
    }
}

extension IPFamily {
    /// - Returns: `nil` for a family that is not IP.
    init?(kernel number: UInt8) {
        switch Int32(number) {
        case AF_INET: self = .v4
        case AF_INET6: self = .v6
        default: return nil
        }
    }

    /// `AF_INET` or `AF_INET6`.
    var kernelNumber: UInt8 { UInt8(truncatingIfNeeded: self == .v4 ? AF_INET : AF_INET6) }
}
