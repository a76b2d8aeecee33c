import Testing
import Topology

@Suite struct `The host's own part in a bridge that filters by VLAN` {
    private static func found(_ bridge: String, _ rest: String = "") -> [String] {
        summary(
            """
            version: 1
            bridges:
              br0: {vlan-filtering: true, \(bridge)}
            trunks:
              br0:
                100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}
            \(rest)
            """
        ).filter { $0.hasPrefix("T068") }
    }

    @Test func `a VLAN interface needs its VLAN on the bridge itself, at the line that asks for it`() {
        #expect(
            Self.found("ports: [enp2s0: {vlans: [100, 200]}]") == [
                "T068 6:5 `br0` does not let VLAN 100 through to the host: `br0.100` reaches nobody"
            ])
        #expect(Self.found("vlans: [100], ports: [enp2s0: {vlans: [100, 200]}]") == [])
        #expect(Self.found("vlans: [90-110], ports: [enp2s0: {vlans: [1-4094]}]") == [])
    }

    @Test func `the help says what to write, also where the bridge has other VLANs`() {
        let first = diagnose(
            "version: 1\nbridges: {br0: {vlan-filtering: true, vlans: [7], ports: [enp2s0: {vlans: [5]}]}}\n"
                + "vlans: {v5: {parent: br0, id: 5}}\n"
        ).first
        #expect(first?.help == "add 5 to the `vlans` of `br0` itself")
        #expect(first?.severity == .error)
    }

    @Test func `a port has to carry it, tagged or untagged, or a guest`() {
        let message = "T068 6:5 no port of `br0` carries VLAN 100: `br0.100` reaches nobody"
        #expect(Self.found("vlans: [100], ports: [enp2s0: {vlans: [200]}]") == [message])
        #expect(Self.found("vlans: [100], ports: [enp2s0]") == [message])
        #expect(Self.found("vlans: [100], ports: [enp2s0: {pvid: 100}]") == [])
        #expect(Self.found("vlans: [100], ports: [enp2s0], vlan-default-pvid: 100") == [])
        #expect(Self.found("vlans: [100]") == [], "a bridge without ports connects guests")
        #expect(
            Self.found(
                "vlans: [100], ports: [enp2s0: {vlans: [200]}]",
                "guests: {vm1: {interfaces: [{bridge: br0, vlan: 100}]}}")
                == [])
    }

    @Test func `both can be missing`() { #expect(Self.found("ports: [enp2s0: {vlans: [200]}]").count == 2) }

    @Test func `what the bridge gets untagged is not what the VLAN interface gets`() {
        let message = "T068 6:5 VLAN 100 reaches the host untagged, at `br0` itself, and `br0.100` gets nothing of it"
        #expect(
            Self.found("vlans: [{id: 100, untagged: true}], ports: [enp2s0: {vlans: [100]}]") == [message])
        #expect(Self.found("vlan-default-pvid: 100, ports: [enp2s0]") == [message])
        #expect(Self.found("vlans: [{id: 100, pvid: true}], ports: [enp2s0: {vlans: [100]}]") == [])
    }

    @Test func `nothing is said of a bridge that does not filter, of what could not be read, nor of the other tag`() {
        let vlan = "\nvlans: {v5: {parent: br0, id: 5}}\n"
        for bridge in ["{ports: [enp2s0]}", "{vlan-filtering: true, vlans: [x], ports: [enp2s0]}"] {
            #expect(!summary("version: 1\nbridges: {br0: \(bridge)}" + vlan).contains { $0.hasPrefix("T068") })
        }
        let other = "\nvlans: {v5: {parent: br0, id: 5, protocol: 802.1ad}}\n"
        #expect(
            !summary("version: 1\nbridges: {br0: {vlan-filtering: true, ports: [enp2s0]}}" + other).contains {
                $0.hasPrefix("T068")
            })
    }

    @Test func `the bridge's own addresses are in the VLAN of its untagged frames`() {
        func own(_ bridge: String) -> [String] {
            diagnose("version: 1\nbridges: {br0: {vlan-filtering: true, addresses: [10.0.0.2/24], \(bridge)}}\n")
                .filter { $0.rule == .bridgeVLANNowhere }.map { "\($0.severity)" }
        }
        #expect(own("ports: [enp2s0: {vlans: [100]}]") == [])
        #expect(own("ports: [enp2s0: {pvid: 100}]") == ["warning"])
        #expect(own("vlan-default-pvid: 0, ports: [enp2s0]") == ["error"])
        #expect(own("vlans: [1], ports: [enp2s0]") == ["error"], "listed without `pvid`, it is none")
        #expect(
            own("vlans: [{id: 5, pvid: true}], ports: [enp2s0: {vlans: [5]}]") == ["error"], "it comes with its tag")
        #expect(own("vlans: [{id: 5, pvid: true, untagged: true}], ports: [enp2s0: {vlans: [5]}]") == [])
        #expect(own("") == [])
    }

    @Test func `a bridge has 1023 ports at most`() {
        func ports(_ count: Int) -> String {
            "version: 1\nbridges: {br0: {stp: true, forward-delay: 2, ports: [\((0..<count).map { "p\($0)" }.joined(separator: ","))]}}"
        }
        #expect(!diagnose(ports(1023)).contains { $0.severity == .error })
        #expect(diagnose(ports(1024)).map(\.rule) == [.outOfRange])
    }
}

@Suite struct `A bond's own MAC address` {
    @Test(arguments: [
        ("active-backup", "active", true), ("active-backup", "\"1\"", true), ("active-backup", "follow", true),
        ("active-backup", "none", false), ("active-backup", "0", false), ("balance-xor", "active", false),
    ]) func `cannot be kept where it is that of a port`(mode: String, value: String, isRefused: Bool) {
        let spec = """
            version: 1
            bonds:
              bond0: {ports: [enp2s0, enp3s0], mode: \(mode), options: {fail_over_mac: \(value)}, mac: "52:54:00:aa:00:01"}
            """
        #expect(diagnose(spec).contains { $0.rule == .bondMACNotSet && $0.excerpt?.location.line == 3 } == isRefused)
    }
}
