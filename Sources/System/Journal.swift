import CLinux
import Glibc

/// The journal of systemd, by its native protocol (systemd.journal-fields(7)).
///
/// Where no journal runs, nothing happens.
package enum Journal {
    /// How much an entry matters (syslog(3)).
    package enum Priority: Int32, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
    }

    private static let socketPath = "/run/systemd/journal/socket"

    /// Whether a journal runs on this machine.
    package static var isThere: Bool { access(socketPath, W_OK) == 0 }

    /// Writes an entry, and does not wait for it.
    ///
    /// - Parameters:
    ///   - message: the sentence that people read.
    ///   - priority: how much it matters.
    ///   - fields: further fields, such as `TRIAL`: upper-case letters, digits and `_`, not first.
    package static func write(_ message: String, _ priority: Priority, _ fields: [(name: String, value: String)]) {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8) }
        let entry = text(of: [("MESSAGE", message), ("PRIORITY", "\(priority.rawValue)")] + fields)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    socket, entry, entry.utf8.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL), $0,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// An entry as it is sent: a field on each line, whose own line ends become blanks.
    static func text(of fields: [(name: String, value: String)]) -> String {
        let identifier = [(name: "SYSLOG_IDENTIFIER", value: "nm-topology")]
        return (identifier + fields).map { name, value in
            "\(name)=\(String(value.map { $0.isNewline ? " " : $0 }))\n"
        }.joined()
    }
}
