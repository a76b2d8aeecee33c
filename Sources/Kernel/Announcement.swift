import CLinux
import Glibc
package import NetTypes

/// Tells a link where an address is now: an ARP announcement (RFC 5227 §2.3), an unsolicited neighbour advertisement
/// (RFC 4861 §7.2.6).
///
/// From it, switches learn behind which port the host is, and neighbours learn its MAC address. The kernel itself sends
/// nothing when an IPv4 address is added.
package enum Announcement {
    /// Sends one announcement; a failure is ignored, since neighbours find out for themselves later.
    ///
    /// - Parameters:
    ///   - address: the address, which the link has.
    ///   - index: the index of the link, which has to be up.
    ///   - mac: the link's MAC address.
    package static func send(_ address: IPAddress, on index: Int, from mac: MACAddress) {
        guard let index = Int32(exactly: index) else { return }
        if address.family == .v6 { return advertise(address, on: index, from: mac) }
        let etherType = UInt16(0x0806).bigEndian
        let socket = Glibc.socket(AF_PACKET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        // Ethernet, IPv4, lengths, request; sender and target are the same address.
        let packet: [UInt8] =
            [0, 1, 8, 0, 6, 4, 0, 1] + mac.bytes + address.bytes + [0, 0, 0, 0, 0, 0] + address.bytes
        var target = sockaddr_ll()
        target.sll_family = UInt16(AF_PACKET)
        target.sll_protocol = etherType
        target.sll_ifindex = index
        target.sll_halen = 6
        withUnsafeMutableBytes(of: &target.sll_addr) { $0.copyBytes(from: [UInt8](repeating: 0xff, count: 6)) }
        let length = socklen_t(MemoryLayout<sockaddr_ll>.size)
        _ = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                sendto(socket, packet, packet.count, 0, generic, length)
            }
        }
    }
    private static func advertise(_ address: IPAddress, on index: Int32, from mac: MACAddress) {
        let socket = Glibc.socket(
            AF_INET6, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Int32(IPPROTO_ICMPV6))
        guard socket >= 0 else { return }
        defer { close(socket) }
        // Receivers drop what has passed a router, which 255 hops show (RFC 4861 §7.1.2).
        var (hops, link) = (Int32(255), index)
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_MULTICAST_HOPS, &hops, size) == 0,
            setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_MULTICAST_IF, &link, size) == 0,
            call(bind, socket, address.bytes, index)
        else { return }
        // Type 136; the kernel adds the checksum. Override (RFC 4861 §4.4), and the option with the link-layer address.
        let message: [UInt8] = [136, 0, 0, 0, 0x20, 0, 0, 0] + address.bytes + [2, 1] + mac.bytes
        let all: [UInt8] = [0xff, 2] + [UInt8](repeating: 0, count: 13) + [1]
        _ = call({ sendto($0, message, message.count, 0, $1, $2) >= 0 ? 0 : -1 }, socket, all, index)
    }

    /// Calls a function of the socket with an IPv6 address of a link.
    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ socket: Int32, _ bytes: [UInt8],
        _ index: Int32
    ) -> Bool {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        // Addresses of all links but link-local ones would refuse a scope that is not theirs.
        let isScoped = bytes[0] == 0xff || bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
        address.sin6_scope_id = isScoped ? UInt32(bitPattern: index) : 0
        withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
    }
}
