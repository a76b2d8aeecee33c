import Foundation
import Host
import NetTypes
import Testing

@testable import Kernel

@Suite struct `What a diagnosis reads beyond links and routes` {
    @Test func `a neighbour has an address, a link, a MAC address and a state`() throws {
        // struct ndmsg: family, padding, index, state, flags, type.
        let message = Wire.message(
            28, [2, 0, 0, 0], Wire.u32(5), Wire.u16(0x20), [0, 1], Wire.attribute(1, [10, 0, 100, 1]),
            Wire.attribute(2, [2, 0, 0, 0, 0, 1]))
        let neighbour = try #require(Wire.parse(message).flatMap { Neighbour($0) })
        #expect(neighbour.address == IPAddress("10.0.100.1") && neighbour.index == 5 && neighbour.isSilent)
        #expect(neighbour.mac == MACAddress("02:00:00:00:00:01"))
        let other = Wire.message(
            28, [10, 0, 0, 0], Wire.u32(5), Wire.u16(2), [0, 1], Wire.attribute(1, [10, 0, 100, 1]))
        #expect(Wire.parse(other).flatMap { Neighbour($0) } == nil, "four bytes are no IPv6 address")
    }

    @Test func `the LACP partner of each port is read from the bond's file`() {
        let text = """
            802.3ad info
            LACP rate: fast
            \tPartner Mac Address: 02:00:00:00:00:aa

            Slave Interface: enp2s0
            MII Status: up
            details actor lacp pdu:
                system priority: 65535
                system mac address: 52:54:00:00:00:02
            details partner lacp pdu:
                system priority: 65535
                system mac address: 02:00:00:00:00:aa
                port state: 63

            Slave Interface: enp3s0
            details actor lacp pdu:
                system mac address: 52:54:00:00:00:02
            details partner lacp pdu:
                system mac address: 00:00:00:00:00:00
            """
        #expect(
            BondPartners.parse(text) == [
                "enp2s0": MACAddress("02:00:00:00:00:aa"), "enp3s0": MACAddress("00:00:00:00:00:00"),
            ])
        #expect(BondPartners.parse("Ethernet Channel Bonding Driver: v6.1") == [:])
    }

    @Test func `a line of the kernel's log names bridge, port and address`() {
        let line =
            "4,1234,5000000,-;br303: received packet on bond0.303 with own address as source address "
            + "(addr:52:54:00:00:00:02, vlan:0)\n SUBSYSTEM=net\n"
        let report = OwnAddressReport.parse(line, now: 65)
        #expect(report?.bridge == "br303" && report?.port == "bond0.303" && report?.secondsAgo == 60)
        #expect(report?.mac == MACAddress("52:54:00:00:00:02"))
        for bad in ["", "4,1;own address as source address", "4,1,2,-;br0: port 1(eth0) entered forwarding state"] {
            #expect(OwnAddressReport.parse(bad, now: 65) == nil)
        }
    }

    @Test(arguments: [("1000", 1000), ("-1", nil), ("4294967295", nil), ("0", nil), ("2147483647", nil)])
    func `a speed that the kernel does not know is none`(text: String, megabits: Int?) throws {
        let root = FileManager.default.temporaryDirectory.path + "/sys.\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: "\(root)/class/net/e0", withIntermediateDirectories: true)
        for (file, value) in [("speed", text), ("duplex", "full")] {
            try Data("\(value)\n".utf8).write(to: URL(filePath: "\(root)/class/net/e0/\(file)"))
        }
        let speed = LinkFacts.read("e0", root: root).linkSpeed
        #expect(speed == megabits.map { LinkSpeed(megabits: $0, isFullDuplex: true) })
    }
}
