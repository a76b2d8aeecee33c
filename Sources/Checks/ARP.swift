import CLinux
import Glibc
import NetTypes
import Topology

extension Prober {
    /// Asks on a link who has an address, and waits for the answer (RFC 826).
    static func arp(
        _ address: IPAddress, _ interface: InterfaceName, _ source: Check.Source?, _ deadline: ContinuousClock.Instant
    ) throws(ProbeError) {
        let etherType = UInt16(0x0806).bigEndian
        let socket = try Socket(AF_PACKET, Int32(SOCK_DGRAM.rawValue), Int32(etherType))
        let index = if_nametoindex(interface.text)
        if index == 0 { throw ProbeError("there is no interface \(interface)") }
        var request = ifreq()
        withUnsafeMutableBytes(of: &request.ifr_ifrn) { $0.copyBytes(from: Array(interface.text.utf8)) }
        guard ioctl(socket.descriptor, UInt(SIOCGIFHWADDR), &request) == 0 else { throw ProbeError(errorText()) }
        let own = withUnsafeBytes(of: &request.ifr_ifru.ifru_hwaddr.sa_data) { Array($0.prefix(6)) }
        var sender: [UInt8] = [0, 0, 0, 0]
        if case .address(let from) = source, from.family == .v4 { sender = from.bytes }
        // Ethernet, IPv4, lengths, request, sender, target. An ARP probe (RFC 5227) has no sender address.
        let packet: [UInt8] = [0, 1, 8, 0, 6, 4, 0, 1] + own + sender + [0, 0, 0, 0, 0, 0] + address.bytes
        var target = sockaddr_ll()
        target.sll_family = UInt16(AF_PACKET)
        target.sll_protocol = etherType
        target.sll_ifindex = Int32(clamping: index)
        target.sll_halen = 6
        withUnsafeMutableBytes(of: &target.sll_addr) { $0.copyBytes(from: [UInt8](repeating: 0xff, count: 6)) }
        let length = socklen_t(MemoryLayout<sockaddr_ll>.size)
        let sent = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Glibc.bind(socket.descriptor, generic, length) == 0
                    ? sendto(socket.descriptor, packet, packet.count, 0, generic, length) : -1
            }
        }
        if sent < 0 { throw ProbeError(errorText()) }
        while true {
            try socket.wait(for: Int32(POLLIN), until: deadline)
            guard let answer = try socket.receive() else { continue }
            // An answer (2) whose sender has the address in question.
            if answer.count >= 28, answer[6] == 0, answer[7] == 2, Array(answer[14..<18]) == address.bytes { return }
        }
    }
}
