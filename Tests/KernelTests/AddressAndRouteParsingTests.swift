import Host
import NetTypes
import Testing

@testable import Kernel

@Suite struct `Reading address and route messages` {
    @Test func `an address is ours, not the peer's`() throws {
        // struct ifaddrmsg: family, prefix length, flags (IFA_F_PERMANENT), scope, index.
        let bytes = Wire.message(
            20, [2, 32, 0x80, 0], Wire.u32(5),
            Wire.attribute(1, [10, 0, 0, 2]),  // IFA_ADDRESS
            Wire.attribute(2, [10, 0, 0, 1]),  // IFA_LOCAL
            Wire.attribute(8, Wire.u32(0x280)),  // IFA_FLAGS: permanent, noprefixroute
            Wire.attribute(6, Wire.u32(.max), Wire.u32(.max), Wire.u32(0), Wire.u32(0)))  // IFA_CACHEINFO
        let address = try #require(Wire.parse(bytes).flatMap { KernelAddress($0) })
        #expect(address.index == 5)
        #expect(address.prefix == IPPrefix("10.0.0.1/32"))
        #expect(address.peer == IPAddress("10.0.0.2"))
        #expect(address.isPermanent)
        #expect(address.validSeconds == nil)
    }

    @Test func `an address that somebody else has is marked`() throws {
        let bytes = Wire.message(
            20, [10, 64, 0, 253], Wire.u32(5),  // AF_INET6, scope link
            Wire.attribute(1, [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [1]),
            Wire.attribute(8, Wire.u32(0x48)),  // IFA_FLAGS: tentative, dadfailed
            Wire.attribute(6, Wire.u32(30), Wire.u32(60), Wire.u32(0), Wire.u32(0)))
        let address = try #require(Wire.parse(bytes).flatMap { KernelAddress($0) })
        #expect(address.prefix == IPPrefix("fe80::1/64"))
        #expect(address.isTentative)
        #expect(address.isDuplicate)
        #expect(address.isDynamic)
        #expect(address.scope == .link)
        #expect(address.validSeconds == 60)
    }

    @Test(arguments: [
        [2, 33, 0, 0],  // a prefix length of 33
        [10, 24, 0, 0],  // an IPv6 address of four bytes
        [17, 24, 0, 0],  // AF_PACKET
    ])
    func `an address that does not fit its header is none`(header: [UInt8]) {
        let bytes = Wire.message(20, header, Wire.u32(5), Wire.attribute(2, [10, 0, 0, 1]))
        #expect(Wire.parse(bytes).flatMap { KernelAddress($0) } == nil)
    }

    @Test func `a route without destination is the default route`() throws {
        // struct rtmsg: family, lengths of destination and source, tos, table, protocol (DHCP), scope, type; flags.
        let bytes = Wire.message(
            24, [2, 0, 0, 0, 254, 16, 0, 1], Wire.u32(4),  // RTNH_F_ONLINK
            Wire.attribute(5, [192, 0, 2, 1]),  // RTA_GATEWAY
            Wire.attribute(4, Wire.u32(2)),  // RTA_OIF
            Wire.attribute(6, Wire.u32(100)),  // RTA_PRIORITY
            Wire.attribute(7, [192, 0, 2, 10]),  // RTA_PREFSRC
            Wire.attribute(15, Wire.u32(1000)))  // RTA_TABLE, for tables beyond 255
        let route = try #require(Wire.parse(bytes).flatMap { KernelRoute($0) })
        #expect(route.destination == IPPrefix("0.0.0.0/0"))
        #expect(route.isDefault)
        #expect(route.gateway == IPAddress("192.0.2.1"))
        #expect(route.outputIndex == 2)
        #expect(route.metric == 100)
        #expect(route.preferredSource == IPAddress("192.0.2.10"))
        #expect(route.table == 1000)
        #expect(!route.isMain)
        #expect(route.isOnLink)
        #expect(route.protocol == 16)
    }

    @Test func `a multipath route has several ways`() throws {
        // struct rtnexthop: length, flags, weight - 1, index; then attributes.
        let first = Wire.u16(16) + [0, 0] + Wire.u32(2) + Wire.attribute(5, [192, 0, 2, 1])
        let second =
            Wire.u16(28) + [16, 4] + Wire.u32(3)  // RTNH_F_LINKDOWN
            + Wire.attribute(18, Wire.u16(10), [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [1])  // RTA_VIA
        let hops = first + Wire.u16(UInt16(second.count)) + second.dropFirst(2)
        let bytes = Wire.message(
            24, [2, 8, 0, 0, 254, 4, 0, 1], Wire.u32(0),
            Wire.attribute(1, [10, 0, 0, 0]),  // RTA_DST
            Wire.attribute(9, hops))  // RTA_MULTIPATH
        let route = try #require(Wire.parse(bytes).flatMap { KernelRoute($0) })
        #expect(route.destination == IPPrefix("10.0.0.0/8"))
        #expect(route.nextHops.map(\.outputIndex) == [2, 3])
        #expect(route.nextHops.map(\.gateway) == [IPAddress("192.0.2.1"), IPAddress("fe80::1")])
        #expect(route.nextHops.map(\.weight) == [1, 5])
        #expect(route.nextHops.map(\.isDead) == [false, true])
    }

    @Test func `a blackhole leads nowhere`() throws {
        let bytes = Wire.message(
            24, [10, 32, 0, 0, 254, 4, 0, 6], Wire.u32(0),
            Wire.attribute(1, [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 12)))
        let route = try #require(Wire.parse(bytes).flatMap { KernelRoute($0) })
        #expect(route.destination == IPPrefix("2001:db8::/32"))
        #expect(route.type == .blackhole)
        #expect(route.nextHops == [])
    }
}
