import NetTypes
import Testing

@Suite struct `IP addresses` {
    @Test(arguments: ["0.0.0.0", "192.0.2.1", "255.255.255.255", "10.0.100.10"])
    func `dotted decimal is read and written`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.family == .v4)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "192.0.2", "192.0.2.256", "192.0.02.1", "0x7f.0.0.1", "192.0.2.1 ", " 192.0.2.1", "192.0.2.1/24", "1",
        "192.0.2.1\0", "fe80::1%eth0", "2001:db8::1::2", "12345::", ":::", "2001:db8", "::g", "1:2:3:4:5:6:7:8:9",
        "::1.2.3", "localhost",
    ])
    func `anything else is no address`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    /// The examples of RFC 5952 §§ 2 and 4, all for one thing, and its rules at the edges.
    @Test(arguments: [
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:db8::1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:0db8::1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
        ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"),
        ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
        ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:0", "2001:db8:0:0:1::"),
        ("0:0:0:0:0:0:0:0", "::"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("1:0:0:0:0:0:0:0", "1::"),
        ("0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"),
        ("1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"),
        ("0:1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"),
        ("::ffff:c000:201", "::ffff:192.0.2.1"), ("::c000:201", "::192.0.2.1"), ("::1:c000:201", "::1:c000:201"),
    ])
    func `IPv6 is written as RFC 5952 wants it`(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.family == .v6)
        #expect(address.description == canonical)
        #expect(IPAddress(address.description) == address)
    }

    @Test func `bytes are in network order`() {
        #expect(IPAddress("192.0.2.1")?.bytes == [192, 0, 2, 1])
        #expect(IPAddress("2001:db8::1")?.bytes == [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(IPAddress(bytes: [192, 0, 2, 1]) == IPAddress("192.0.2.1"))
        #expect(IPAddress(bytes: [UInt8](repeating: 0xff, count: 16))?.bits == .max)
    }

    @Test(arguments: [0, 3, 5, 15, 17]) func `other numbers of bytes are no address`(count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func `an IPv4 address has no more than 32 bits`() {
        #expect(IPAddress(family: .v4, bits: .max) == IPAddress("255.255.255.255"))
    }

    @Test func `special addresses are known`() {
        #expect(classes("224.0.0.1") == "multicast")
        #expect(classes("239.255.255.255") == "multicast")
        #expect(classes("223.255.255.255") == "")
        #expect(classes("240.0.0.0") == "")
        #expect(classes("ff02::1") == "multicast")
        #expect(classes("fe80::1") == "link-local")
        #expect(classes("febf:ffff::1") == "link-local")
        #expect(classes("fec0::1") == "")
        #expect(classes("169.254.0.1") == "link-local")
        #expect(classes("127.0.0.53") == "loopback")
        #expect(classes("128.0.0.1") == "")
        #expect(classes("::1") == "loopback")
        #expect(classes("::2") == "")
        #expect(classes("0.0.0.0") == "unspecified")
        #expect(classes("::") == "unspecified")
    }

    @Test func `IPv4 sorts before IPv6 and each by number`() throws {
        let texts = ["2001:db8::1", "10.0.0.2", "::", "9.255.0.0", "255.0.0.0"]
        #expect(
            texts.compactMap { IPAddress($0) }.sorted().map(\.description) == [
                "9.255.0.0", "10.0.0.2", "255.0.0.0", "::", "2001:db8::1",
            ])
    }

    private func classes(_ text: String) -> String {
        guard let address = IPAddress(text) else { return "no address" }
        var names: [String] = []
        if address.isMulticast { names.append("multicast") }
        if address.isLoopback { names.append("loopback") }
        if address.isLinkLocal { names.append("link-local") }
        if address.isUnspecified { names.append("unspecified") }
        return names.joined(separator: " ")
    }
}
