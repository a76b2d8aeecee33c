import NetTypes
import Testing

@Suite struct `IP prefixes` {
    @Test(arguments: ["10.0.100.10/24", "0.0.0.0/0", "192.0.2.1/32", "::/0", "2001:db8::1/128"])
    func `a prefix is read and written as it stands`(text: String) throws {
        #expect(try #require(IPPrefix(text)).description == text)
    }

    @Test(arguments: [
        "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8",
        "10.0.0.0/ 8", "::/129", "10.0.0.0/255.0.0.0", "10.0.0.0/8\0", "10.0.0.0/99999999999999999999", "",
    ])
    func `anything else is no prefix`(text: String) {
        #expect(IPPrefix(text) == nil)
    }

    @Test(arguments: [
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("10.1.2.3/0", "0.0.0.0/0"),
        ("10.1.2.3/32", "10.1.2.3/32"),
        ("255.255.255.255/31", "255.255.255.254/31"),
        ("2001:db8:ffff::1/33", "2001:db8:8000::/33"),
        ("2001:db8::1/0", "::/0"),
        ("2001:db8::1/128", "2001:db8::1/128"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/1", "8000::/1"),
    ])
    func `the network has no host bits`(text: String, network: String) throws {
        let prefix = try #require(IPPrefix(text))
        #expect(prefix.network.description == network)
        #expect(prefix.network.isNetwork)
        #expect(prefix.isNetwork == (text == network))
    }

    @Test(arguments: [
        ("192.0.2.10/24", "192.0.2.255"), ("192.0.2.10/30", "192.0.2.11"), ("10.0.0.1/0", "255.255.255.255"),
    ])
    func `the broadcast address has all host bits`(text: String, broadcast: String) {
        #expect(IPPrefix(text)?.broadcast == IPAddress(broadcast))
    }

    @Test(arguments: ["192.0.2.10/31", "192.0.2.10/32", "2001:db8::1/64"])
    func `there is no broadcast address on a point-to-point prefix or in IPv6`(text: String) {
        #expect(IPPrefix(text)?.broadcast == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", true),
        ("10.0.0.0/8", "11.0.0.0", false),
        ("0.0.0.0/0", "255.255.255.255", true),
        ("0.0.0.0/0", "::1", false),
        ("::/0", "0.0.0.0", false),
        ("::/0", "ffff::", true),
        ("192.0.2.1/32", "192.0.2.1", true),
        ("192.0.2.1/32", "192.0.2.0", false),
        ("2001:db8::1/128", "2001:db8::1", true),
        ("2001:db8::1/128", "2001:db8::", false),
        ("2001:db8::9/64", "2001:db8::ffff:0:0:1", true),
    ])
    func `a prefix contains the addresses of its network and family`(prefix: String, address: String, isIn: Bool) throws
    {
        #expect(try #require(IPPrefix(prefix)).contains(#require(IPAddress(address))) == isIn)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.9.0.0/16", true),
        ("10.0.0.0/8", "11.0.0.0/8", false),
        ("10.0.0.5/24", "10.0.0.9/24", true),
        ("0.0.0.0/0", "192.0.2.1/32", true),
        ("0.0.0.0/0", "::/0", false),
        ("::/0", "2001:db8::1/128", true),
        ("2001:db8::/64", "2001:db8:0:1::/64", false),
        ("192.0.2.0/25", "192.0.2.128/25", false),
    ])
    func `two prefixes overlap when one contains the other`(left: String, right: String, doThey: Bool) throws {
        let (left, right) = (try #require(IPPrefix(left)), try #require(IPPrefix(right)))
        #expect(left.overlaps(right) == doThey)
        #expect(right.overlaps(left) == doThey)
        #expect(left.overlaps(left))
    }

    @Test func `only a length of zero is the default`() {
        #expect(IPPrefix("0.0.0.0/0")?.isDefault == true)
        #expect(IPPrefix("::/0")?.isDefault == true)
        #expect(IPPrefix("0.0.0.0/1")?.isDefault == false)
    }

    @Test func `a length out of range is refused`() throws {
        let address = try #require(IPAddress("192.0.2.1"))
        #expect(IPPrefix(address, length: -1) == nil)
        #expect(IPPrefix(address, length: 33) == nil)
        #expect(IPPrefix(address, length: 32) != nil)
    }

    @Test func `prefixes sort by address and then by length`() {
        let prefixes = ["10.0.0.0/16", "::/0", "10.0.0.0/8", "9.0.0.0/24"].compactMap { IPPrefix($0) }
        #expect(prefixes.sorted().map(\.description) == ["9.0.0.0/24", "10.0.0.0/8", "10.0.0.0/16", "::/0"])
    }
}
