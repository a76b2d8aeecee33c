import LabSupport
import Testing

/// Guests come back as they were, not only where they were: what the kernel keeps of a port is lost with its bridge.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct GuestPortTests {
    /// What the kernel has of the guests' ports, of their bridge's tables, and of frames between two that are isolated.
    private static let look = """
        for port in vnet0 vnet1 vnet2 vnet3; do
            ip -d -o link show $port | grep -oE '^[0-9]+: \\S+|<[^>]*>|master \\S+|bridge_slave.*' | tr '\\n' ' '; echo
        done | sed -E 's/(designated|port_id|port_no|root_id|bridge_id)[^ ]* \\S+ |(hold|message_age|forward_delay)_timer +\\S+ //g'
        bridge fdb show br br0 | grep 52:54:00:aa | sort
        bridge mdb show dev br0 | grep permanent | sed -E 's/^[0-9]+: //' | sort
        ip netns exec vm0 ping -c 2 -i 0.2 -W 1 10.0.0.22 >/dev/null && echo together || echo apart
        """

    private func expectSame(_ lab: Lab, as before: String, _ comment: String) async throws {
        let now = try await lab.host.must(Self.look)
        #expect(now == before, "\(comment)")
    }

    @Test func `apart, silenced and set down they stay, with their bridge's tables, wherever a bridge is made`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.establish(try await lab.spec(FlatHost.bridged()))
            for number in 0...3 {
                try await lab.plugGuest("vm\(number)", into: "br0", address: "10.0.0.2\(number + 1)/24")
            }
            try await lab.host.must(
                """
                bridge link set dev vnet0 isolated on; bridge link set dev vnet1 isolated on
                bridge link set dev vnet1 guard on hairpin on cost 77 priority 9 mcast_flood off
                bridge link set dev vnet2 learning off flood off neigh_suppress on fastleave on
                ip link set vnet2 type bridge_slave mcast_router 2 group_fwd_mask 0x4000 bcast_flood off
                ip link set vnet3 down
                bridge fdb add 52:54:00:aa:00:01 dev vnet1 master static
                bridge fdb add 52:54:00:aa:00:02 dev enp2s0 master static sticky
                bridge fdb add 52:54:00:aa:00:03 dev br0 self local
                bridge mdb add dev br0 port vnet1 grp 239.1.1.1 permanent
                bridge mdb add dev br0 port enp2s0 grp ff05::99 permanent
                bridge mdb add dev br0 port br0 grp 01:00:5e:7f:00:09 permanent
                """)
            let before = try await lab.host.must(Self.look)
            #expect(before.contains("apart") && before.contains("sticky"), "\(before)")

            let mac = try await lab.spec(
                FlatHost.bridged().replacing("ports: [enp2s0]", with: "ports: [enp2s0], mac: \"52:54:00:99:00:01\""),
                "mac")
            let apply = try await lab.apply(mac)
            #expect(apply.status == 0, "\(apply)")
            try await expectSame(lab, as: before, "after apply")

            // A guest that is started during the trial goes back into the bridge that the rollback makes, as it is.
            let late = try await lab.plugGuest("vm4", into: "br0", address: "10.0.0.25/24")
            try await lab.host.must("bridge link set dev \(late) isolated on learning off")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            try await expectSame(lab, as: before, "after rollback")
            let port = try await lab.host.must("ip -d -o link show \(late)")
            #expect(
                port.contains("master br0") && port.contains("isolated on") && port.contains("learning off"), "\(port)")
            try await LabTests.expect(lab.guest("vm4"), reaches: "10.0.0.1")

            let absent = try await lab.apply(
                try await lab.spec(
                    """
                    version: 1
                    absent: [br0]
                    ethernets:
                      enp2s0: {addresses: [10.0.0.2/24], gateway: 10.0.0.1}
                    """, "absent"), "--timeout 60 --force")
            #expect(absent.status == 0, "\(absent)")
            let again = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(again.status == 0, "\(again)")
            try await expectSame(lab, as: before, "after absent and its rollback")
        }
    }

    @Test func `a tap that has an old one's name is another guest's, and is not given its place`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.establish(try await lab.spec(FlatHost.bridged()))
            let tap = try await lab.plugGuest("vm0", into: "br0", address: "10.0.0.21/24")
            let apply = try await lab.apply(
                try await lab.spec(
                    FlatHost.bridged().replacing(
                        "ports: [enp2s0]", with: "ports: [enp2s0], mac: \"52:54:00:99:00:01\""),
                    "mac"))
            #expect(apply.status == 0, "\(apply)")
            try await lab.host.must(
                """
                ip link del \(tap); ip link add br7 type bridge
                ip link add \(tap) type veth peer name peer; ip link set \(tap) master br7 up
                """)
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0 && rollback.stdout.contains("was rolled back"), "\(rollback)")
            let port = try await lab.host.must("ip -o link show \(tap)")
            #expect(port.contains("master br7"), "\(port)")
        }
    }
}

