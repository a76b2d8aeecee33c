import CLinux
import Glibc
package import NetTypes

/// Tells a link where an IPv4 address is now: an ARP announcement (RFC 5227 §2.3).
///
/// From it, switches learn behind which port the host is, and neighbours learn its MAC address. The kernel itself sends
/// nothing when an IPv4 address is added; for IPv6, duplicate address detection does (RFC 4862 §5.4).
package enum Announcement {
    /// Sends one announcement; a failure is ignored, since neighbours find out for themselves later.
    ///
    /// - Parameters:
    ///   - address: the address; nothing happens for IPv6.
    ///   - index: the index of the link, which has to be up.
    ///   - mac: the link's MAC address.
    package static func send(_ address: IPAddress, on index: Int, from mac: MACAddress) {
        guard address.family == .v4, let index = Int32(exactly: index) else { return }
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
}
