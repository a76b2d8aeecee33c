import GLib

/// The UUID of a profile, derived from the interface's name: the same on every host and in every run.
package struct ProfileUUID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// A version 5 UUID (RFC 9562 §5.5) of `name` in nm-topology's own name space.
    package init(interface name: String) {
        var bytes = Array(Digest.sha1(Self.namespace + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x50
        bytes[8] = bytes[8] & 0x3f | 0x80
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        text = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hex[$0].joined() }.joined(separator: "-")
    }

    /// The UUID of a profile that another program made.
    package init(recorded text: String) { self.text = text }

    /// The name space: `8bb8e8a5-6fd4-4a2b-9c3d-5f0c1d0b7a11`, chosen at random once.
    ///
    /// It must never change: every profile's UUID depends on it.
    private static let namespace: [UInt8] = [
        0x8b, 0xb8, 0xe8, 0xa5, 0x6f, 0xd4, 0x4a, 0x2b, 0x9c, 0x3d, 0x5f, 0x0c, 0x1d, 0x0b, 0x7a, 0x11,
    ]

    package var description: String { text }
}
