import CGLib

/// Message digests, computed by GLib's `GChecksum`.
package enum Digest {
    /// SHA-1 (FIPS 180-4), 20 bytes; for name-based UUIDs (RFC 9562 §5.5), not for security.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        digest(G_CHECKSUM_SHA1, bytes)
    }

    /// SHA-256 (FIPS 180-4), 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        digest(G_CHECKSUM_SHA256, bytes)
    }

    /// SHA-256 of the text's UTF-8, as 64 lower-case hexadecimal digits.
    package static func sha256Hex(_ text: String) -> String {
        sha256(Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func digest(_ type: GChecksumType, _ bytes: [UInt8]) -> [UInt8] {
        // NULL only for a type GLib does not know (GChecksum, `g_checksum_new`); both of ours are as old as GLib 2.16.
        guard let checksum = g_checksum_new(type) else { return [] }
        defer { g_checksum_free(checksum) }
        bytes.withUnsafeBufferPointer { g_checksum_update(checksum, $0.baseAddress, gssize($0.count)) }
        return [UInt8](unsafeUninitializedCapacity: Int(g_checksum_type_get_length(type))) { buffer, count in
            var length = gsize(buffer.count)
            g_checksum_get_digest(checksum, buffer.baseAddress, &length)
            count = Int(length)
        }
    }
}
