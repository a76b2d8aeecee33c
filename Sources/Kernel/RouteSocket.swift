import CLinux
import Glibc

/// A conversation with the kernel about links, addresses and routes (rtnetlink(7)).
///
/// It concerns the network namespace of the thread that opened it. Every call blocks until the kernel has answered,
/// which takes milliseconds, or as long as another process holds the kernel's lock over the network configuration.
package struct RouteSocket: ~Copyable, Sendable {
    private let descriptor: Int32
    private let port: UInt32
    private var sequence: UInt32 = 0
    private var buffer: [UInt8] = []

    /// How often a dump that the kernel marks as torn (`NLM_F_DUMP_INTR`) is tried; twenty attempts take at least 0.4
    /// s.
    private static let attempts = 20
    /// The receive buffer asked for, in bytes; without `CAP_NET_ADMIN` the kernel grants at most `net.core.rmem_max`.
    private static let receiveBuffer: Int32 = 4 << 20
    /// How long to wait for an answer: the kernel answers inside `sendto`, so a later answer is not to be expected.
    private static let patience = timeval(tv_sec: 30, tv_usec: 0)

    /// Opens the socket.
    ///
    /// - Throws: `.socket`.
    package init() throws(KernelError) {
        let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), NETLINK_ROUTE)
        guard descriptor >= 0 else { throw KernelError(.socket, "open a netlink socket", number: errno) }
        // All four are improvements that an old kernel may refuse.
        setOption(descriptor, SOL_SOCKET, SO_RCVBUF, Self.receiveBuffer)
        setOption(descriptor, SOL_SOCKET, SO_RCVTIMEO, Self.patience)
        setOption(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, Int32(1))
        setOption(descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, Int32(1))
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard bound else {
            let number = errno
            close(descriptor)
            throw KernelError(.socket, "open a netlink socket", number: number)
        }
        self.descriptor = descriptor
        port = address.nl_pid
    }

    deinit {
        close(descriptor)
    }

    /// Asks for everything of a kind, and parses the answers.
    ///
    /// - Parameters:
    ///   - request: The request; the flags for a dump are added.
    ///   - parse: Makes a value of a message, or says that it has none.
    /// - Returns: The values in the kernel's order.
    /// - Throws: `.refused`, `.socket`, `.malformed` or `.unstable`.
    mutating func dump<Value>(
        _ request: Request, _ parse: (Message) -> Parsed<Value>
    ) throws(KernelError) -> [Value] {
        for attempt in 0..<Self.attempts {
            // A little longer each time, so that a burst of changes can pass.
            if attempt > 0 { usleep(UInt32(attempt) * 2000) }
            var values: [Value] = []
            var torn = false
            var malformed = false
            try exchange(request, flags: NLM_F_DUMP) { message in
                torn = torn || message.has(NLM_F_DUMP_INTR)
                switch parse(message) {
                case .value(let value): values.append(value)
                case .unrelated: break
                case .malformed: malformed = true
                }
            }
            if torn { continue }
            if malformed { throw KernelError(.malformed, request.purpose) }
            return values
        }
        throw KernelError(.unstable, request.purpose)
    }

    /// Asks for a change, and waits for the acknowledgement.
    mutating func change(_ request: Request, flags: Int32 = 0) throws(KernelError) {
        try exchange(request, flags: NLM_F_ACK | flags) { _ in }
    }

    /// Asks for one thing, and passes on the answer.
    mutating func ask(_ request: Request, _ handle: (Message) -> Void) throws(KernelError) {
        try exchange(request, flags: NLM_F_ACK, handle)
    }

    /// Sends one request, and passes on every answer until the last.
    private mutating func exchange(
        _ request: Request, flags: Int32, _ handle: (Message) -> Void
    ) throws(KernelError) {
        sequence &+= 1
        try transmit(request.datagram(flags: flags, sequence: sequence, port: port), request.purpose)
        while true {
            let datagram = try receive(request.purpose)
            guard let messages = Message.split(datagram) else { throw KernelError(.malformed, request.purpose) }
            // Answers left over from an earlier exchange that failed half-way carry an older number.
            for message in messages where message.header.nlmsg_seq == sequence {
                switch Int32(message.header.nlmsg_type) {
                case NLMSG_ERROR, NLMSG_DONE:
                    if message.has(NLM_F_DUMP_INTR) { handle(message) }
                    guard message.status != 0 else { return }
                    throw KernelError(
                        .refused, request.purpose, number: message.status, explanation: message.explanation)
                case NLMSG_NOOP: continue
                default: handle(message)
                }
            }
        }
    }

    private func transmit(_ datagram: [UInt8], _ purpose: String) throws(KernelError) {
        while true {
            let sent = datagram.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
            if sent == datagram.count { return }
            if sent < 0, errno == EINTR { continue }
            throw KernelError(.socket, purpose, number: sent < 0 ? errno : EMSGSIZE)
        }
    }

    /// Receives the next datagram from the kernel, and drops those of other processes.
    private mutating func receive(_ purpose: String) throws(KernelError) -> Bytes {
        while true {
            // With MSG_TRUNC the answer is the datagram's true length, so no datagram is ever cut.
            let size = recv(descriptor, nil, 0, Int32(MSG_PEEK | MSG_TRUNC))
            if size < 0 {
                if errno == EINTR { continue }
                throw KernelError(.socket, purpose, number: errno)
            }
            if buffer.count < size { buffer = [UInt8](repeating: 0, count: max(size, 64 << 10)) }
            var sender = sockaddr_nl()
            let count = receiveDatagram(&sender)
            if count < 0 {
                if errno == EINTR { continue }
                throw KernelError(.socket, purpose, number: errno)
            }
            if sender.nl_pid == 0 { return Bytes(buffer[..<min(count, buffer.count)]) }
        }
    }

    private mutating func receiveDatagram(_ sender: inout sockaddr_nl) -> Int {
        var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
        let descriptor = descriptor
        return withUnsafeMutablePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                buffer.withUnsafeMutableBytes { recvfrom(descriptor, $0.baseAddress, $0.count, 0, generic, &length) }
            }
        }
    }
}

private func setOption<Value: BitwiseCopyable>(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Value) {
    _ = withUnsafeBytes(of: value) {
        setsockopt(descriptor, level, option, $0.baseAddress, socklen_t($0.count))
    }
}

/// The result of parsing a message.
enum Parsed<Value> {
    case value(Value)
    /// The message is of another kind than the request asked for.
    case unrelated
    case malformed

    init(_ value: Value?) {
        self = value.map { .value($0) } ?? .malformed
    }
}
