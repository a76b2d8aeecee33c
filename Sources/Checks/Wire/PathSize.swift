import CLinux
import Dispatch
import Glibc
package import NetTypes
import Topology

/// Whether full-size packets reach an address that answers small ones.
package struct PathResult: Hashable, Sendable {
    package let interface: String
    package let address: IPAddress
    /// The size of the large packet in bytes, IP header included.
    package let size: Int
    /// Whether the address answered a small packet.
    package let answersSmall: Bool
    /// Whether the address answered a packet of `size` bytes.
    package let answersLarge: Bool

    package init(interface: String, address: IPAddress, size: Int, answersSmall: Bool, answersLarge: Bool) {
        self.interface = interface
        self.address = address
        self.size = size
        self.answersSmall = answersSmall
        self.answersLarge = answersLarge
    }

    /// Whether small packets pass and those that should just fit do not.
    package var isNarrow: Bool { answersSmall && !answersLarge }
}

extension Wire {
    /// Pings an IPv4 address with a small packet and with a large one, both with DF set (RFC 792, RFC 1191).
    ///
    /// - Parameters:
    ///   - address: an address on the link.
    ///   - interface: the interface to send by.
    ///   - size: the length of the whole large IP packet in bytes, 84 to 65535.
    /// - Returns: which of the two were answered, each within a second in up to three attempts.
    package static func tryPath(to address: IPAddress, by interface: InterfaceName, size: Int) async -> PathResult {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let small = (0..<3).contains { _ in answers(address, interface, size: 84) }
                let large = small && (0..<3).contains { _ in answers(address, interface, size: size) }
                continuation.resume(
                    returning: PathResult(
                        interface: interface.text, address: address, size: size, answersSmall: small,
                        answersLarge: large))
            }
        }
    }

    private static func answers(_ address: IPAddress, _ interface: InterfaceName, size: Int) -> Bool {
        do throws(ProbeError) {
            let socket = try Socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_ICMP))
            try socket.bind(to: .interface(interface))
            // IP_PMTUDISC_PROBE: the packet is sent whole, whatever the kernel knows of the path.
            var mode: Int32 = 3
            setsockopt(
                socket.descriptor, Int32(IPPROTO_IP), IP_MTU_DISCOVER, &mode, socklen_t(MemoryLayout<Int32>.size))
            let identifier = UInt16.random(in: 0...UInt16.max)
            let request = Prober.echoRequest(8, identifier, count: max(8, size - 20))
            let sent = withAddress(address, port: 0) { sendto(socket.descriptor, request, request.count, 0, $0, $1) }
            if sent < 0 { return false }
            let deadline = ContinuousClock.now + .seconds(1)
            while true {
                try socket.wait(for: Int32(POLLIN), until: deadline)
                guard let packet = try socket.receive(65536) else { continue }
                if Prober.isReply(packet, true, identifier, from: address) { return true }
            }
        } catch {
            return false
        }
    }
}
