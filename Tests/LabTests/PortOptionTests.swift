import LabSupport
import Testing

/// What bonds and bridges have beyond the usual: a NIC's MAC address, options of single ports, what multicast does.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct PortOptionTests {
    private static func bond(from nic: String, _ ports: String) -> String {
        """
        version: 1
        bonds: {bond0: {ports: \(ports), mode: active-backup, copy-mac-from: \(nic)}}
        vlans: {bond0.100: {parent: bond0, id: 100, addresses: [10.0.100.10/24], gateway: 10.0.100.1}}
        """
    }

    @Test func `a bond has one port's MAC address, and each port a queue`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            let look = "cat /sys/class/net/{bond0,bond0.100}/address /sys/class/net/enp{2,3}s0/bonding_slave/queue_id"
            let spec = try await lab.spec(Self.bond(from: "enp3s0", "{enp2s0: {queue-id: 5}, enp3s0: {queue-id: 2}}"))
            try await lab.establish(spec)
            #expect(try await lab.host.must(look) == "52:54:00:00:00:03\n52:54:00:00:00:03\n5\n2\n")
            try await expect(lab.ext, reaches: "10.0.100.10")
            // Nobody but the host knows the address; what apply made of it is what a boot comes up with.
            let export = try await lab.host.run("nm-topology profile export \(spec)")
            #expect(export.status == 65 && export.stderr.contains("only the host can tell"), "\(export)")
            #expect(
                try await lab.host.must("nm-topology profile export --live").contains(
                    "cloned-mac-address=52:54:00:00:00:03"))
            let again = try await lab.apply(spec)
            #expect(again.status == 0 && again.stderr.contains("No changes:"), "\(again)")

            // Another NIC and other queues, and back.
            let other = try await lab.spec(Self.bond(from: "enp2s0", "[enp2s0, enp3s0: {queue-id: 7}]"), "other")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(look) == "52:54:00:00:00:02\n52:54:00:00:00:02\n0\n7\n")
            try await expect(lab.ext, reaches: "10.0.100.10")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(look) == "52:54:00:00:00:03\n52:54:00:00:00:03\n5\n2\n")

            // Somebody changes a queue behind NetworkManager's back.
            try await lab.host.must("echo enp2s0:9 >/sys/class/net/bond0/bonding/queue_id")
            let plan = try await lab.host.must("nm-topology plan \(spec)")
            #expect(plan.contains("its queue ID is 9, not 5"), "\(plan)")
            try await lab.establish(spec)
            #expect(try await lab.host.must(look) == "52:54:00:00:00:03\n52:54:00:00:00:03\n5\n2\n")
            try await lab.expectSameAfterBoot()
            #expect(try await lab.host.must(look) == "52:54:00:00:00:03\n52:54:00:00:00:03\n5\n2\n")
        }
    }

    @Test func `the port with the highest priority carries the traffic`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            let spec = try await lab.spec(
                Self.bond(from: "enp2s0", "{enp2s0: {priority: 5}, enp3s0: {priority: 20}, enp4s0: {priority: 10}}"))
            if try await lab.isOlder(than: "1.44") { return try await lab.expectRefused(spec, "`priority` needs") }
            try await lab.establish(spec)
            func becomesActive(_ port: String) async throws -> Bool {
                try await lab.host.run(
                    """
                    for i in $(seq 50); do
                        [ $(cat /sys/class/net/bond0/bonding/active_slave) = \(port) ] && exit; sleep 0.2
                    done
                    cat /proc/net/bonding/bond0; exit 1
                    """
                ).succeeded
            }
            #expect(try await lab.host.must("ip -d link show enp3s0").contains(" prio 20 "))
            #expect(try await becomesActive("enp3s0"))
            try await lab.sw.must("ip link set swp3 down")
            #expect(try await becomesActive("enp4s0"))
            try await lab.sw.must("ip link set swp3 up")
            #expect(try await becomesActive("enp3s0"))
            try await expect(lab.ext, reaches: "10.0.100.10")
        }
    }

    @Test func `a bridge asks for multicast members as the spec says, and a guest's group is known`() async throws {
        try await Lab.with(.uml, .access(vlan: 100)) { lab in
            let example = Fixture.examples + "/multicast.yaml"
            try await lab.establish(example)
            let look =
                "cd /sys/class/net/br0/bridge; cat multicast_{querier,query_use_ifaddr,query_interval,membership_interval}"
            #expect(try await lab.host.must(look) == "1\n1\n6000\n13000\n")
            try await lab.plugGuest("g1", into: "br0", address: "10.0.100.21/24", gateway: "10.0.100.1")
            try await expect(lab.guest("g1"), reaches: "10.0.100.1")
            _ = try await lab.guest("g1").start(
                """
                exec perl -MSocket -e 'socket($s, AF_INET, SOCK_DGRAM, 0) or die;
                    setsockopt($s, 0, 35, inet_aton("239.1.1.1") . inet_aton("10.0.100.21")) or die; sleep 60'
                """)
            #expect(
                try await lab.host.run(
                    "for i in $(seq 40); do bridge mdb show dev br0 | grep -q 239.1.1.1 && exit; sleep 0.25; done; exit 1"
                ).succeeded)
            try await lab.expectSettled(example)

            // In place: no guest is unplugged.
            let other = try await lab.spec(
                """
                version: 1
                bridges: {br0: {ports: [enp2s0], addresses: [10.0.100.10/24], gateway: 10.0.100.1, vlan-stats: true,
                  multicast-hash-max: 512, multicast-router: enabled, multicast-startup-query-interval: 1501}}
                """, "other")
            let index = try await lab.host.must("cat /sys/class/net/br0/ifindex")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(look) == "0\n0\n12500\n26000\n")
            #expect(
                try await lab.host.must(
                    "cd /sys/class/net/br0/bridge; cat vlan_stats_enabled hash_max multicast_router")
                    == "1\n512\n2\n")
            #expect(try await lab.host.must("cat /sys/class/net/br0/ifindex") == index)
            try await expect(lab.guest("g1"), reaches: "10.0.100.10")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(look) == "1\n1\n6000\n13000\n")
        }
    }
}