/// The same where the kernel has bonds, and bridges that filter VLANs.
@Suite(
    .explainedByLab, .enabled(if: Lab.anyKindWithBonds.obstacle == nil), .turn(Lab.anyKindWithBonds),
    .timeLimit(.minutes(10)))
struct GuestVLANTests {
    private static func spec(_ more: String = "") -> String {
        """
        version: 1
        bridges:
          br0: {vlan-filtering: true, vlans: [100]\(more), ports: [enp4s0: {vlans: [100, 200]}]}
        vlans:
          br0.100: {parent: br0, id: 100, addresses: [10.0.100.10/24], gateway: 10.0.100.1}

        """
    }

    /// Says of each frame of a guest's that it hears, to whomever.
    private static func listener(to mac: String) -> String {
        """
        exec perl -e '$| = 1; socket(my $s, 17, 3, 0x0300) or die; print "listening\\n";
            while (defined recv($s, my $f, 64, 0)) { print "heard\\n" if unpack("x6 H12", $f) eq "\(mac)" }'
        """
    }

    /// Each time it came into a bridge, it was down: there it has the default VLAN until it has its own.
    private func expectDownAtEntry(_ monitor: Job) async throws {
        var wasIn = true
        var entries = 0
        for line in try await monitor.output.split(separator: "\n") {
            let isIn = line.contains("master br0")
            if isIn, !wasIn {
                entries += 1
                #expect(!line.contains(",UP"), "it came in while it was up: \(line)")
            }
            wasIn = isIn
        }
        #expect(entries >= 2, "at apply, and at rollback")
        monitor.signal(15)
    }

