import CLinux
import Glibc
import NetTypes
import Topology

/// A socket that closes itself.
struct Socket: ~Copyable {
    let descriptor: Int32

    init(_ domain: Int32, _ type: Int32, _ number: Int32) throws(ProbeError) {
        descriptor = socket(domain, type | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), number)
        if descriptor < 0 { throw ProbeError("no socket: \(errorText())") }
    }

    deinit { close(descriptor) }

    /// Makes the socket send from an address, or through an interface (socket(7), SO_BINDTODEVICE).
    func bind(to source: Check.Source?) throws(ProbeError) {
        switch source {
        case nil: return
        case .address(let address):
            let result = withAddress(address, port: 0) { Glibc.bind(descriptor, $0, $1) }
            if result != 0 { throw ProbeError("cannot send from \(address): \(errorText())") }
        case .interface(let name):
            let bytes = Array(name.text.utf8)
            if setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, bytes, socklen_t(bytes.count)) != 0 {
                throw ProbeError("cannot send through \(name): \(errorText())")
            }
        }
    }

    /// Waits until the socket is ready.
    func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(ProbeError) {
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { throw ProbeError("no answer") }
            var poller = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let milliseconds = Int32(clamping: Int64(left / .milliseconds(1)) + 1)
            let ready = poll(&poller, 1, milliseconds)
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw ProbeError(errorText()) }
        }
    }

    /// The next packet; `nil` when there is none.
    func receive(_ capacity: Int = 2048) throws(ProbeError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: capacity)
        let count = recv(descriptor, &buffer, capacity, 0)
        if count < 0 {
            if errno == EAGAIN || errno == EINTR { return nil }
            throw ProbeError(errorText())
        }
        return Array(buffer[..<count])
    }
}

/// The text of `errno`.
func errorText() -> String { String(cString: strerror(errno)) }

/// Sleeps for a duration; blocks the thread.
func pause(_ duration: Duration) { usleep(UInt32(clamping: Int64(duration / .microseconds(1)))) }

/// Runs `body` with the address in the kernel's form.
func withAddress<Result>(
    _ address: IPAddress, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    switch address.family {
    case .v4:
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = port.bigEndian
        four.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.bits).bigEndian
        return withUnsafePointer(to: &four) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    case .v6:
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &six.sin6_addr) { $0.copyBytes(from: address.bytes) }
        return withUnsafePointer(to: &six) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }
}
