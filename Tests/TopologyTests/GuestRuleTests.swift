import NetTypes
import OrderedCollections
import Testing
import Topology

/// Forms of the rules of guests and virtual functions that `docs/rules.md` does not show.
struct GuestRuleTests {
    private func found(_ body: String) -> [Diagnostic] { diagnose("version: 1\n" + body) }

    private func rules(_ body: String) -> [Rule] { found(body).map(\.rule) }

    private func guest(_ interface: String) -> [Diagnostic] {
        found("bridges: {br200: {ports: [enp2s0]}}\nguests: {vm1: {interfaces: [\(interface)]}}\n")
    }

    @Test func `an interface of a guest can be the name of its bridge`() throws {
        let text = "version: 1\nbridges: {br0: {}}\nguests: {vm1: {interfaces: [br0]}}\n"
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: text)])
        #expect(topology.guests.map(\.name) == ["vm1"])
        #expect(topology.guests[0].interfaces == [.bridge(GuestPort(bridge: try InterfaceName("br0")))])
    }

    @Test(arguments: [
        ("{bridge: br20}", Rule.guestWithoutBridge, "did you mean `br200`?"),
        ("{bridge: enp2s0}", .guestWithoutBridge, "write `bridge: br200`, of which `enp2s0` is a port"),
        ("{model: virtio}", .missingKey, "write for example `{bridge: br200}`"),
        ("{bridge: br200, model: virtoi}", .badValue, "did you mean `virtio`?"),
        ("{bridge: br200, modle: e1000}", .unknownKey, "did you mean `model`?"),
        (
            "{bridge: br200, mac: \"01:00:5e:00:00:01\"}", .badMAC,
            "the first pair of digits must be even, as in `52:54:00:15:81:b2`"
        ),
        ("{vf: enp5s0}", .badValue, "write for example `vf: enp5s0/3`: the virtual function 3 of `enp5s0`"),
        ("{vf: enp5s0/0}", .noSuchVF, "write `ethernets: {enp5s0: {sriov: {vfs: 1}}}`"),
        ("{bridge: br200, vlan: 4095}", .outOfRange, "write for example `vlan: 100`"),
    ])
    func `what is wrong with a guest's interface is told with what to write`(
        interface: String, rule: Rule, help: String
    ) {
        let found = guest(interface)
        #expect(found.map(\.rule) == [rule])
        #expect(found.first?.help == help)
    }

    @Test(arguments: ["bridge: br200", "mac: \"52:54:00:15:81:b2\"", "vlan: 5", "model: virtio", "isolated: true"])
    func `what belongs to a bridge's port does not go with a virtual function`(key: String) {
        let found = found(
            """
            ethernets: {enp5s0: {sriov: {vfs: 1}}}
            bridges: {br200: {}}
            guests: {vm1: {interfaces: [{vf: enp5s0/0, \(key)}], silence: {T100: x}}}

            """)
        #expect(found.map(\.rule) == [.badValue])
    }

    @Test func `a guest needs interfaces, and a name that can be a file's`() {
        #expect(rules("bridges: {br0: {}}\nguests: {vm1: {}}\n") == [.missingKey])
        for name in ["a/b", "\".\"", "\"a b\"", "\"\""] {
            #expect(rules("bridges: {br0: {}}\nguests: {\(name): {interfaces: [br0]}}\n") == [.badName], "\(name)")
        }
        #expect(rules("bridges: {br0: {}}\nguests: {Jörg-2_a.b: {interfaces: [br0]}}\n").isEmpty)
    }

    @Test func `a guest in two files is one too many`() {
        let text = "version: 1\nguests: {vm1: {interfaces: [br0]}}\n"
        let found = diagnose([
            SpecSource(name: "a.yaml", text: text + "bridges: {br0: {}}\n"), SpecSource(name: "b.yaml", text: text),
        ])
        #expect(found.map(\.rule) == [.duplicateKey])
    }

    @Test func `a bridge that could not be read is not missed`() {
        #expect(rules("bridges: {br0: 5}\nguests: {vm1: {interfaces: [br0]}}\n") == [.wrongType])
    }

    @Test func `STP on a guests' bridge is doubtful however short its delay is`() {
        let bridge = "bridges: {br0: {ports: [enp2s0], stp: true, forward-delay: 2}}\n"
        #expect(rules(bridge).isEmpty)
        let found = found(bridge + "guests: {vm1: {interfaces: [br0]}}\n")
        #expect(
            found.map(\.message) == [
                "with STP every port of `br0`, also that of `vm1`, waits 4 s before it carries frames"
            ])
    }

    @Test func `an rtl8139 is doubtful in any case, and more so with large frames`() {
        #expect(guest("{bridge: br200, model: rtl8139}").map(\.rule) == [.emulatedNIC])
        #expect(guest("{bridge: br200, model: e1000e}").map(\.severity) == [.note])
        let large = "bridges: {br0: {mtu: 1501}}\nguests: {a: {interfaces: [{bridge: br0, model: MODEL}]}}\n"
        #expect(rules(large.replacing("MODEL", with: "rtl8139")) == [.largeFramesEmulated])
        #expect(rules(large.replacing("MODEL", with: "e1000")) == [.emulatedNIC])
        #expect(rules(large.replacing("MODEL", with: "virtio")).isEmpty)
    }

    @Test func `a guest of an OVS bridge is in a VLAN that a port carries, and in all only where there are none`() {
        func rules(_ ports: String, _ keys: String) -> [Rule] {
            self.rules(
                "ovs-bridges: {ovs0: {ports: [\(ports)]}}\nguests: {a: {interfaces: [{bridge: ovs0\(keys)}]}}\n")
        }
        #expect(rules("enp2s0", "").isEmpty && rules("enp2s0", ", vlan: 300").isEmpty)
        let trunk = "enp2s0: {trunks: [100, 200]}"
        #expect(rules(trunk, "") == [.ovsGuestEverywhere])
        #expect(rules(trunk, ", vlan: 200").isEmpty && rules(trunk, ", vlans: [100, 200]").isEmpty)
        #expect(rules(trunk, ", vlan: 300") == [.guestVLANNowhere])
        #expect(rules(trunk, ", vlan: 100, vlans: [200-201]") == [.guestVLANNowhere])
        #expect(rules("enp2s0: {tag: 300}", ", vlan: 300").isEmpty)
        #expect(rules(trunk, ", vlan: 200, isolated: true") == [.ovsContradiction])
        #expect(rules(trunk, ", vlan: 200, isolated: false").isEmpty)
    }

    @Test func `a guest's address is compared with those of functions, bonds and bridges`() {
        let mac = "\"52:54:00:15:81:b2\""
        let guest = "guests: {vm1: {interfaces: [{bridge: br0, mac: \(mac)}]}}\n"
        #expect(rules("bridges: {br0: {mac: \(mac)}}\n" + guest) == [.guestMACTwice])
        #expect(
            rules("ethernets: {enp2s0: {mac: \(mac), mtu: 1500}}\nbridges: {br0: {}}\n" + guest) == [.guestMACTwice])
        let functions = "ethernets: {enp5s0: {sriov: {vfs: 2, vf: {0: {mac: \(mac)}, 1: {mac: \(mac)}}}}}\n"
        #expect(rules(functions) == [.guestMACTwice])
    }

    @Test func `VLANs of a guest are those that its filtering bridge carries`() {
        func rules(_ bridge: String, _ keys: String) -> [Rule] {
            self.rules(
                "bridges: {br0: {vlan-filtering: true, \(bridge)}}\nguests: {a: {interfaces: [{bridge: br0\(keys)}]}}\n"
            )
        }
        let ports = "ports: [enp2s0: {vlans: [10-20], pvid: 30}]"
        #expect(rules(ports, ", vlan: 15").isEmpty)
        #expect(rules(ports, ", vlan: 30").isEmpty)
        #expect(rules(ports, ", vlans: [10-12, 20]").isEmpty)
        #expect(rules(ports, ", vlans: [19-21]") == [.guestVLANNowhere])
        #expect(rules("ports: [enp2s0]", "").isEmpty)
        #expect(rules("ports: [enp2s0: {vlans: [5]}], vlan-default-pvid: 0", "") == [.guestVLANNowhere])
        // Without ports, guests talk among themselves.
        #expect(rules("vlan-default-pvid: 0", ", vlan: 15").isEmpty)
        // The host itself is in VLAN 40.
        #expect(rules(ports + ", vlans: [40]", ", vlan: 40").isEmpty)
    }

    @Test(arguments: [
        ("routes: [{to: 10.20.0.0/16, via: 10.1.44.1}]", ""), ("dns: {servers: [10.1.44.53]}", ""),
        ("dhcp4: true, never-default: true", ""), ("mtu: 1500", "checks: [{ping: 10.1.44.7}]\n"),
        ("mtu: 1500", "checks: [{arp: 10.1.44.7, on: br300}]\n"),
        ("mtu: 1500", "checks: [{tcp: \"10.9.9.9:22\", from: br300}]\n"),
    ])
    func `an address among guests that something needs is none of our business`(keys: String, rest: String) {
        let body = """
            ethernets: {enp2s0: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}
            bridges: {br300: {ports: [enp3s0], addresses: [10.1.44.2/24], \(keys)}}
            guests: {vm1: {interfaces: [br300]}}

            """
        #expect(rules(body + rest).isEmpty)
        #expect(rules(body.replacing(", \(keys)", with: "")) == [.guestBridgeAddress])
    }

    @Test func `the host's only address may be where its guests are`() {
        #expect(
            rules(
                "bridges: {br0: {ports: [enp2s0], addresses: [10.0.1.2/24], gateway: 10.0.1.1}}\nguests: {a: {interfaces: [br0]}}\n"
            ).isEmpty)
        #expect(
            rules("bridges: {br0: {ports: [enp2s0], addresses: [10.0.1.2/24]}}\nguests: {a: {interfaces: [br0]}}\n")
                .isEmpty)
    }

    @Test(arguments: [
        "balance-rr", "balance-xor", "broadcast", "802.3ad", "active-backup", "balance-tlb", "balance-alb",
    ])
    func `a virtual function beside a bond is doubtful where the switch bundles the ports`(mode: String) {
        let body = """
            ethernets: {enp2s0: {sriov: {vfs: 1}}}
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: \(mode)}}
            guests: {vm1: {interfaces: [{vf: enp2s0/0}], silence: {T100: x}}}

            """
        let isBundled = !["active-backup", "balance-tlb", "balance-alb"].contains(mode)
        #expect(rules(body) == (isBundled ? [.vfBesideBond] : []))
    }

    @Test(arguments: [
        ("{}", Rule.missingKey), ("{vfs: 0}", .outOfRange), ("{vfs: 65536}", .outOfRange), ("4", .wrongType),
        ("{vfs: 4, vf: {-1: {}}}", .outOfRange), ("{vfs: 4, vf: {a: {}}}", .badValue),
        ("{vfs: 4, vf: [1]}", .wrongType),
        ("{vfs: 4, vf: {0: {vlan: 0}}}", .outOfRange), ("{vfs: 4, vf: {0: {trust: yes}}}", .badValue),
        ("{vfs: 4, vf: {0: {mac: \"ff:ff:ff:ff:ff:ff\"}}}", .badMAC), ("{vfs: 4, vf: {0: {pci: 05:10.3}}}", .badValue),
        ("{vfs: 4, vf: {0: {pci: \"0000:05:20.0\"}}}", .badValue), ("{vfs: 1, vf: {1: {}}}", .noSuchVF),
        ("{vf: {0: {}}}", .missingKey), ("{vfs: 1, vf: {0: {min-tx-rate: 2, max-tx-rate: 1}}}", .badValue),
        ("{vfs: 1, vf: {0: {max-tx-rate: 0}}}", .outOfRange), ("{vfs: 1, eswitch-mode: none}", .badValue),
        ("{vfs: 1, eswitch-inline-mode: 1}", .badValue), ("{vfs: 1, eswitch-encap-mode: vxlan}", .badValue),
    ])
    func `what is wrong with virtual functions is told once`(sriov: String, rule: Rule) {
        #expect(rules("ethernets: {enp5s0: {sriov: \(sriov)}}\n") == [rule])
    }

    @Test(arguments: [("vlan: 7", "vlan: 7"), ("mac: \"52:54:00:00:00:0b\"", "mac: \"52:54:00:00:00:0b\"")])
    func `a hint says what to write where, with the value that is there`(key: String, written: String) {
        let spec = """
            version: 1
            ethernets: {enp5s0: {sriov: {vfs: 2}}}
            guests: {vm: {interfaces: [{vf: enp5s0/1, \(key)}]}}

            """
        let helps = diagnose(spec).compactMap(\.help)
        let hint = "`ethernets: {enp5s0: {sriov: {vfs: 2, vf: {1: {\(written)}}}}}`"
        #expect(helps.contains { $0.contains(hint) }, "\(helps)")
    }

    @Test func `virtual functions are read as they stand`() throws {
        let text = """
            version: 1
            ethernets: {enp5s0: {sriov: {vfs: 8, vf: {3: {vlan: 200, trust: true}, 1: {spoofcheck: false, pci: "00AF:05:1f.7"}}}}}
            """
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: text)])
        guard case .ethernet(let nic)? = try topology.interfaces[InterfaceName("enp5s0")]?.kind, let sriov = nic.sriov
        else {
            Issue.record("no virtual functions")
            return
        }
        #expect(sriov.count == 8)
        #expect(Array(sriov.functions.keys) == [1, 3])
        #expect(sriov.functions[3]?.vlan == VLANID(200))
        #expect(sriov.functions[3]?.isTrusted == true)
        #expect(sriov.functions[3]?.checksSpoofing == nil)
        #expect(sriov.functions[1]?.pci?.description == "00af:05:1f.7")
    }
}