    @Test func `a guest in VLAN 200 stays there, and in no instant is in VLAN 1`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .trunk(vlans: [100, 200])) { lab in
            try await lab.establish(try await lab.spec(Self.spec()))
            // In VLAN 1, where every port of the bridge is that has no VLANs of its own; it is plugged in first.
            try await lab.plugGuest("vm0", into: "br0", address: "10.0.200.20/24")
            try await lab.plugGuest("vm1", into: "br0", address: "10.0.200.21/24")
            try await lab.host.must(
                """
                bridge vlan del vid 1 dev vnet1
                # In no VLAN, as the port was in none at the time: a kernel that is asked for it later puts it into each.
                bridge fdb add 52:54:00:aa:00:09 dev vnet1 master static
                bridge vlan add vid 200 dev vnet1 pvid untagged
                bridge vlan add vid 300-310 dev vnet1; bridge vlan add vid 77 dev br0 self
                bridge fdb add 52:54:00:aa:00:01 dev vnet1 master static vlan 200
                """)
            let look =
                "for port in vnet0 vnet1 br0; do bridge vlan show dev $port; done; bridge fdb show br br0 | grep 52:54:00:aa | sort"
            let before = try await lab.host.must(look)
            let mac = try await lab.guest("vm1").must("cat /sys/class/net/eth0/address").replacing(":", with: "")
            try await LabTests.expect(lab.guest("vm1"), reaches: "10.0.200.1")
            let ear = try await lab.guest("vm0").start(Self.listener(to: mac.filter { !$0.isNewline }))
            #expect(try await ear.shows("listening"))
            let monitor = try await lab.host.start("exec stdbuf -oL ip -o monitor link dev vnet1")
            // The kernel tells of an alias, so it is heard when the monitor listens.
            try await lab.host.must("for i in 1 2 3 4 5; do sleep 0.3; ip link set vnet1 alias $i; done")
            #expect(try await monitor.shows("vnet1"))
            // Broadcasts all the time, which whoever is in the same VLAN hears.
            let mouth = try await lab.guest("vm1").start("exec ping -b -n -i 0.02 10.0.200.255 2>&1")

            let apply = try await lab.apply(try await lab.spec(Self.spec(", mac: \"52:54:00:00:aa:aa\""), "b"))
            #expect(apply.status == 0, "\(apply)")
            // What the bridge itself carries is the spec's to say.
            let own = before.split(separator: "\n").filter { !$0.hasSuffix(" 77") }
            #expect(try await lab.host.must(look).split(separator: "\n") == own, "after apply")
            try await LabTests.expect(lab.guest("vm1"), reaches: "10.0.200.1")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(look) == before, "after rollback")
            try await LabTests.expect(lab.guest("vm1"), reaches: "10.0.200.1")
            mouth.signal(2)
            try await expectDownAtEntry(monitor)
            #expect(try await !ear.output.contains("heard"), "a frame of it came out in VLAN 1")
            // The ear is not deaf.
            try await lab.host.must("bridge vlan add vid 1 dev vnet1 pvid untagged")
            _ = try await lab.guest("vm1").run("ping -b -n -c 3 -i 0.2 10.0.200.255")
            #expect(try await ear.shows("heard"))
            ear.signal(9)
        }
    }

    @Test func `a filtering bridge that is changed while it runs leaves guests in their VLANs`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .trunk(vlans: [100, 200])) { lab in
            try await lab.establish(try await lab.spec(Self.spec()))
            let tap = try await lab.plugGuest("vm0", into: "br0", address: "10.0.200.20/24")
            try await lab.host.must(
                "bridge vlan add vid 200 dev \(tap) pvid untagged; bridge vlan del vid 1 dev \(tap)")
            let look = "bridge vlan show dev \(tap)"
            let before = try await lab.host.must(look)
            let apply = try await lab.apply(try await lab.spec(Self.spec(", ageing-time: 77"), "ageing"))
            #expect(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(look) == before, "after apply")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(look) == before, "after rollback")
            try await LabTests.expect(lab.guest("vm0"), reaches: "10.0.200.1")
        }
    }

    @Test func `a port without VLANs of its own goes into the new bridge's default VLAN, and back`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .trunk(vlans: [100, 200])) { lab in
            try await lab.establish(try await lab.spec(Self.spec()))
            let tap = try await lab.plugGuest("vm0", into: "br0", address: "10.0.200.20/24")
            let look = "bridge vlan show dev \(tap)"
            let before = try await lab.host.must(look)
            let apply = try await lab.apply(
                try await lab.spec(
                    Self.spec(", vlan-default-pvid: 200, mac: \"52:54:00:00:aa:aa\""), "pvid"))
            #expect(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(look).contains("200 PVID Egress Untagged"))
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(look) == before)
        }
    }

    @Test func `the ports of a bond made by hand go back into it`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .access(vlan: 100)) { lab in
            try await lab.host.must(
                """
                \(Lab.bondByHand)
                """)
            try await LabTests.expect(lab.ext, reaches: "10.0.100.10")
            let look =
                "ip -o link show bondh | grep -oE 'ether \\S+'; ip -o link show | grep -oE 'enp[23]s0.* master \\S+' | cut -d' ' -f1"
            let before = try await lab.host.must(look)
            let apply = try await lab.apply(
                try await lab.spec(
                    """
                    version: 1
                    bonds:
                      bond0: {ports: [enp2s0, enp3s0], mode: active-backup, addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                    foreign: [bondh]
                    absent: [bondh]
                    """), "--timeout 60 --force")
            #expect(apply.status == 0, "\(apply)")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(look) == before)
            try await LabTests.expect(lab.ext, reaches: "10.0.100.10")
        }
    }
}
