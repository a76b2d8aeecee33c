import NetTypes
import OrderedCollections
import Testing
import Topology

@Suite struct `What other tools write` {
    @Test(arguments: [
        ("network:\n  version: 2\n  ethernets: {}\n", "netplan"),
        ("interfaces:\n  - name: eth0\n", "nmstate"),
        ("network_connections:\n  - name: eth0\n", "RHEL"),
    ]) func `is recognised as theirs, and nothing else is said`(text: String, tool: String) {
        let found = diagnose(text)
        #expect(found.map(\.rule) == [.unknownKey])
        #expect(found.first?.message.contains(tool) == true)
        #expect(found.first?.excerpt?.location.line == 1)
    }

    @Test func `a spec with such a key beside its own is a spec with a wrong key`() {
        let found = diagnose("version: 1\nbridges: {br0: {}}\ninterfaces: {}\n")
        #expect(found.map(\.rule) == [.unknownKey])
        #expect(found.first?.help == "did you mean `ethernets`?")
    }

    @Test(arguments: ["wifis", "wireguards", "infinibands"])
    func `a kind that nm-topology has not is not taken for a slip`(key: String) {
        let help = diagnose("version: 1\n\(key): {}\nbridges: {br0: {}}\n").first?.help ?? ""
        #expect(help.hasPrefix("nm-topology has no "), "\(help)")
    }

    @Test(arguments: ["dummy", "dummy-devices", "dumies"])
    func `what others call a kind that nm-topology has is put right`(key: String) {
        let help = diagnose("version: 1\n\(key): {}\nbridges: {br0: {}}\n").first?.help
        #expect(help == "did you mean `dummies`?")
    }

    @Test func `a slip is still one`() {
        #expect(diagnose("version: 1\nvlan: {}\nbridges: {br0: {}}\n").first?.help == "did you mean `vlans`?")
    }
}

@Suite struct `Gateways that cannot be` {
    @Test func `on the link, in none of its networks: the help says how that is written, and it is right`() {
        func spec(_ more: String) -> String {
            "version: 1\nethernets: {e0: {addresses: [10.0.0.2/24], gateway: 192.0.2.1\(more)}}\n"
        }
        #expect(diagnose(spec("")).first?.help?.contains("`routes: [{to: 192.0.2.1/32}]`") == true)
        #expect(diagnose(spec(", routes: [{to: 192.0.2.1/32}]")) == [])
    }

    @Test func `two on one interface`() {
        let found = diagnose(
            "version: 1\nethernets: {e0: {addresses: [10.0.0.2/24], gateway: 10.0.0.1,"
                + " routes: [{to: default, via: 10.0.0.254}]}}\n")
        #expect(found.map(\.rule) == [.twoDefaultGateways])
        #expect(found.first?.message == "`e0` has 2 default gateways for IPv4: 10.0.0.1 and 10.0.0.254")
    }
}

@Suite struct `A spec that was confirmed once` {
    @Test func `is read though a rule of today refuses it`() throws {
        let text = """
            version: 1
            bridges:
              br0: {vlan-filtering: true, ports: [enp4s0: {vlans: [100, 200]}]}
            trunks:
              br0: {100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}
            """
        let sources = [SpecSource(name: "host.yaml", text: text)]
        #expect(diagnose(sources).map(\.rule) == [.bridgeVLANNowhere])
        let topology = try #require(Topology.confirmed(sources))
        #expect(topology.interfaces.keys.map(\.text).sorted() == ["br0", "br0.100", "enp4s0"])
        #expect(topology.mtus.count == 3)
    }

    @Test(arguments: [
        "bonds: {a: {mode: active-backup, ports: [b]}, b: {mode: active-backup, ports: [a]}}",
        "bridges: {br0: {mtu: x}}",
        "vlans: {v: {parent: v, id: 5}}",
    ]) func `but not what is no topology`(text: String) {
        #expect(Topology.confirmed([SpecSource(name: "x", text: "version: 1\n\(text)\n")]) == nil)
    }
}

@Suite struct `A pattern in a spec` {
    @Test func `counts characters where the host counts them, too`() {
        #expect(diagnose("version: 1\nethernets: {é0: {}}\nunmanaged: [\"?0\"]\n").map(\.rule) == [.unmanagedDefined])
    }
}
