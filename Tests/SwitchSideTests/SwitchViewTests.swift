import Foundation
import LabSupport
import NetTypes
import Rendering
import SwitchSide
import Testing
import Topology

@Suite struct `Switch requirements` {
    static let examples: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: Fixture.examples)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

    private func ports(_ body: String) throws -> [SwitchPorts] {
        SwitchPorts.all(
            of: try Topology(validating: [SpecSource(name: "spec.yaml", text: "version: 1\n" + body)]))
    }

    private func text(_ body: String) throws -> String { try SwitchView(style: .plain).text(of: ports(body)) }

    /// The right column of one row, on one line.
    private func row(_ label: String, _ body: String) throws -> String {
        var lines: [String] = []
        var isOpen = false
        for line in try text(body).split(separator: "\n") {
            if line.hasPrefix("  \(label)") { isOpen = true } else if !line.hasPrefix("     ") { isOpen = false }
            if isOpen { lines.append(String(line.dropFirst(20))) }
        }
        return lines.joined(separator: " ")
    }

    @Test(arguments: examples) func `an example's requirements are the ones on record`(example: String) throws {
        let spec = try Fixture.text("examples/\(example).yaml")
        let text = try SwitchView(style: .plain).text(
            of: SwitchPorts.all(of: Topology(validating: [SpecSource(name: example, text: spec)])))
        let file = "Tests/SwitchSideTests/Snapshots/\(example).txt"
        if ProcessInfo.processInfo.environment["NM_TOPOLOGY_UPDATE"] == "1" {
            try FileManager.default.createDirectory(
                atPath: "\(Fixture.repository)/Tests/SwitchSideTests/Snapshots", withIntermediateDirectories: true)
            try text.write(toFile: "\(Fixture.repository)/\(file)", atomically: false, encoding: .utf8)
        }
        #expect(try Fixture.text(file) == text, "NM_TOPOLOGY_UPDATE=1 swift test writes it anew")
    }

    @Test(arguments: [
        ("802.3ad", "The host is active and asks for slow LACPDUs (each 30 seconds)."),
        ("balance-rr", "static (port channel"),
        ("balance-xor", "static (port channel"), ("broadcast", "static (port channel"),
        ("active-backup", "none: no LACP and no port channel; each port"), ("balance-tlb", "none: no LACP"),
        ("balance-alb", "none: no LACP"),
    ])
    func `each mode of a bond says whether the switch bundles the ports`(mode: String, words: String) throws {
        #expect(
            try row("Link aggregation", "bonds: {b: {ports: [enp2s0, enp3s0], mode: \(mode)}}\n").contains(words))
    }

    @Test func `a bond without NICs is plugged into no switch`() throws {
        let bond = "bonds: {b: {ports: [v], mode: active-backup}}\nvlans: {v: {parent: e, id: 5}}\n"
        #expect(try text(bond).split(separator: "\n").filter { !$0.hasPrefix(" ") } == ["e: one port"])
    }

    @Test func `what LACP is asked for is said`() throws {
        let bond = "bonds: {b: {ports: [a, c, d], mode: 802.3ad, options: {OPTIONS}}}\n"
        func lacp(_ options: String) throws -> String {
            try row("Link aggregation", bond.replacing("OPTIONS", with: options))
        }
        #expect(try lacp("lacp_rate: fast").contains("all 3 ports in one group. The host is active and asks for fast"))
        #expect(try lacp("lacp_active: off").contains("The host is passive: the switch must be active."))
        #expect(try lacp("min_links: 2").contains("stops using the group with fewer than 2 links"))
        #expect(try lacp("xmit_hash_policy: layer3+4").contains("by IP addresses and ports;"))
        #expect(try lacp("xmit_hash_policy: 2").contains("by MAC and IP addresses;"))
    }

    @Test func `an address on the bond itself needs a native VLAN`() throws {
        let body = """
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, addresses: [10.0.1.2/24], gateway: 10.0.1.1}}
            trunks: {bond0: {200: {bridge: br200}}}

            """
        #expect(try row("Port mode", body) == "trunk, with a native VLAN")
        #expect(try row("Untagged VLAN", body) == "the one of: the host, 10.0.1.2/24, router 10.0.1.1")
    }

    @Test func `a port of a bridge is an access port, and VLANs over the bridge make it a trunk`() throws {
        let body = "bridges: {br0: {ports: [enp2s0]}}\n"
        #expect(try row("Port mode", body) == "access")
        #expect(try row("Untagged VLAN", body) == "the one of: virtual machines on the host's bridge br0")
        let both = body + "vlans: {br0.5: {parent: br0, id: 5, addresses: [10.0.5.2/24]}}\n"
        #expect(try row("Port mode", both) == "trunk, with a native VLAN")
        #expect(try row("Tagged VLANs", both) == "5     the host, 10.0.5.2/24")
    }

    @Test func `a filtering bridge asks for what its port carries and somebody is in`() throws {
        func body(_ port: String, _ guest: String) -> String {
            "bridges: {br0: {vlan-filtering: true, ports: [enp2s0: {\(port)}]}}\n"
                + "guests: {vm1: {interfaces: [{bridge: br0\(guest)}]}}\n"
        }
        // The default VLAN 1 is on every port; it counts where somebody is in it.
        #expect(try row("Port mode", body("vlans: [200]", ", vlan: 200")) == "trunk, all VLANs tagged")
        #expect(try row("Tagged VLANs", body("vlans: [200]", ", vlan: 200")) == "200   virtual machine vm1")
        #expect(try row("Port mode", body("vlans: [200]", "")) == "trunk, with a native VLAN")
        #expect(
            try row("Untagged VLAN", body("vlans: [200], pvid: 300", ", vlans: [200]"))
                == "the one of: virtual machines on the host's bridge br0 (its VLAN 300)")
    }

    @Test func `spanning tree of a bridge forbids edge ports and BPDU guard`() throws {
        let body = "bridges: {br0: {ports: [enp2s0, enp3s0], stp: true, forward-delay: 2}}\n"
        let row = try row("Spanning tree", body)
        #expect(row.hasPrefix("on: the host takes part and sends BPDUs, so no edge port (portfast) and no BPDU guard."))
        #expect(row.contains("spanning tree has to block one"))
        let off = try text("bridges: {br0: {ports: [enp2s0, enp3s0]}}\n")
        #expect(off.contains("that is a"))
        #expect(off.contains("BPDU guard can be on"))
    }

    @Test func `frames count every tag`() throws {
        let two = """
            ethernets: {enp2s0: {mtu: 9004}}
            vlans:
              s: {parent: enp2s0, id: 1000, protocol: 802.1ad}
              c: {parent: s, id: 5, mtu: 9000, addresses: [10.0.5.2/24]}

            """
        #expect(try ports(two).map { [$0.mtu, $0.frameSize] } == [[9004, 9026]])
        #expect(try ports(two)[0].tagged.map(\.inner) == [[try #require(VLANID(5))]])
        let plain = "ethernets: {enp2s0: {addresses: [10.0.5.2/24]}}\n"
        #expect(try ports(plain).map { [$0.mtu, $0.frameSize] } == [[1500, 1518]])
        // The bond is jumbo, and nothing on it is.
        let small =
            "bonds: {b: {ports: [a, c], mode: 802.3ad, mtu: 9000}}\ntrunks: {b: {5: {mtu: 1500, bridge: br5}}}\n"
        #expect(try ports(small).map(\.mtu) == [1500])
    }

    @Test func `many VLANs are written as ranges`() throws {
        var body = "trunks:\n  enp2s0:\n"
        for id in [7] + Array(100..<160) { body += "    \(id): {bridge: br\(id)}\n" }
        #expect(try row("Tagged VLANs", body) == "7, 100-159")
    }

    @Test func `virtual functions bring their VLANs to the port of their NIC`() throws {
        let body = """
            ethernets: {enp5s0: {sriov: {vfs: 8, vf: {0: {vlan: 200}, 1: {vlan: 200}, 2: {vlan: 300}}}}}
            guests: {vm1: {interfaces: [{vf: enp5s0/0}]}, vm2: {interfaces: [{vf: enp5s0/7}, {vf: enp5s0/1}]}}

            """
        #expect(try row("Tagged VLANs", body) == "200   virtual machines vm1 and vm2 300   virtual machines")
        #expect(try row("Untagged VLAN", body) == "the one of: virtual machine vm2")
    }

    @Test func `a NIC that nothing uses may be anything`() throws {
        #expect(try row("Port mode", "ethernets: {enp9s0: {mtu: 1500}}\n") == "any: the host does not use this port")
    }

    @Test func `a NIC is told by its address and its place where the spec has them`() throws {
        let body = "ethernets: {lan: {mac: \"52:54:00:15:81:b2\", path: pci-0000:02:00.0, dhcp4: true}}\n"
        #expect(
            try row("Cable", body)
                == "host port lan (MAC 52:54:00:15:81:B2, at pci-0000:02:00.0) to switch ____________ port ____________"
        )
        #expect(try row("Untagged VLAN", body) == "the one of: the host, by DHCP or router advertisements")
    }

    @Test func `a chain of VLANs without end is followed to its end`() throws {
        var body = "vlans:\n  v0: {parent: enp2s0, id: 1}\n"
        for index in 1..<1000 { body += "  v\(index): {parent: v\(index - 1), id: 1}\n" }
        #expect(try ports(body)[0].tagged.count == 1)
    }
}
