import GLib
import Testing

@Suite struct `Digests` {
    @Test func `SHA-1 of abc is the one in FIPS 180`() {
        #expect(hex(Digest.sha1(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }

    @Test func `SHA-1 of nothing is known`() {
        #expect(hex(Digest.sha1([])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    }

    @Test func `SHA-256 of abc is the one in FIPS 180`() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(hex(Digest.sha256(Array("abc".utf8))) == known)
        #expect(Digest.sha256Hex("abc") == known)
    }

    @Test func `a NUL byte is data like any other`() {
        #expect(Digest.sha256([0]) != Digest.sha256([]))
        #expect(Digest.sha256Hex("\0") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
