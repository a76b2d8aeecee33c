import NetTypes
import Testing

@Suite struct `MAC addresses` {
    @Test(arguments: ["52:54:00:ab:CD:0f", "52-54-00-AB-CD-0F"])
    func `colons and hyphens are read, upper-case colons are written`(text: String) throws {
        #expect(try #require(MACAddress(text)).description == "52:54:00:AB:CD:0F")
    }

    @Test(arguments: [
        "", "52:54:00:ab:cd", "52:54:00:ab:cd:0f:11", "52:54:00:ab:cd:f", "52:54:00:ab:cd:0g", "525400abcd0f",
        "52:54-00:ab:cd:0f", "5254.00ab.cd0f", "52:54:00:ab:cd:+f", "52:54:00:ab:cd:0f:", "５２:54:00:ab:cd:0f",
    ])
    func `anything else is no MAC address`(text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test func `bytes go in and come out`() throws {
        let address = try #require(MACAddress(bytes: [0x52, 0x54, 0, 0xab, 0xcd, 0x0f]))
        #expect(address.bytes == [0x52, 0x54, 0, 0xab, 0xcd, 0x0f])
        #expect(address == MACAddress("52:54:00:AB:CD:0F"))
        #expect(MACAddress(bytes: [1, 2, 3, 4, 5]) == nil)
        #expect(MACAddress(bytes: []) == nil)
    }

    @Test func `the group bit is the lowest of the first octet`() {
        #expect(MACAddress("01:80:C2:00:00:00")?.isGroup == true)
        #expect(MACAddress("FF:FF:FF:FF:FF:FF")?.isGroup == true)
        #expect(MACAddress("02:00:00:00:00:01")?.isGroup == false)
    }

    @Test func `all zeros is zero and nothing else`() {
        #expect(MACAddress("00:00:00:00:00:00")?.isZero == true)
        #expect(MACAddress("00:00:00:00:00:01")?.isZero == false)
    }

    @Test func `they sort as numbers`() throws {
        #expect(try #require(MACAddress("02:00:00:00:00:FF")) < #require(MACAddress("02:00:00:00:01:00")))
    }
}

@Suite struct `VLAN identifiers and protocols` {
    @Test(arguments: [1, 2, 100, 4094]) func `1 to 4094 can be assigned`(number: Int) {
        #expect(VLANID(number)?.number == number)
        #expect(VLANID(number)?.description == String(number))
    }

    @Test(arguments: [0, -1, 4095, 4096, .max, .min]) func `nothing else can`(number: Int) {
        #expect(VLANID(number) == nil)
    }

    @Test func `they sort as numbers`() throws {
        #expect(try #require(VLANID(9)) < #require(VLANID(10)))
    }

    @Test func `protocols have the names and EtherTypes of the standard`() {
        #expect(VLANProtocol(rawValue: "802.1Q")?.etherType == 0x8100)
        #expect(VLANProtocol(rawValue: "802.1ad")?.etherType == 0x88a8)
        #expect(VLANProtocol(rawValue: "802.1q") == nil)
    }
}
