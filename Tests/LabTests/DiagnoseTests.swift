import LabSupport
import Testing

/// The cases of the people who asked: each fault is built, found, explained, and repaired as the finding says.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(8)))
struct DiagnoseTests {
    @Test func `a healthy host with guests has no findings, with and without probes and NetworkManager`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await lab.establish(Fixture.examples + "/kvm-trunk.yaml")
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await lab.plugGuest("g300", into: "br300", address: "10.1.44.21/24", gateway: "10.1.44.1")
            try await expect(lab.ext, reaches: "10.0.100.10", "10.0.200.21", "10.1.44.21")
            try await lab.expectHealthy()
            let plain = try await lab.host.run("nm-topology diagnose")
            #expect(plain.status == 0 && plain.stdout.hasPrefix("Nothing found. Looked at 12 interfaces"), "\(plain)")
            #expect(plain.stdout.split(separator: "\n").count == 1 && plain.stderr == "", "\(plain)")
            #expect(try await lab.host.run("nm-topology diagnose bond9").status == 64)

            try await lab.killNetworkManager()
            let without = try await lab.diagnose()
            #expect(without.findings.isEmpty && !without.scope.networkManager, "\(without)")
            #expect(without.scope.notSeen.contains { $0.contains("NetworkManager") }, "\(without.scope)")
        }
    }

    @Test func `reflected broadcasts: the guest's address behind the bond, and ageing time 0 as the way around`()
        async throws
    {
        let spec = Fixture.examples + "/guest-vlan-address.yaml"
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await lab.establish(spec)
            let tap = try await lab.plugGuest(
                "vm1", into: "br300", mac: "52:54:00:15:81:b2", address: "10.1.44.21/24", gateway: "10.1.44.1")
            try await expect(lab.guest("vm1"), reaches: "10.1.44.2", "10.1.44.1")
            try await lab.expectHealthy("before")

            try await expect(lab.host, reaches: "10.1.44.21")
            try await lab.sw.must("bridge link set dev lag1 hairpin on")
            // The guest broadcasts; from then on the host looks for it outside, until it says something else.
            _ = try await lab.guest("vm1").run("ping -n -c 1 -W 1 10.1.44.99")
            #expect(try await lab.host.cannotReach("10.1.44.21", for: .seconds(2)), "as in the thread")
            let report = try await lab.diagnose()
            let finding = try #require(report["D022"], "\(report)")
            #expect(finding.severity == "problem")
            #expect(Set(finding.interfaces).isSuperset(of: ["br300", "bond0.300", tap]), "\(finding)")
            #expect(finding.words.contains("52:54:00:15:81:b2"))
            #expect(finding.here.contains { $0.spec == "bridges:\n  br300: {ageing-time: 0}" }, "\(finding)")
            // Nothing but an own frame that came back shows it where nobody has learned wrong yet.
            let probed = try await lab.diagnose("--probe bond0.100")
            #expect(probed.codes == ["D022"], "\(probed)")

            // The way around, as it is offered.
            let around = try await lab.spec(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {miimon: 100, lacp_rate: fast, xmit_hash_policy: layer3+4}}
                trunks:
                  bond0:
                    100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1, dns: {servers: [10.0.100.53]}}
                    200: {bridge: br200}
                    300: {bridge: br300, addresses: [10.1.44.2/24]}
                bridges:
                  br300: {ageing-time: 0}
                """)
            try await lab.establish(around)
            try await expect(lab.guest("vm1"), reaches: "10.1.44.2", "10.1.44.1", "192.0.2.10")
            try await expect(lab.host, reaches: "10.1.44.21", "10.1.44.1")
            let hub = try await lab.diagnose("--probe br300")
            #expect(hub.findings.allSatisfy { $0.code == "D022" && $0.severity == "note" }, "\(hub)")
            #expect(!hub.findings.isEmpty)

            // The network team has found it, and the spec is as it was.
            try await lab.sw.must("bridge link set dev lag1 hairpin off")
            try await lab.establish(spec)
            try await expect(lab.guest("vm1"), reaches: "10.1.44.2", "10.1.44.1", "192.0.2.10")
            try await lab.host.must("dmesg -C")
            try await lab.expectHealthy("after")
        }
    }

    @Test func `a bridge that tells VLANs apart: healthy, and then with broadcasts that come back`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            // Not the switch again, which would be a loop: a machine without VLANs, plugged into enp4s0 directly.
            try await lab.host.must(
                """
                ip netns add box; ip -n sw link set swp4 netns box
                ip -n box link set swp4 up; ip -n box address add 10.0.200.30/24 dev swp4
                """)
            try await lab.establish(Fixture.examples + "/vlan-filtering.yaml")
            let tap = try await lab.plugGuest("g200", into: "br0", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await lab.host.must("bridge vlan add dev \(tap) vid 200 pvid untagged")
            try await expect(lab.guest("g200"), reaches: "10.0.200.1", "10.0.200.30")
            try await expect(lab.host, reaches: "10.0.100.1")
            try await lab.expectHealthy("before")
            try await lab.sw.must("bridge link set dev lag1 hairpin on")
            _ = try await lab.guest("g200").run("ping -n -c 1 -W 1 10.0.200.99")
            let report = try await lab.diagnose()
            #expect(report["D022"]?.interfaces == ["br0", "bond0", tap], "\(report)")
        }
    }

    /// The thread's host with native VLAN 303: both attempts, and what was advised.
    @Test func `native VLAN 303: the tag that the switch strips, and the address on the bond and the bridge`()
        async throws
    {
        let spec = """
            version: 1
            bonds:
              bond0: {ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}}
            trunks:
              bond0:
                303: {bridge: br303, addresses: [10.1.47.10/24], gateway: 10.1.47.1}
                304: {bridge: br304}
                319: {bridge: br319}
            """
        try await Lab.with(.uml, .trunk(vlans: [303, 304, 319], native: 303)) { lab in
            try await lab.establish(try await lab.spec(spec))
            try await lab.plugGuest("vm1", into: "br303", address: "10.1.47.21/24", gateway: "10.1.47.1")
            // Case I: the gateway does not answer, the guest does.
            #expect(try await lab.host.cannotReach("10.1.47.1"))
            try await expect(lab.host, reaches: "10.1.47.21")
            let quiet = try await lab.diagnose()
            #expect(!quiet.codes.contains("D020"), "it cannot be known without listening: \(quiet)")
            let first = try await lab.diagnose("--probe")
            let native = try #require(first["D020"], "\(first)")
            #expect(native.severity == "problem" && native.interfaces == ["bond0.303", "br303", "bond0"], "\(native)")
            #expect(native.network.contains { $0.contains("VLAN 303, 304 and 319 tagged") }, "\(native.network)")
            #expect(first.codes == ["D020"], "the gateway's silence is only a consequence: \(first)")

            // Case II: an address on the bond as well. The gateway answers, the guest does not.
            try await lab.host.must(
                """
                nmcli connection modify bond0 ipv4.method manual ipv4.addresses 10.1.47.11/24 ipv4.gateway 10.1.47.1 \
                    ipv4.route-metric 50
                nmcli connection up bond0
                """)
            try await expect(lab.host, reaches: "10.1.47.1")
            #expect(try await lab.host.cannotReach("10.1.47.21"))
            let second = try await lab.diagnose()
            let twice = try #require(second["D011"], "\(second)")
            #expect(twice.interfaces == ["br303", "bond0"] && twice.message.contains("below it"), "\(twice)")
            #expect(second.codes.contains("D010"), "two default gateways, too: \(second)")

            // As advised: the switch carries the VLANs tagged, and the addresses are on the bridges.
            let command = try #require(twice.here.compactMap(\.command).first { $0.contains("nmcli") })
            try await lab.host.must(command)
            try await lab.sw.must(
                "for p in 2 3 4 5; do bridge vlan del dev swp$p vid 303; bridge vlan add dev swp$p vid 303; done")
            try await lab.establish(try await lab.spec(spec))
            try await lab.plugGuest("vm2", into: "br304", address: "10.1.48.21/24", gateway: "10.1.48.1")
            try await lab.plugGuest("vm3", into: "br319", address: "10.1.63.21/24", gateway: "10.1.63.1")
            try await expect(lab.host, reaches: "10.1.47.1", "10.1.47.21", "192.0.2.10")
            try await expect(lab.guest("vm1"), reaches: "10.1.47.10", "10.1.47.1", "10.1.48.21", "10.1.63.21")
            try await expect(lab.guest("vm2"), reaches: "10.1.48.1", "10.1.47.10", "192.0.2.10")
            try await expect(lab.guest("vm3"), reaches: "10.1.63.1", "10.1.47.21")
            try await lab.becomesHealthy()
        }
    }

    /// A guest alone shows the stripped tag, where the host has no address of its own in the VLAN.
    @Test func `native VLAN without an address of the host: what a guest asks for answers without the tag`()
        async throws
    {
        try await Lab.with(.uml, .trunk(vlans: [100, 200], native: 200)) { lab in
            try await lab.establish(Fixture.examples + "/active-backup.yaml")
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            let asking = try await lab.guest("g200").start("exec ping -n -i 1 10.0.200.1")
            let report = try await lab.diagnose("--probe --seconds 8")
            asking.signal(9)
            #expect(report["D020"]?.interfaces == ["bond0.200", "br200", "bond0"], "\(report)")
        }
    }

    /// Jeff's host: the second bridge got a gateway of its own, and the first lost its connections.
    @Test func `a second default gateway, and the command that takes it back`() async throws {
        let vlans = [24, 101, 102, 104]
        let site = Site(
            """
            nics enp2s0 enp3s0 enp4s0 enp5s0
            \(zip(2..., vlans).map { "access swp\($0) \($1)\nrouter \($1) 10.0.\($1).1/24" }.joined(separator: "\n"))
            ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64
            """)
        try await Lab.with(.uml, site) { lab in
            try await lab.establish(Fixture.examples + "/four-access-ports.yaml")
            for vlan in vlans {
                try await lab.plugGuest(
                    "g\(vlan)", into: "br\(vlan)", address: "10.0.\(vlan).21/24", gateway: "10.0.\(vlan).1")
            }
            try await lab.expectHealthy("before")
            try await lab.host.must(
                """
                nmcli connection modify br101 ipv4.gateway 10.0.101.1 ipv4.route-metric 10
                nmcli device reapply br101
                """)
            let finding = try await lab.diagnose(until: "D010")
            #expect(finding.severity == "problem" && finding.interfaces == ["br101", "br24"], "\(finding)")
            let command = try #require(finding.here.first?.command)
            #expect(command.contains("br24"), "the one that is not used is proposed to go: \(command)")
            // It is the other one that has to go here, in the same words.
            try await lab.host.must(command.replacing("br24", with: "br101"))
            try await expect(lab.host, reaches: "192.0.2.10", "10.0.24.21", "10.0.101.21")
            for vlan in vlans { try await expect(lab.guest("g\(vlan)"), reaches: "10.0.\(vlan).1", "192.0.2.10") }
            try await lab.host.must("nmcli connection modify br101 ipv4.route-metric -1; nmcli device reapply br101")
            try await lab.becomesHealthy()
        }
    }
}
