import NetTypes
import Testing

@testable import Checks

/// Everything that arrives on a raw socket, asked for or not.
struct ReplyTests {
    /// An IPv4 header without options from 10.0.0.1, and an ICMP message.
    private func packet(_ type: UInt8, identifier: UInt16 = 0x1234, header: UInt8 = 0x45) -> [UInt8] {
        [header, 0, 0, 28, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]
            + [UInt8](repeating: 1, count: Int(header & 0xf) * 4 - 20 < 0 ? 0 : Int(header & 0xf) * 4 - 20)
            + [type, 0, 0, 0, UInt8(identifier >> 8), UInt8(identifier & 0xff), 0, 1]
    }

    @Test func `a reply is a reply of the address to this request`() throws {
        let address = try #require(IPAddress("10.0.0.1"))
        let other = try #require(IPAddress("10.0.0.9"))
        #expect(Prober.isReply(packet(0), true, 0x1234, from: address))
        #expect(Prober.isReply(packet(0, header: 0x4f), true, 0x1234, from: address), "with IP options")
        #expect(!Prober.isReply(packet(8), true, 0x1234, from: address), "a request")
        #expect(!Prober.isReply(packet(3), true, 0x1234, from: address), "unreachable")
        #expect(!Prober.isReply(packet(0, identifier: 1), true, 0x1234, from: address), "of another process")
        #expect(!Prober.isReply(packet(0), true, 0x1234, from: other), "of another address")
        let six = try #require(IPAddress("fe80::1"))
        #expect(Prober.isReply([129, 0, 0, 0, 0x12, 0x34, 0, 1], false, 0x1234, from: six))
        #expect(!Prober.isReply([128, 0, 0, 0, 0x12, 0x34, 0, 1], false, 0x1234, from: six))
    }

    @Test func `nothing that comes from outside, cut or lying about its length, is more than no reply`() throws {
        let address = try #require(IPAddress("10.0.0.1"))
        let whole = packet(0)
        for length in 0..<whole.count {
            #expect(!Prober.isReply(Array(whole[..<length]), true, 0x1234, from: address))
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let noise = (0..<Int.random(in: 0...64, using: &random)).map { _ in UInt8.random(in: 0...255) }
            _ = Prober.isReply(noise, true, 0x1234, from: address)
            _ = Prober.isReply(noise, false, 0x1234, from: address)
        }
        for header in UInt8.min...UInt8.max {
            var lying = whole
            lying[0] = header
            _ = Prober.isReply(lying, true, 0x1234, from: address)
        }
    }
}
