import CLinux
import Glibc
import NetTypes
import Topology

extension Prober {
    /// Sends an echo request and waits for its reply (RFC 792, RFC 4443 §4).
    static func ping(
        _ address: IPAddress, _ source: Check.Source?, _ deadline: ContinuousClock.Instant
    ) throws(ProbeError) {
        let isFour = address.family == .v4
        let socket = try Socket(
            isFour ? AF_INET : AF_INET6, Int32(SOCK_RAW.rawValue),
            Int32(isFour ? IPPROTO_ICMP : IPPROTO_ICMPV6))
        try socket.bind(to: source)
        let identifier = UInt16.random(in: 0...UInt16.max)
        let request = echoRequest(isFour ? 8 : 128, identifier)
        let sent = withAddress(address, port: 0) { sendto(socket.descriptor, request, request.count, 0, $0, $1) }
        if sent < 0 { throw ProbeError(errorText()) }
        while true {
            try socket.wait(for: Int32(POLLIN), until: deadline)
            guard let packet = try socket.receive() else { continue }
            if isReply(packet, isFour, identifier, from: address) { return }
        }
    }

    /// An echo request: type, code, checksum, identifier, sequence number; the kernel fills in ICMPv6's checksum.
    ///
    /// - Parameters:
    ///   - type: 8 for IPv4, 128 for IPv6.
    ///   - identifier: the number by which the reply is recognized.
    ///   - count: the length in bytes, an even number from 8; the rest is zeros.
    /// - Returns: the ICMP message.
    static func echoRequest(_ type: UInt8, _ identifier: UInt16, count: Int = 8) -> [UInt8] {
        var bytes: [UInt8] = [type, 0, 0, 0, UInt8(identifier >> 8), UInt8(identifier & 0xff), 0, 1]
        bytes += [UInt8](repeating: 0, count: max(0, (count & ~1) - bytes.count))
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        let checksum = ~UInt16(sum)
        bytes[2] = UInt8(checksum >> 8)
        bytes[3] = UInt8(checksum & 0xff)
        return bytes
    }

    /// Whether a packet is the reply; a raw IPv4 socket includes the IP header, a raw IPv6 socket does not.
    static func isReply(_ packet: [UInt8], _ isFour: Bool, _ identifier: UInt16, from address: IPAddress) -> Bool {
        var message = packet[...]
        if isFour {
            guard let first = packet.first, packet.count >= 20, packet.count >= Int(first & 0x0f) * 4 else {
                return false
            }
            guard IPAddress(bytes: packet[12..<16]) == address else { return false }
            message = packet[(Int(first & 0x0f) * 4)...]
        }
        guard message.count >= 8 else { return false }
        let start = message.startIndex
        return message[start] == (isFour ? 0 : 129)
            && UInt16(message[start + 4]) << 8 | UInt16(message[start + 5]) == identifier
    }
}
