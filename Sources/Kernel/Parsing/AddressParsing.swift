import CLinux
import Glibc
import Host
import NetTypes

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
        scope = KernelScope(rawValue: header.ifa_scope)
        validSeconds = valid == clinux_infinity_life_time ? nil : Int(valid)
    }
}

extension IPFamily {
    /// The family of the kernel's number.
    ///
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
