import LabSupport
import Testing

/// Bridges of Open vSwitch: frames pass, changes are undone, a boot makes the same, and hosts without it are refused.
@Suite(.explainedByLab, .turn(.uml), .timeLimit(.minutes(5)))
struct OVSTests {
    /// Guests' taps as libvirt puts them in, each with its VLAN.
    private static func plug(_ name: String, _ number: Int, _ address: String, _ vlan: Int) -> String {
        """
        . $LAB/daemons; ip netns add \(name); ip link add vnet\(number) type veth peer name eth0 netns \(name)
        ip link set vnet\(number) up; ip -n \(name) link set eth0 up; ip -n \(name) address add \(address) dev eth0
        ovs ovs-vsctl --timeout=20 --may-exist add-port ovs0 vnet\(number) tag=\(vlan)
        """
    }

    @Test(.needs(.uml), .needsOVS)
    func `openvswitch: a bond with LACP, VLANs 100, 200 and 300, and guests' taps`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300]).withOpenVSwitch) { lab in
            let spec = Fixture.examples + "/openvswitch.yaml"
            try await lab.expectUndone(spec)

            try await lab.establish(spec)
            try await lab.host.must(Self.plug("g200", 1, "10.0.200.21/24", 200))
            try await lab.host.must(Self.plug("g300", 2, "10.1.44.21/24", 300))
            try await expect(lab.host, reaches: "10.0.100.1", "192.0.2.10")
            try await expect(lab.guest("g200"), reaches: "10.0.200.1")
            try await expect(lab.guest("g300"), reaches: "10.1.44.1")
            #expect(try await lab.guest("g200").run("ping -c 1 -W 1 10.1.44.21").status != 0)
            let lacp = try await lab.host.must(". $LAB/daemons; ovs ovs-appctl lacp/show bond1")
            #expect(lacp.contains("status: active negotiated"), "\(lacp)")
            let shown = try await lab.host.must("nm-topology show")
            #expect(shown.contains("OVS bridge") && shown.contains("VLANs 100, 200, 300"), "\(shown)")
            #expect(shown.contains("vnet1"), "\(shown)")

            // Somebody changes a tag: the plan names it, and the next apply mends it, without the guests.
            try await lab.host.must(". $LAB/daemons; ovs ovs-vsctl set port p-mgmt0 tag=300")
            let drift = try await lab.host.must("nm-topology plan \(spec)")
            #expect(drift.contains("its tag is 300, not 100"), "\(drift)")
            try await lab.establish(spec)
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await expect(lab.guest("g200"), reaches: "10.0.200.1")

            // Without guests, the bridge goes with all that stands on it.
            try await lab.expectSettled(spec, boots: false)
            let held = try await lab.apply(try await lab.spec("{version: 1, absent: [ovs0]}", "absent"))
            #expect(held.status == 65 && held.stderr.contains("P008: ovs0: vnet"), "\(held)")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.host.must(". $LAB/daemons; ovs ovs-vsctl del-port vnet1; ovs ovs-vsctl del-port vnet2")
            try await lab.establish(try await lab.spec("{version: 1, absent: [ovs0]}", "absent"))
            #expect(try await lab.host.must(". $LAB/daemons; ovs ovs-vsctl list-br") == "")
            let left = try await lab.host.must("nmcli -g NAME connection")
            #expect(!left.contains("p-") && !left.contains("mgmt0") && !left.contains("bond1"), "\(left)")
        }
    }

    @Test(.needs(.uml), .needsOVS)
    func `two bridges joined by a patch; ports come, go and change, and a rollback undoes it`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100, 200]).withOpenVSwitch) { lab in
            let text = """
                version: 1
                ovs-bridges:
                  ovs0:
                    rstp: false
                    ports: [enp2s0: {trunks: [100, 200]}, mgmt0: {tag: 100}, patch0]
                  ovs1: {ports: [patch1, srv0: {tag: 200}]}
                ovs-interfaces:
                  mgmt0: {mac: "52:54:00:aa:00:10", addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                  srv0: {mac: "52:54:00:aa:00:11", mtu: 1400, addresses: [10.0.200.10/24]}
                  patch0: {peer: patch1}
                  patch1: {peer: patch0}
                """
            let spec = try await lab.spec(text)
            try await lab.establish(spec)
            try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")
            try await lab.expectSettled(spec)
            try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")
            try await expect(lab.ext, reaches: "10.0.100.10")

            // The NIC becomes a bond with another one, and ovs1 loses its port.
            let before = try await lab.host.must(". $LAB/daemons; ovs ovs-vsctl show | sed 1d | sort")
            let other = text.replacing("enp2s0: {trunks: [100, 200]}", with: "bond1: {trunks: [100]}")
                .replacing(
                    "ovs-interfaces:",
                    with: "ovs-bonds: {bond1: {ports: [enp2s0, enp3s0], mode: active-backup}}\novs-interfaces:")
            let apply = try await lab.apply(try await lab.spec(other, "other"))
            try #require(apply.status == 0, "\(apply)")
            try await expect(lab.host, reaches: "10.0.100.1")
            #expect(try await lab.host.run("ping -c 1 -W 1 10.0.200.1").status != 0, "bond1 does not carry VLAN 200")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(120))
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(". $LAB/daemons; ovs ovs-vsctl show | sed 1d | sort") == before)
            try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")

            // As NetworkManager 1.42.4 leaves it once in some tens of times: the bond stays in the database, with the NIC.
            try #require(try await lab.apply(try await lab.spec(other, "other")).status == 0)
            let stays = try await lab.host.start(
                """
                . $LAB/daemons
                while [[ $(ovs ovs-vsctl list-ports ovs0) == *bond1* ]]; do :; done
                ovs ovs-vsctl --if-exists del-port p-enp2s0 -- add-bond ovs0 bond1 enp2s0 enp3s0
                """)
            let again = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(120))
            #expect(try await stays.wait().status == 0)
            #expect(again.status == 0, "\(again)")
            #expect(try await lab.host.must(". $LAB/daemons; ovs ovs-vsctl show | sed 1d | sort") == before)
            try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")

            // Nobody confirms: NetworkManager and the guard bring the old network back.
            let less = try await lab.apply(
                try await lab.spec(text.replacing("trunks: [100, 200]", with: "trunks: [100]"), "less"), "--timeout 10")
            try #require(less.status == 0, "\(less)")
            #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")
        }
    }

    @Test(.needs(.uml), .needsOVS) func `balance-slb: either cable may go, also after a boot`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100, 200]).withOpenVSwitch) { lab in
            let spec = try await lab.spec(
                """
                version: 1
                ovs-bridges:
                  ovs0: {ports: [bond1: {trunks: [100, 200]}, mgmt0: {tag: 100}, srv0: {tag: 200}]}
                ovs-bonds:
                  bond1: {ports: [enp2s0, enp3s0], mode: balance-slb, updelay: 100}
                ovs-interfaces:
                  mgmt0: {mac: "52:54:00:aa:00:10", addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                  srv0: {mac: "52:54:00:aa:00:11", addresses: [10.0.200.10/24]}
                """)
            try await lab.establish(spec)
            try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")
            try await lab.expectSettled(spec)
            for port in ["swp2", "swp3"] {
                try await lab.sw.must("ip link set \(port) down")
                try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")
                try await lab.sw.must("ip link set \(port) up")
                try await expect(lab.host, reaches: "10.0.100.1", "10.0.200.1")
            }
            #expect(try await lab.host.must(". $LAB/daemons; ovs ovs-appctl bond/show bond1").contains("balance-slb"))
        }
    }

    @Test(.needs(.native), .turn(.native)) func `a NetworkManager without the plugin is refused`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            let before = try await lab.snapshot()
            let plan = try await lab.host.run("nm-topology apply \(Fixture.examples)/openvswitch.yaml --confirm manual")
            #expect(
                plan.status == 65 && plan.stderr.contains("P018: ovs0: the NetworkManager of this host is without"),
                "\(plan)")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test(.needs(.uml), .needsOVS) func `a host on which Open vSwitch does not run is refused`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100]).withOpenVSwitch) { lab in
            try await lab.host.must(". $LAB/daemons; stop_ovs")
            let plan = try await lab.host.run("nm-topology plan \(Fixture.examples)/openvswitch.yaml")
            #expect(plan.status == 65 && plan.stderr.contains("P018: ovs0: Open vSwitch does not run"), "\(plan)")
        }
    }
}
