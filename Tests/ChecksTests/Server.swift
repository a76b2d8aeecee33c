import Foundation
import Glibc
import Synchronization

/// A TCP server on the loopback, of one test alone.
final class Server: Sendable {
    let port: UInt16
    private let listener: Int32
    private let peersSeen = Mutex<[String]>([])

    /// Where connections came from, as text.
    var peers: [String] { peersSeen.withLock { $0 } }

    /// - Parameters:
    ///   - listens: else the port is only reserved, and connections are refused.
    ///   - answer: gets the request and gives the pieces of the answer, sent 50 ms apart; `nil` for silence.
    /// - Throws: when the loopback has no port for it.
    init(listens: Bool = true, answer: @escaping @Sendable (String) -> [String]? = { _ in [] }) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound, !listens || listen(listener, 64) == 0 else { throw CocoaError(.fileNoSuchFile) }
        port = UInt16(bigEndian: address.sin_port)
        self.listener = listener
        guard listens else { return }
        Thread.detachNewThread { [weak self] in
            while true {
                var peer = sockaddr_in()
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                let client = withUnsafeMutablePointer(to: &peer) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(listener, $0, &length) }
                }
                guard client >= 0, let self else { return }
                peersSeen.withLock { $0.append(String(cString: inet_ntoa(peer.sin_addr))) }
                Thread.detachNewThread { Self.serve(client, answer) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ client: Int32, _ answer: (String) -> [String]?) {
        defer { close(client) }
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = recv(client, &buffer, buffer.count, 0)
            if count <= 0 { return }
            request += buffer[..<count]
        }
        guard let pieces = answer(String(decoding: request, as: UTF8.self)) else {
            // Silence: until the client has gone.
            _ = recv(client, &buffer, buffer.count, 0)
            return
        }
        for piece in pieces {
            let bytes = Array(piece.utf8)
            send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            usleep(50_000)
        }
    }
}
