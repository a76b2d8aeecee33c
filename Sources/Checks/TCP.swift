import CLinux
import Glibc
import NetTypes
import Topology

extension Prober {
    /// Opens a TCP connection.
    static func connect(
        _ address: IPAddress, _ port: UInt16, _ source: Check.Source?, _ deadline: ContinuousClock.Instant
    ) throws(ProbeError) -> Socket {
        let socket = try Socket(address.family == .v4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        try socket.bind(to: source)
        let result = withAddress(address, port: port) { Glibc.connect(socket.descriptor, $0, $1) }
        if result != 0, errno != EINPROGRESS { throw ProbeError(errorText()) }
        try socket.wait(for: Int32(POLLOUT), until: deadline)
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket.descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        if code != 0 { throw ProbeError(String(cString: strerror(code))) }
        return socket
    }

    /// Asks for a page, and reads the beginning of the answer's first line (RFC 9112 §4).
    static func get(
        _ address: IPAddress, _ port: UInt16, _ path: String, _ source: Check.Source?,
        _ deadline: ContinuousClock.Instant
    ) throws(ProbeError) {
        let socket = try connect(address, port, source, deadline)
        let host = address.family == .v6 ? "[\(address)]:\(port)" : "\(address):\(port)"
        let request = Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8)
        if send(socket.descriptor, request, request.count, Int32(MSG_NOSIGNAL)) != request.count {
            throw ProbeError(errorText())
        }
        var answer: [UInt8] = []
        while answer.count < 12 {
            try socket.wait(for: Int32(POLLIN), until: deadline)
            guard let bytes = try socket.receive() else { continue }
            if bytes.isEmpty { throw ProbeError("the connection was closed without an answer") }
            answer += bytes
        }
        let line = String(decoding: answer.prefix(12), as: UTF8.self)
        guard line.hasPrefix("HTTP/1."), let status = Int(line.suffix(3)) else { throw ProbeError("no HTTP answer") }
        if !(200..<400).contains(status) { throw ProbeError("HTTP status \(status)") }
    }

    /// Looks a name up as every program on this host does (getaddrinfo(3)); blocks as long as the resolver does.
    static func resolve(_ name: String) throws(ProbeError) {
        var found: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(name, nil, nil, &found)
        if let found { freeaddrinfo(found) }
        if result != 0 { throw ProbeError(String(cString: gai_strerror(result))) }
    }
}
