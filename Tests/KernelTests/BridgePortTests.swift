import Host
import NetTypes
import Testing

@testable import Kernel

private let canMakeBridges = Task { await canMake("bridges", "ip link add br0 type bridge") }

/// What a bridge keeps for its ports, and how it is set: the bytes, and a real kernel.
@Suite struct BridgePortTests {
    @Test func `each option of a port is read from its attribute, and the rest is left alone`() throws {
        let bytes = Wire.link(
            index: 7,
            Wire.attribute(3, Wire.text("vnet0")),
            Wire.portInfo(
                kind: "bridge",
                Wire.attribute(2, Wire.u16(9)), Wire.attribute(3, Wire.u32(77)), Wire.attribute(33, Wire.u8(1)),
                Wire.attribute(31, Wire.u16(0x4000)), Wire.attribute(34, Wire.u32(5)), Wire.attribute(40, Wire.u8(1)),
                Wire.attribute(17, Wire.u16(1)), Wire.attribute(99, Wire.u32(1))))
        let message = try #require(Wire.parse(bytes))
        let options = try #require(KernelLink(message)?.bridgePort?.options)
        #expect(
            options.values == [.priority: 9, .cost: 77, .isolated: 1, .groupForwardMask: 0x4000, .mab: 1])
        #expect(options.backupPortIndex == 5)
    }

    @Test func `an option too short for its kind is none`() throws {
        let options = BridgePortOptions(Bytes(Wire.attribute(3, Wire.u16(7))[...]).attributes)
        #expect(options.values.isEmpty)
    }

    @Test func `a multicast database is read, and what the kernel made of others' wishes is left out`() throws {
        // struct br_mdb_entry: index, state, flags, VLAN, address in 16 bytes, EtherType in network order, padding.
        func entry(_ index: UInt32, state: UInt8, flags: UInt8, vlan: UInt16, _ address: [UInt8], _ type: UInt16)
            -> [UInt8]
        {
            Wire.u32(index) + [state, flags] + Wire.u16(vlan) + address
                + [UInt8](repeating: 0, count: 16 - address.count) + Wire.network16(type) + [0, 0]
        }
        let ip: [UInt8] = [239, 1, 1, 1]
        let infos = [
            Wire.attribute(1, entry(7, state: 1, flags: 0, vlan: 200, ip, 0x800), Wire.attribute(4, [10, 0, 0, 9])),
            Wire.attribute(1, entry(7, state: 1, flags: 4, vlan: 0, ip, 0x800)),
            Wire.attribute(1, entry(8, state: 0, flags: 0, vlan: 0, ip, 0x800)),
            Wire.attribute(1, entry(3, state: 0, flags: 0, vlan: 0, [1, 0, 0x5e, 0, 0, 9], 0)),
            Wire.attribute(1, entry(7, state: 1, flags: 0, vlan: 0, ip, 0x8847)),
            Wire.attribute(1, [1, 2, 3]),
        ]
        let bytes = Wire.message(
            86, [7, 0, 0, 0], Wire.u32(3), Wire.attribute(1, Wire.attribute(1, infos.flatMap { $0 })))
        let entries = MulticastEntry.read(try #require(Wire.parse(bytes)))
        let address = try #require(IPAddress("239.1.1.1"))
        #expect(
            entries.map(\.group) == [.ip(address), .ip(address), .mac(try #require(MACAddress("01:00:5e:00:00:09")))])
        #expect(entries.map(\.isPermanent) == [true, false, true])
        #expect(entries.first?.vlan?.number == 200)
        #expect(entries.first?.source == IPAddress("10.0.0.9"))
        // What is asked for is what is read.
        #expect(entries.first.map { Array($0.info.prefix(26)) } == Array(infos[0][4..<30]))
    }

    @Test func `attributes that are asked for are padded, and hold others`() {
        var request = Request(16, ifinfo(), purpose: "test")
        request.add(0x800c, Request.attribute(33, [1]))
        let bytes = request.datagram(flags: 0, sequence: 1, port: 1)
        #expect(bytes.suffix(12) == [12, 0, 12, 0x80, 5, 0, 33, 0, 1, 0, 0, 0])
    }

    private func ifinfo() -> UInt32 { 0 }
}

/// The same on the kernel's own bridge.
@Suite(.enabled { await canMakeBridges.value })
struct BridgePortKernelTests {
    private static let make = """
        ip link add br0 type bridge; ip link add vx0 type vxlan id 1 dstport 4789
        ip link set br0 up; ip link set vx0 master br0
        """

    @Test func `every option that this kernel tells of is set to another value, and read back`() async throws {
        let wrong = try await inFreshNamespace { () -> [String] in
            try shell(Self.make)
            var socket = try RouteSocket()
            var wrong: [String] = []
            func port() throws -> KernelLink? { try socket.links().first { $0.name == "vx0" } }
            guard let options = try port()?.bridgePort?.options.values, let index = try port()?.index else {
                return ["none"]
            }
            for option in BridgePortOption.allCases {
                // Two that stand for something else which would have to exist.
                guard let value = options[option], option != .backupNextHop else { continue }
                // 2 is always for a router, allowed as a limit, and a reserved group that may be forwarded is bit 3.
                let other: UInt32 = option.isSwitch ? 1 - min(value, 1) : option == .groupForwardMask ? 8 : 2
                try socket.set(option, of: index, to: other)
                if try port()?.bridgePort?.options.values[option] != other { wrong.append(option.rawValue) }
                // What one option allows or needs: MAB needs a locked port that learns.
                if option != .locked { try socket.set(option, of: index, to: value) }
            }
            return wrong
        }
        #expect(wrong.isEmpty)
    }

    @Test func `static addresses and permanent groups are put in and read, for a port and for the bridge`() async throws
    {
        let mac = try #require(MACAddress("52:54:00:aa:00:01"))
        let own = try #require(MACAddress("52:54:00:aa:00:03"))
        let group = GroupAddress.ip(try #require(IPAddress("239.1.1.1")))
        let six = GroupAddress.ip(try #require(IPAddress("ff05::99")))
        let ethernet = GroupAddress.mac(try #require(MACAddress("01:00:5e:7f:00:09")))
        let (fdb, mdb, bridge, port) = try await inFreshNamespace {
            try shell(Self.make)
            var socket = try RouteSocket()
            let links = try socket.links()
            let bridge = links.first { $0.name == "br0" }?.index ?? 0
            let port = links.first { $0.name == "vx0" }?.index ?? 0
            var entry = ForwardingEntry(mac: mac, index: port)
            entry.controllerIndex = bridge
            entry.isSticky = true
            try socket.addStatic(entry)
            entry = ForwardingEntry(mac: own, index: bridge)
            entry.controllerIndex = bridge
            entry.isLocal = true
            try socket.addStatic(entry)
            try socket.add(MulticastEntry(bridgeIndex: bridge, index: port, group: group))
            try socket.add(MulticastEntry(bridgeIndex: bridge, index: port, group: six))
            try socket.add(MulticastEntry(bridgeIndex: bridge, index: bridge, group: ethernet))
            // Once more is no error.
            try socket.add(MulticastEntry(bridgeIndex: bridge, index: port, group: group))
            let state = try KernelState.read(from: &socket)
            return (state.staticForwarding, state.multicast, bridge, port)
        }
        #expect(Set(fdb.map(\.mac)) == [mac, own], "no link's own address is among them: \(fdb)")
        let first = try #require(fdb.first { $0.mac == mac })
        #expect(first.index == port && first.isSticky && !first.isLocal)
        #expect(fdb.first { $0.mac == own }.map { $0.index == bridge && $0.isLocal } == true)
        let permanent = mdb.filter(\.isPermanent)
        #expect(Set(permanent.map(\.group)) == [group, six, ethernet])
        #expect(permanent.first { $0.group == ethernet }?.index == bridge)
        #expect(permanent.first { $0.group == group }?.index == port)
    }
}

/// VLANs of ports, where the kernel filters them.
@Suite(.enabled { await canMake("VLAN filtering", "ip link add br0 type bridge vlan_filtering 1") })
struct BridgePortVLANTests {
    @Test func `a port leaves the default VLAN and takes a table with ranges, and so does the bridge itself`()
        async throws
    {
        let (port, own) = try await inFreshNamespace {
            try shell(
                """
                ip link add br0 type bridge vlan_filtering 1; ip link add vx0 type vxlan id 1 dstport 4789
                ip link set vx0 master br0
                """)
            var socket = try RouteSocket()
            let links = try socket.links()
            let bridge = links.first { $0.name == "br0" }?.index ?? 0
            let port = links.first { $0.name == "vx0" }?.index ?? 0
            func entry(_ first: Int, _ last: Int, pvid: Bool = false) throws -> BridgeVLANs.Entry {
                BridgeVLANs.Entry(
                    first: try #require(VLANID(first)), last: try #require(VLANID(last)), isPVID: pvid,
                    isUntagged: pvid)
            }
            for (link, isBridge) in [(port, false), (bridge, true)] {
                try socket.remove(try entry(1, 1), from: link, isBridge: isBridge)
                try socket.add(try entry(200, 200, pvid: true), to: link, isBridge: isBridge)
                try socket.add(try entry(300, 310), to: link, isBridge: isBridge)
            }
            let tables = try socket.bridgeVLANs()
            return (tables[port], tables[bridge])
        }
        for table in [port, own] {
            #expect(table?.entries.map(\.description) == ["200", "300-310"])
            #expect(table?.pvid?.number == 200)
        }
    }
}
