import NetTypes
import Testing

@testable import Checks

@Suite struct `Frames from the wire` {
    private static let header: [UInt8] = [255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1]
    private static let arp: [UInt8] =
        [8, 6, 0, 1, 8, 0, 6, 4, 0, 2] + [2, 0, 0, 0, 0, 1] + [10, 0, 100, 1] + [0, 0, 0, 0, 0, 0] + [0, 0, 0, 0]

    @Test func `tags in the frame and beside it are read, a mere priority is none`() throws {
        func tags(_ bytes: [UInt8], _ beside: Int?) -> [Int]? {
            Frame(Self.header + bytes + Self.arp, tag: beside)?.arp(on: "bond0", isOutgoing: false)?.tags
        }
        #expect(tags([], nil) == [])
        #expect(tags([], 100) == [100])
        #expect(tags([0x81, 0, 0x20, 100], nil) == [100])
        #expect(tags([0x81, 0, 0, 100], 1000) == [1000, 100])
        #expect(tags([0x88, 0xa8, 3, 0xe8, 0x81, 0, 0, 100], nil) == [1000, 100])
        #expect(tags([0x81, 0, 0xe0, 0], nil) == [])
    }

    @Test func `an ARP answer says who has an address`() throws {
        let heard = try #require(
            Frame(Self.header + Self.arp, tag: nil)?.arp(on: "bond0", isOutgoing: false))
        #expect(heard.isReply && heard.sender == IPAddress("10.0.100.1") && heard.senderMAC.bits == 0x0200_0000_0001)
        for count in 0..<(Self.header + Self.arp).count {
            #expect(
                Frame(Array((Self.header + Self.arp).prefix(count)), tag: nil)?.arp(on: "x", isOutgoing: false) == nil)
        }
    }

    @Test func `a question is a probe without a sender's address, with its tag, of the least length`() throws {
        let own = try #require(MACAddress("52:54:00:00:00:02"))
        let address = try #require(IPAddress("10.0.100.1"))
        for tag in [nil, WireTag(id: 300)] {
            let bytes = WireQuestion(interface: "bond0", tag: tag, address: address, source: own).frame
            #expect(bytes.count == 60)
            let heard = try #require(Frame(bytes, tag: nil)?.arp(on: "bond0", isOutgoing: true))
            #expect(heard.tags == [tag?.id].compactMap { $0 } && !heard.isReply && heard.source == own)
            #expect(heard.sender.isUnspecified && heard.target == address)
        }
    }

    @Test func `LLDP: switch, port, native VLAN, VLANs, frame size; cut short it yields less and never more`() throws {
        func unit(_ type: Int, _ value: [UInt8]) -> [UInt8] { [UInt8(type << 1), UInt8(value.count)] + value }
        let units: [[UInt8]] = [
            unit(1, [4, 2, 0, 0, 0, 0, 1]), unit(2, [5] + Array("Gi1/0/7".utf8)), unit(3, [0, 120]),
            unit(5, Array("core1".utf8)), unit(127, [0, 0x80, 0xc2, 1, 1, 0x2f]),
            unit(127, [0, 0x80, 0xc2, 3, 1, 0x2f, 1, 65]), unit(127, [0, 0x80, 0xc2, 3, 1, 0x30, 1, 65]),
            unit(127, [0, 0x80, 0xc2, 7, 3, 0, 0, 0, 1]), unit(127, [0, 0x12, 0x0f, 4, 0x05, 0xee]), [0, 0],
        ]
        let frame = Self.header + [0x88, 0xcc] + units.flatMap { $0 }
        let port = try #require(SwitchPort(interface: "enp2s0", frame: frame))
        #expect(port.name == "switch core1, port Gi1/0/7")
        #expect(port.nativeVLAN == 303 && port.vlans == [303, 304])
        #expect(port.maximumFrameSize == 1518 && port.isAggregated == true)
        for count in 14..<frame.count {
            let less = try #require(SwitchPort(interface: "enp2s0", frame: Array(frame.prefix(count))))
            #expect(less.vlans.count <= 2)
        }
        #expect(SwitchPort(interface: "enp2s0", frame: Self.header + Self.arp) == nil)
    }
}
