import Testing
import Topology

/// Values as people write them, and what they are told.
struct SpecLanguageTests {
    private func problems(bridge keys: String) -> [Diagnostic] {
        diagnose("version: 1\nbridges:\n  br0: {ports: [enp2s0], \(keys)}\n")
    }

    @Test(arguments: ["yes", "on", "True", "y", "\"1\""]) func `a boolean is true or false, and what is meant is said`(
        word: String
    ) {
        #expect(problems(bridge: "stp: \(word)").first?.help == "write `stp: true`")
    }

    @Test(arguments: [
        ("0100", "write `100`"), ("0x64", "write for example `mtu: 9000`"), ("1_500", "write for example `mtu: 9000`"),
        ("15e2", "write for example `mtu: 9000`"), ("1500.0", "write for example `mtu: 9000`"),
    ])
    func `numbers are decimal`(number: String, help: String) {
        #expect(problems(bridge: "mtu: \(number)").map(\.rule) == [.badValue])
        #expect(problems(bridge: "mtu: \(number)").first?.help == help)
    }

    @Test(arguments: ["99999999999999999999999", "-1", "67", "65536"]) func `numbers have bounds`(number: String) {
        #expect(problems(bridge: "mtu: \(number)").map(\.rule) == [.outOfRange])
    }

    @Test(arguments: ["52:54:00:15:81:12", "52-54-00-15-81-12", "\"52:54:00:15:81:12\"", "00:10:20:30:40:50"])
    func `a MAC address is read as text, though YAML 1.1 sees a number in it`(mac: String) {
        #expect(problems(bridge: "mac: \(mac)").isEmpty)
    }

    @Test(arguments: ["802.3ad", "\"802.3ad\"", "4", "active-backup", "1"]) func `a mode is its name or its number`(
        mode: String
    ) {
        #expect(diagnose("version: 1\nbonds: {bond0: {ports: [a, b], mode: \(mode)}}\n").isEmpty)
    }

    @Test(arguments: ["", "~", "null", "{}"]) func `an interface without a value has no settings`(value: String) {
        #expect(diagnose("version: 1\nbridges:\n  br0: \(value)\n").isEmpty)
    }

    @Test(arguments: [
        ("10.0.100.10/255.255.255.0", "write `10.0.100.10/24`"), ("10.0.100.10 255.255.0.0", "write `10.0.100.10/16`"),
        ("2001:db8::1", "write it with the length of the network's prefix: `2001:db8::1/64`"),
    ])
    func `an address has a prefix length and no netmask`(address: String, help: String) {
        let found = problems(bridge: "addresses: [\"\(address)\"]")
        #expect(found.map(\.rule) == [.prefixMissing])
        #expect(found.first?.help == help)
    }

    @Test(arguments: [
        ("slaves: [enp3s0]", "ports"), ("interfaces: [enp3s0]", "ports"), ("gateway4: 10.0.0.1", "gateway"),
        ("nameservers: {}", "dns"), ("adresses: []", "addresses"), ("VLANs: []", "vlans"), ("hwaddr: x", "mac"),
        ("ageing_time: 5", "ageing-time"), ("dhcp: true", "dhcp4"),
    ])
    func `a key of another tool or with a slip in it leads to ours`(key: String, meant: String) {
        #expect(problems(bridge: key).map(\.help) == ["did you mean `\(meant)`?"])
    }

    @Test func `a key that resembles nothing is told which there are`() {
        #expect(
            diagnose("version: 1\nbananas: {}\n").first?.help?.hasPrefix("the keys here are `version`, `ethernets`")
                == true)
    }

    @Test func `a bonding option is found whatever joins its words`() {
        let text = "version: 1\nbonds: {bond0: {ports: [a, b], mode: 802.3ad, options: {lacp-rate: fast}}}\n"
        #expect(diagnose(text).map(\.help) == ["did you mean `lacp_rate`?"])
    }

    @Test func `one mistake is one problem`() {
        // The mode is wrong, so nothing is concluded from it; the address cannot be read, so the gateway may be right.
        #expect(
            summary(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: lacp, options: {lacp_rate: fast}}
                vlans:
                  bond0.100: {parent: bond0, id: 4095, addresses: [10.0.100.10/24]}
                  bond0.200: {parent: bond0, id: 200, addresses: [10.0.200.300/24], gateway: 10.0.200.1}
                bridges:
                  br100: {ports: [bond0.100]}
                """) == [
                    "T012 3:42 the mode `lacp` goes by its number in the standard",
                    "T013 5:34 `id` must be a number from 1 to 4094, found `4095`",
                    "T012 6:51 `10.0.200.300/24` is not an address with a prefix length",
                ])
    }

    @Test func `a value with a variable in it is told once`() {
        #expect(problems(bridge: "mtu: ${MTU}").isEmpty == false)
        #expect(problems(bridge: "mtu: \"${MTU}\"").map(\.rule) == [.variable])
    }

    @Test(arguments: ["br0", "vnet*", "tap?"]) func `patterns match as shells do`(pattern: String) {
        let bridges = "bridges: {br0: {ports: [vnet7, tap1], stp: true, forward-delay: 2}}"
        let text = "version: 1\n\(bridges)\nunmanaged: [\"\(pattern)\"]\n"
        #expect(diagnose(text).map(\.rule) == [.unmanagedDefined])
        #expect(diagnose(text.replacing("\"\(pattern)\"", with: "\"x\(pattern)\"")).isEmpty)
    }
}
