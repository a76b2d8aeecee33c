import LabSupport
import Testing

/// Each example, applied to a real NetworkManager in the network that it was written for.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct ExampleTests {
    @Test func `kvm-trunk: a bond, its VLANs, and a bridge for each guest network`() async throws {
        let spec = Fixture.examples + "/kvm-trunk.yaml"
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            let trial = try await lab.trial()
            #expect(trial.state == "pending")
            #expect(apply.stdout.contains("nm-topology checkpoint confirm \(trial.id)"))
            // A power cut now would leave the old network: nothing is on disk before somebody confirms.
            #expect(try await lab.host.must("ls -A /etc/NetworkManager/system-connections") == "")
            try await expect(lab.ext, reaches: "10.0.100.10")

            let confirm = try await lab.host.run("nm-topology checkpoint confirm \(trial.id)")
            #expect(confirm.status == 0 && confirm.stdout.contains("confirmed"), "\(confirm)")
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await lab.plugGuest("h200", into: "br200", address: "10.0.200.22/24", gateway: "10.0.200.1")
            try await lab.plugGuest("g300", into: "br300", address: "10.1.44.21/24", gateway: "10.1.44.1")
            try await expect(lab.host, reaches: "10.0.100.1", "192.0.2.10")
            try await expect(lab.gw, reaches: "10.0.100.10")
            try await expect(lab.ext, reaches: "10.0.100.10", "10.0.200.21", "10.1.44.21")
            try await expect(lab.guest("g200"), reaches: "10.0.200.1", "10.0.200.22", "192.0.2.10", "10.1.44.21")
            try await expect(lab.guest("g300"), reaches: "10.1.44.1", "192.0.2.10")

            let monitor = try await BusMonitor(lab)
            try await lab.expectSettled(spec, boots: false, imports: false)
            let called = try await monitor.calledMethods()
            #expect(
                called.filter { $0 == "GetManagedObjects" }.count == 1,
                "everything is read once, and nothing for the trial that is over")
            #expect(
                Set(called).subtracting(["Get", "GetAll", "GetManagedObjects", "GetSettings"]) == [],
                "a second apply writes nothing")
            #expect(called.count < 20, "\(called)")
            try await lab.expectSameAfterBoot()
            try await expect(lab.guest("g200"), reaches: "192.0.2.10", "10.1.44.21")
        }
    }

    @Test func `what is exported and loaded elsewhere is what apply writes`() async throws {
        let spec = Fixture.examples + "/guest-vlan-address.yaml"
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            let settings = """
                for c in $(nmcli -g NAME connection | grep -v '^lo$' | sort); do nmcli -t connection show $c; done |
                    grep -v -e timestamp: -e ^GENERAL -e ^IP -e ^DHCP
                """
            try await lab.establish(spec)
            try await expect(lab.ext, reaches: "10.0.100.10")
            let applied = try await lab.host.must(settings)
            #expect(applied.contains("connection.id:br300"))
            // Somebody who has no nm-topology deletes everything, and loads the files.
            try await lab.host.must(
                """
                nm-topology profile export \(spec) --output /tmp/exported
                nmcli connection delete $(nmcli -g NAME connection | grep -v '^lo$') >/dev/null
                cp /tmp/exported/* /etc/NetworkManager/system-connections/
                nmcli connection load /etc/NetworkManager/system-connections/*
                for c in bond0 enp2s0 enp3s0 br200 br300 bond0.100 bond0.200 bond0.300; do nmcli connection up $c; done
                """)
            #expect(try await lab.host.must(settings) == applied)
            try await expect(lab.ext, reaches: "10.0.100.10", "10.1.44.2")
            try await lab.expectSettled(spec)
        }
    }

    @Test func `management-bridge, then guest-vlan-address: the host's address on a bridge with guests`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            let management = Fixture.examples + "/management-bridge.yaml"
            try await lab.establish(management)
            let gone = try await lab.plugGuest("g100", into: "br100", address: "10.0.100.21/24", gateway: "10.0.100.1")
            try await lab.plugGuest("g300", into: "br300", address: "10.1.44.21/24", gateway: "10.1.44.1")
            try await expect(lab.host, reaches: "10.0.100.1", "192.0.2.10", "10.0.100.21")
            try await expect(lab.ext, reaches: "10.0.100.10", "10.0.100.21", "10.1.44.21")
            try await expect(lab.guest("g100"), reaches: "10.0.100.10", "10.0.100.1", "192.0.2.10")
            try await lab.expectSettled(management)

            // The same host a year later: no guest in VLAN 100 any more, but the host talks to those of VLAN 300.
            try await lab.host.must("ip link delete \(gone)")
            let address = Fixture.examples + "/guest-vlan-address.yaml"
            try await lab.establish(address, "--timeout 60 --prune")
            try await expect(lab.host, reaches: "10.0.100.1", "192.0.2.10", "10.1.44.21")
            try await expect(lab.ext, reaches: "10.0.100.10", "10.1.44.21")
            try await expect(lab.guest("g300"), reaches: "10.1.44.2", "10.1.44.1", "192.0.2.10")
            #expect(try await lab.host.run("ip link show br100").status != 0)
            try await lab.expectSettled(address)
        }
    }

    @Test func `four-access-ports: four NICs in four bridges, and one gateway`() async throws {
        let spec = Fixture.examples + "/four-access-ports.yaml"
        let vlans = [24, 101, 102, 104]
        let site = Site(
            """
            nics enp2s0 enp3s0 enp4s0 enp5s0
            \(zip(2..., vlans).map { "access swp\($0) \($1)\nrouter \($1) 10.0.\($1).1/24" }.joined(separator: "\n"))
            ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64
            """)
        try await Lab.with(.uml, site) { lab in
            try await lab.establish(spec)
            for vlan in vlans {
                try await lab.plugGuest(
                    "g\(vlan)", into: "br\(vlan)", address: "10.0.\(vlan).21/24", gateway: "10.0.\(vlan).1")
                try await expect(lab.guest("g\(vlan)"), reaches: "10.0.\(vlan).1", "192.0.2.10")
            }
            try await expect(lab.ext, reaches: "10.0.24.10", "10.0.102.21")
            try await expect(lab.host, reaches: "192.0.2.10", "10.0.24.21", "10.0.101.21")
            #expect(try await lab.host.must("ip route show default").split(separator: "\n").count == 1)
            try await lab.expectSettled(spec)
        }
    }

    @Test func `qinq: a customer's VLAN inside a provider's, at full size`() async throws {
        let spec = Fixture.examples + "/qinq.yaml"
        try await Lab.with(.uml, .qinq(outer: 1000, inner: 100)) { lab in
            // The provider's side carries 4 bytes more.
            try await lab.sw.must("for p in swp2 swp3 swgw br0; do ip link set $p mtu 1504; done")
            try await lab.gw.must("ip link set trunk mtu 1504; ip link set svlan1000 mtu 1504")
            try await lab.establish(spec)
            try await expect(lab.host, reaches: "10.0.100.1", "192.0.2.10")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.host.must("ping -n -c 1 -w 5 -M do -s 1472 10.0.100.1")
            try await lab.expectSettled(spec)
        }
    }

    @Test func `vlan-filtering: one bridge for all VLANs, and each guest's port has its own`() async throws {
        let spec = Fixture.examples + "/vlan-filtering.yaml"
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            // Not the switch again, which would be a loop: a machine without VLANs, plugged into enp4s0 directly.
            try await lab.host.must(
                """
                ip netns add box; ip -n sw link set swp4 netns box
                ip -n box link set swp4 up; ip -n box address add 10.0.200.30/24 dev swp4
                """)
            try await lab.establish(spec)
            try await expect(lab.host, reaches: "10.0.100.1", "192.0.2.10")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await expect(lab.guest("box"), reaches: "10.0.200.1")

            let tap = try await lab.plugGuest("g200", into: "br0", address: "10.0.200.21/24", gateway: "10.0.200.1")
            #expect(try await lab.guest("g200").cannotReach("10.0.200.1", for: .seconds(1)), "no VLAN, no network")
            try await lab.host.must("bridge vlan add dev \(tap) vid 200 pvid untagged")
            try await expect(lab.guest("g200"), reaches: "10.0.200.1", "10.0.200.30", "192.0.2.10")
            try await lab.expectSettled(spec)
            try await expect(lab.guest("g200"), reaches: "10.0.200.1")
        }
    }

    @Test func `active-backup: a dead switch port costs less than two seconds`() async throws {
        let spec = Fixture.examples + "/active-backup.yaml"
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            try await lab.establish(spec)
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await expect(lab.ext, reaches: "10.0.100.10", "10.0.200.21")
            let active = "cat /sys/class/net/bond0/bonding/active_slave"
            #expect(try await lab.host.must(active) == "enp2s0\n")

            let host = try await Pinging(from: lab.ext, to: "10.0.100.10")
            // The switch learns where a guest is when the guest says something.
            let guest = try await Pinging(from: lab.guest("g200"), to: "192.0.2.10")
            try await lab.sw.must("ip link set swp2 down; sleep 3")
            #expect(try await lab.host.must(active) == "enp3s0\n")
            try await lab.sw.must("ip link set swp2 up; sleep 3")
            #expect(try await lab.host.must(active) == "enp2s0\n")
            let silences = (try await host.longestSilence(), try await guest.longestSilence())
            print("active-backup: silent for \(silences.0) s (host) and \(silences.1) s (guest)")
            #expect(silences.0 < 2 && silences.1 < 2, "\(silences)")
            try await lab.expectSettled(spec)
        }
    }

    @Test func `ipv6: both protocols, a gateway of each, and a route`() async throws {
        let spec = Fixture.examples + "/ipv6.yaml"
        let site = Site(
            """
            nics enp2s0 enp3s0
            lacp lag1 "swp2 swp3" 100 300
            router 100 10.0.100.1/24 2001:db8:100::1/64 fe80::1/64
            router 300 10.1.44.1/24 fd00:300::1/64
            ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64
            """)
        try await Lab.with(.uml, site) { lab in
            try await lab.establish(spec)
            try await expect(lab.host, reaches: "192.0.2.10", "2001:db8:ffff::10")
            try await expect(lab.ext, reaches: "10.0.100.10", "2001:db8:100::10")
            try await lab.plugGuest("g300", into: "br300", address: "fd00:300::21/64", gateway: "fd00:300::1")
            try await expect(lab.guest("g300"), reaches: "fd00:300::1", "2001:db8:ffff::10")
            let route = try await lab.host.must("ip -6 route get 2001:db8:7000::1")
            #expect(route.contains("via 2001:db8:100::2 dev bond0.100"), "\(route)")
            // A bridge for guests has no address of its own in their network, not even a link-local one.
            #expect(try await lab.host.must("ip -6 addr show br300") == "")
            try await lab.expectSettled(spec)
        }
    }
}
