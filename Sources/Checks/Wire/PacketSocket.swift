import CLinux
import Glibc
import NetTypes

/// A socket that hears ARP, LLDP and LACP on one link, with their tags, and sends frames unchanged (packet(7)).
///
/// It does not make the link promiscuous, and the kernel filters out all other frames.
struct PacketSocket: ~Copyable {
    private let socket: Socket
    let interface: String

    /// Opens the socket on a link.
    ///
    /// - Throws: `ProbeError` when the link is gone, or without `CAP_NET_RAW`.
    init(_ interface: String) throws(ProbeError) {
        socket = try Self.opened(interface)
        self.interface = interface
    }

    private static func opened(_ interface: String) throws(ProbeError) -> Socket {
        // With protocol 0 it hears nothing until it is bound to the one link.
        let socket = try Socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)
        let index = if_nametoindex(interface)
        if index == 0 { throw ProbeError("there is no interface \(interface)") }
        try attachFilter(socket.descriptor)
        var on: Int32 = 1
        setsockopt(
            socket.descriptor, clinux_sol_packet, Int32(PACKET_AUXDATA), &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_protocol = UInt16(ETH_P_ALL).bigEndian
        address.sll_ifindex = Int32(clamping: index)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_ll>.size))
            }
        }
        if bound != 0 { throw ProbeError(errorText()) }
        return socket
    }

    var descriptor: Int32 { socket.descriptor }

    /// Sends a frame, given from the destination address on; a frame that the link does not accept is silently lost.
    func send(_ frame: [UInt8]) { _ = Glibc.send(socket.descriptor, frame, frame.count, 0) }

    /// The next frame; `nil` when there is none.
    func receive() -> (frame: Frame, bytes: [UInt8], isOutgoing: Bool)? {
        var bytes = [UInt8](repeating: 0, count: 2048)
        var control = [UInt8](repeating: 0, count: 128)
        var from = sockaddr_ll()
        var used = 0
        let count = bytes.withUnsafeMutableBytes { data in
            control.withUnsafeMutableBytes { extra in
                withUnsafeMutableBytes(of: &from) { name in
                    var vector = iovec(iov_base: data.baseAddress, iov_len: data.count)
                    return withUnsafeMutablePointer(to: &vector) { vectors in
                        var message = msghdr()
                        message.msg_name = name.baseAddress
                        message.msg_namelen = socklen_t(name.count)
                        message.msg_iov = vectors
                        message.msg_iovlen = 1
                        message.msg_control = extra.baseAddress
                        message.msg_controllen = extra.count
                        let count = recvmsg(socket.descriptor, &message, 0)
                        used = message.msg_controllen
                        return count
                    }
                }
            }
        }
        guard count >= 0 else { return nil }
        let received = Array(bytes.prefix(count))
        let tag = Self.tag(in: Array(control.prefix(used)))
        guard let frame = Frame(received, tag: tag) else { return nil }
        return (frame, received, Int32(from.sll_pkttype) == PACKET_OUTGOING)
    }

    /// The tag that was removed from the frame: `struct tpacket_auxdata` in the only control message.
    private static func tag(in control: [UInt8]) -> Int? {
        let header = MemoryLayout<cmsghdr>.size
        guard control.count >= header + MemoryLayout<tpacket_auxdata>.size else { return nil }
        let (info, data) = control.withUnsafeBytes { bytes in
            (
                bytes.loadUnaligned(as: cmsghdr.self),
                bytes.loadUnaligned(fromByteOffset: header, as: tpacket_auxdata.self)
            )
        }
        guard info.cmsg_level == clinux_sol_packet, info.cmsg_type == Int32(PACKET_AUXDATA),
            data.tp_status & UInt32(TP_STATUS_VLAN_VALID) != 0
        else { return nil }
        return Int(data.tp_vlan_tci) & 0xfff
    }

    /// Lets through ARP, LLDP and slow protocols, also behind one or two tags; the kernel drops all other frames.
    private static func attachFilter(_ descriptor: Int32) throws(ProbeError) {
        func load(_ offset: UInt32) -> sock_filter { sock_filter(code: 0x28, jt: 0, jf: 0, k: offset) }
        func equal(_ value: UInt32, _ yes: UInt8, _ no: UInt8) -> sock_filter {
            sock_filter(code: 0x15, jt: yes, jf: no, k: value)
        }
        var program = [
            load(12),
            equal(0x0806, 12, 0), equal(0x88cc, 11, 0), equal(0x8809, 10, 0),
            equal(0x8100, 1, 0), equal(0x88a8, 0, 7),
            load(16),
            equal(0x0806, 6, 0), equal(0x8100, 1, 0), equal(0x88a8, 0, 3),
            load(20),
            equal(0x0806, 2, 0), sock_filter(code: 0x06, jt: 0, jf: 0, k: 0),
            // Not reached by falling through: the jumps of frames that are dropped lead here.
            sock_filter(code: 0x06, jt: 0, jf: 0, k: 0),
            sock_filter(code: 0x06, jt: 0, jf: 0, k: 2048),
        ]
        let result = program.withUnsafeMutableBufferPointer { instructions in
            var filter = sock_fprog(len: UInt16(instructions.count), filter: instructions.baseAddress)
            return setsockopt(
                descriptor, SOL_SOCKET, clinux_so_attach_filter, &filter, socklen_t(MemoryLayout<sock_fprog>.size))
        }
        if result != 0 { throw ProbeError("no filter: \(errorText())") }
    }
}
