import Host
import Testing

@testable import Kernel

@Suite struct `Bytes that are not what they should be` {
    @Test(arguments: [
        [0, 0, 1, 0],  // a length of zero
        [3, 0, 1, 0],  // shorter than its own header
        [255, 255, 1, 0],  // longer than what is left
        [9, 0, 1, 0, 1, 2, 3, 4],  // one byte longer than what is left
        [4, 0, 1],  // not even a header
        [],
    ])
    func `a broken attribute ends the reading`(bytes: [UInt8]) {
        #expect(Array(Attributes(Bytes(bytes[...]))).isEmpty)
    }

    @Test func `padding may be missing after the last attribute`() {
        let attributes = Attributes(Bytes([5, 0, 1, 0, 42][...]))
        #expect(attributes.first(1)?.uint8 == 42)
        #expect(Array(attributes).count == 1)
    }

    @Test func `empty attributes are read one by one to the end`() {
        let bytes = [UInt8](repeating: 0, count: 64 * 4).indices.map { UInt8($0 % 4 == 0 ? 4 : 0) }
        #expect(Array(Attributes(Bytes(bytes[...]))).count == 64)
    }

    @Test(arguments: [
        [UInt8](repeating: 0, count: 16),  // a length of zero
        Wire.u32(15) + [UInt8](repeating: 0, count: 12),  // shorter than its header
        Wire.u32(17) + [UInt8](repeating: 0, count: 12),  // longer than what is left
        Wire.u32(.max) + [UInt8](repeating: 0, count: 12),
        [16, 0, 0],
    ])
    func `a broken message spoils the datagram`(bytes: [UInt8]) {
        #expect(Message.split(Bytes(bytes[...])) == nil)
    }

    @Test func `values that are too short are absent`() {
        let bytes = Bytes([1, 2, 3][...])
        #expect(bytes.uint32 == nil)
        #expect(bytes.load(UInt16.self, at: 2) == nil)
        #expect(bytes.load(UInt8.self, at: -1) == nil)
        #expect(bytes.load(UInt8.self, at: .max) == nil)
        #expect(bytes.part(from: 2, count: .max) == nil)
        #expect(bytes.part(from: -1, count: 1) == nil)
        #expect(bytes.dropping(.max).count == 0)
    }

    @Test func `an error carries the kernel's own words`() {
        // NLMSG_ERROR (2) with NLM_F_CAPPED and NLM_F_ACK_TLVS: -EBUSY, the request's header, NLMSGERR_ATTR_MSG (1).
        let request = Wire.u32(200) + Wire.u16(19) + Wire.u16(5) + Wire.u32(1) + Wire.u32(1)
        let bytes = Wire.message(
            2, flags: 0x300, Wire.u32(UInt32(bitPattern: -16)), request, Wire.attribute(1, Wire.text("In use")))
        #expect(Wire.parse(bytes)?.status == 16)
        #expect(Wire.parse(bytes)?.explanation == "In use")
    }

    @Test func `an error that quotes more than it holds has no words`() {
        let request = Wire.u32(.max) + Wire.u16(19) + Wire.u16(5) + Wire.u32(1) + Wire.u32(1)
        let bytes = Wire.message(2, flags: 0x200, Wire.u32(1 << 31), request)
        #expect(Wire.parse(bytes)?.explanation == nil)
        #expect(Wire.parse(bytes)?.status == 0)
    }

    /// Real messages, damaged in 60,000 ways: every parser must come to an end without trapping.
    @Test(.timeLimit(.minutes(1))) func `no damage makes a parser trap or loop`() {
        var random = SplitMix(state: 0x6e6d_746f_706f)
        var understood = 0
        for round in 0..<60_000 {
            var bytes = Self.samples[round % Self.samples.count]
            for _ in 0..<Int(random.next() % 6) {
                let at = Int(random.next() % UInt64(bytes.count))
                // Small numbers and extremes hit lengths more often than random bytes do.
                let replacement: [UInt64] = [0, 1, 3, 4, 5, 8, 0xff, random.next()]
                bytes[at] = UInt8(truncatingIfNeeded: replacement[Int(random.next() % 8)])
            }
            if random.next() % 4 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
            for message in Message.split(Bytes(bytes[...])) ?? [] {
                if KernelLink(message) != nil { understood += 1 }
                if KernelAddress(message) != nil { understood += 1 }
                if KernelRoute(message) != nil { understood += 1 }
                if ForwardingEntry(message) != nil { understood += 1 }
                if BridgeVLANs.read(message) != nil { understood += 1 }
                _ = (message.status, message.explanation)
            }
            // Without the outer length, so that damage inside is reached every time.
            let inner = Attributes(Bytes(bytes.dropFirst(32)))
            _ = (BondDetails(inner), BondPortDetails(inner), BridgeDetails(inner), BridgePortDetails(inner))
            _ = (BridgeVLANs(inner), VLANDetails(inner))
        }
        #expect(understood > 1000)
    }

    private static let samples: [[UInt8]] = [
        Wire.link(
            index: 9, Wire.attribute(3, Wire.text("bond0.200")), Wire.attribute(5, Wire.u32(7)),
            Wire.info(kind: "vlan", Wire.attribute(1, Wire.u16(200)), Wire.attribute(5, Wire.network16(0x8100)))),
        Wire.link(
            index: 7, Wire.attribute(3, Wire.text("bond0")),
            Wire.info(
                kind: "bond", Wire.attribute(1, [4]),
                Wire.attribute(23, Wire.attribute(1, Wire.u16(3)), Wire.attribute(5, [1, 2, 3, 4, 5, 6])))),
        Wire.link(
            index: 4, family: 7, Wire.attribute(3, Wire.text("br0")),
            Wire.attribute(
                26, Wire.attribute(2, Wire.u16(8), Wire.u16(1)), Wire.attribute(2, Wire.u16(16), Wire.u16(9)))),
        Wire.message(
            20, [2, 24, 0, 0], Wire.u32(5), Wire.attribute(2, [10, 0, 0, 1]), Wire.attribute(8, Wire.u32(1))),
        Wire.message(
            24, [2, 8, 0, 0, 254, 4, 0, 1], Wire.u32(0), Wire.attribute(1, [10, 0, 0, 0]),
            Wire.attribute(9, Wire.u16(16) + [0, 0] + Wire.u32(2) + Wire.attribute(5, [192, 0, 2, 1]))),
        Wire.message(
            28, [7, 0, 0, 0], Wire.u32(5), Wire.u16(2), [0, 0], Wire.attribute(2, [1, 2, 3, 4, 5, 6]),
            Wire.attribute(5, Wire.u16(7))),
        Wire.message(
            2, flags: 0x300, Wire.u32(UInt32(bitPattern: -16)),
            Wire.u32(200) + Wire.u16(19) + Wire.u16(5) + Wire.u32(1) + Wire.u32(1), Wire.attribute(1, Wire.text("no"))),
    ]
}

/// The SplitMix64 generator (Steele, Lea, Flood 2014): the same numbers in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
