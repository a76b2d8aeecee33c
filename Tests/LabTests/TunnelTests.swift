import LabSupport
import Testing

/// VXLANs, tunnels and macvlans: frames pass, a change is undone as a whole, and a boot makes the same of it.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct TunnelTests {
    private static let overlay = """
        version: 1
        bonds:
          bond0: {ports: [enp2s0, enp3s0], mode: active-backup}
        vlans:
          bond0.100: {parent: bond0, id: 100, addresses: [10.0.100.10/24], gateway: 10.0.100.1}
        vxlans:
          vxlan5000: {id: 5000, parent: bond0.100, local: 10.0.100.10, remote: 10.0.100.1}
        bridges:
          br5000: {ports: [vxlan5000], mac: "52:54:00:bb:50:00"}
        """

    /// The other end, on the router.
    private static let otherEnd = """
        ip link add vx0 type vxlan id 5000 local 10.0.100.1 remote 10.0.100.10 dstport 4789
        ip address add 10.50.0.1/24 dev vx0; ip link set vx0 up
        """

    @Test func `vxlan: guests of two hosts are in one network, over the management VLAN`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            try await lab.gw.must(Self.otherEnd)
            let spec = try await lab.spec(Self.overlay)
            try await lab.establish(spec)
            try await lab.plugGuest("g1", into: "br5000", address: "10.50.0.21/24", gateway: "10.50.0.1")
            try await expect(lab.guest("g1"), reaches: "10.50.0.1")
            #expect(try await lab.host.must("cat /sys/class/net/{vxlan5000,br5000}/mtu") == "1450\n1450\n")
            try await lab.guest("g1").must("ping -c 1 -W 2 -M do -s 1422 10.50.0.1")
            #expect(try await lab.host.must("nm-topology show").contains("VXLAN 5000"))

            // Another identifier needs another link, and the old one is back after a rollback, with the guest.
            let other = try await lab.spec(Self.overlay.replacing("id: 5000", with: "id: 5001"), "other")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.guest("g1").run("ping -c 1 -W 1 10.50.0.1").status != 0)
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            // Not compared as a whole: the kernel gives each new VXLAN a MAC address of its own.
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must("ip -d link show vxlan5000").contains("vxlan id 5000 "))
            try await expect(lab.guest("g1"), reaches: "10.50.0.1")

            // Somebody deletes it: NetworkManager makes it again, or the next apply does.
            try await lab.host.must("ip link delete vxlan5000")
            let repair = try await lab.apply(spec)
            #expect(repair.status == 0, "\(repair)")
            _ = try await lab.host.run("nm-topology checkpoint confirm")
            try await expect(lab.guest("g1"), reaches: "10.50.0.1")
            try await lab.expectSettled(spec)
            try await expect(lab.guest("g1"), reaches: "10.50.0.1")
        }
    }

    @Test func `veth: a cable joins two bridges, comes back at a boot, and goes as a whole`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            let spec = try await lab.spec(
                """
                version: 1
                veths:
                  veth1: {peer: veth2}
                bridges:
                  br1: {ports: [enp2s0, veth1], mac: "52:54:00:bb:00:01", addresses: [10.0.0.2/24], gateway: 10.0.0.1}
                  br2: {ports: [veth2], mac: "52:54:00:bb:00:02"}
                """)
            try await lab.expectUndone(spec)

            try await lab.establish(spec)
            try await lab.plugGuest("g2", into: "br2", address: "10.0.0.22/24", gateway: "10.0.0.1")
            try await expect(lab.guest("g2"), reaches: "10.0.0.1", "10.0.0.2")
            try await lab.expectSettled(spec)
            try await expect(lab.guest("g2"), reaches: "10.0.0.1")

            // Somebody deletes the cable: NetworkManager makes it again, or the next apply does.
            try await lab.host.must("ip link delete veth1")
            let repair = try await lab.apply(spec)
            #expect(repair.status == 0, "\(repair)")
            _ = try await lab.host.run("nm-topology checkpoint confirm")
            try await expect(lab.guest("g2"), reaches: "10.0.0.1")
            let half = try await lab.apply(try await lab.spec("{version: 1, absent: [veth1]}", "half"))
            #expect(half.status == 65 && half.stderr.contains("Write `absent: [veth1, veth2]`"), "\(half)")
            try await lab.establish(try await lab.spec("{version: 1, absent: [veth1, veth2]}", "without"))
            #expect(try await lab.host.run("ip link show veth2").status != 0)
            #expect(try await !lab.host.must("nmcli -g NAME connection").contains("veth"))
        }
    }

    @Test func `vrf: two customers have the same network, and neither is the host's`() async throws {
        // The router has VLAN 100; VLAN 200's network is the same one, in a namespace of its own.
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            try await lab.host.must(
                "ip link add far type veth peer name enp9s0; ip netns add far; ip link set far netns far")
            try await lab.host.must(
                "ip -n far address add 10.0.100.1/24 dev far; ip -n far link set far up; ip -n far link set lo up; "
                    + "ip -n far address add 198.51.100.1/32 dev lo")
            let spec = try await lab.spec(
                """
                version: 1
                vlans:
                  a: {parent: enp2s0, id: 100}
                bridges:
                  bra: {ports: [a], addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                ethernets:
                  enp9s0: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                vrfs:
                  red: {table: 1001, ports: [bra]}
                  blue: {table: 1002, ports: [enp9s0]}
                """)
            try await lab.expectUndone(spec)

            try await lab.establish(spec)
            try await lab.host.must("ip vrf exec red ping -c 1 -W 2 192.0.2.10 || ping -I red -c 1 -W 2 192.0.2.10")
            try await lab.host.must("ping -I blue -c 1 -W 2 198.51.100.1")
            #expect(try await lab.host.run("ping -I red -c 1 -W 1 198.51.100.1").status != 0)
            try await lab.plugGuest("g1", into: "bra", address: "10.0.100.21/24", gateway: "10.0.100.1")
            try await expect(lab.guest("g1"), reaches: "10.0.100.10", "192.0.2.10")
            #expect(try await lab.host.must("ip route show") == "", "the host's own table has nothing of it")
            #expect(try await lab.host.must("nm-topology show").contains("table 1001"))
            try await lab.expectSettled(spec, boots: false)
        }
    }

    @Test func `gretap in a bridge, gre beside it, and a macvlan with a service's address`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            try await lab.gw.must(
                """
                ip link add site type gretap local 10.0.0.1 remote 10.0.0.2 key 7
                ip link add routed type gre local 10.0.0.1 remote 10.0.0.2 key 8
                ip address add 10.60.0.1/24 dev site; ip address add 10.255.0.2/30 dev routed
                ip link set site up; ip link set routed up
                """)
            let spec = try await lab.spec(
                """
                version: 1
                tunnels:
                  site: {mode: gretap, local: 10.0.0.2, remote: 10.0.0.1, key: 7}
                  routed: {mode: gre, local: 10.0.0.2, remote: 10.0.0.1, key: 8, addresses: [10.255.0.1/30]}
                bridges:
                  br7: {ports: [site], mac: "52:54:00:bb:00:07"}
                macvlans:
                  host0: {parent: enp2s0, mac: "52:54:00:aa:00:02", addresses: [10.0.0.2/24], gateway: 10.0.0.1}
                """)
            try await lab.establish(spec)
            try await lab.plugGuest("g7", into: "br7", address: "10.60.0.21/24", gateway: "10.60.0.1")
            try await expect(lab.guest("g7"), reaches: "10.60.0.1")
            try await expect(lab.host, reaches: "10.255.0.2")
            try await expect(lab.ext, reaches: "10.0.0.2")
            let neighbours = try await lab.gw.must("ip neighbour show 10.0.0.2")
            #expect(neighbours.contains("52:54:00:aa:00:02"), "\(neighbours)")
            // A guest beside the host, as libvirt's `direct` interfaces are.
            try await lab.host.must(
                """
                ip netns add beside; ip link add link enp2s0 name guest0 type macvlan mode bridge
                ip link set guest0 netns beside; ip -n beside link set guest0 up
                ip -n beside address add 10.0.0.30/24 dev guest0
                ip netns exec beside ping -c 1 -W 2 10.0.0.1; ip netns exec beside ping -c 1 -W 2 10.0.0.2
                ip -n beside link delete guest0
                """)
            let mtus = try await lab.host.must("cat /sys/class/net/{site,routed,br7,host0}/mtu")
            #expect(mtus == "1458\n1472\n1458\n1500\n")

            // One goes, another gets another key, and both come back.
            let apply = try await lab.apply(
                try await lab.spec(
                    "{version: 1, absent: [br7, site], tunnels: {routed: {mode: gre, local: 10.0.0.2, "
                        + "remote: 10.0.0.1, key: 9, addresses: [10.255.0.1/30]}}}", "less"))
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.run("ip link show site").status != 0)
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            try await expect(lab.host, reaches: "10.255.0.2")
            try await expect(lab.guest("g7"), reaches: "10.60.0.1")
            try await lab.expectSettled(spec)
            try await expect(lab.guest("g7"), reaches: "10.60.0.1")
            try await expect(lab.ext, reaches: "10.0.0.2")
        }
    }

    /// One end of an IPsec tunnel without encryption, for the packets that a vti with the key 66 marks.
    private static func security(_ own: String, _ other: String) -> String {
        [(own, other, "out"), (other, own, "in")].map { from, to, direction in
            """
            ip xfrm state add src \(from) dst \(to) proto esp spi 0x66 mode tunnel reqid 66 mark 66 \\
                enc 'ecb(cipher_null)' '' auth digest_null ''
            ip xfrm policy add dir \(direction) mark 66 tmpl src \(from) dst \(to) proto esp mode tunnel reqid 66
            """
        }.joined(separator: "\n")
    }

    @Test func `ipip, sit, ip6gre, ip6gretap in a bridge, vti with IPsec, and a macvtap`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            // The kernel gives the packets of an ipip to a vti with the same ends, so this one has ends of its own.
            try await lab.gw.must(
                """
                ip address add 10.0.0.4/24 dev trunk
                ip link add four type ipip local 10.0.0.1 remote 10.0.0.2; ip address add 10.61.0.1/30 dev four
                ip link add six type sit local 10.0.0.1 remote 10.0.0.2; ip address add fd00:62::1/64 dev six
                ip link add over6 type ip6gre local fd00::1 remote fd00::2; ip address add 10.63.0.1/30 dev over6
                ip link add frames6 type ip6gretap local fd00::1 remote fd00::2 key 5
                ip address add 10.65.0.1/24 dev frames6
                ip link add secret type vti local 10.0.0.4 remote 10.0.0.3 key 66; ip address add 10.64.0.1/30 dev secret
                for name in four six over6 frames6 secret; do ip link set $name up; done
                \(Self.security("10.0.0.4", "10.0.0.3"))
                """)
            let spec = try await lab.spec(
                """
                version: 1
                ethernets:
                  enp2s0: {addresses: [10.0.0.2/24, 10.0.0.3/24, "fd00::2/64"], gateway: 10.0.0.1}
                tunnels:
                  four: {mode: ipip, local: 10.0.0.2, remote: 10.0.0.1, addresses: [10.61.0.2/30]}
                  six: {mode: sit, local: 10.0.0.2, remote: 10.0.0.1, addresses: ["fd00:62::2/64"]}
                  over6: {mode: ip6gre, local: "fd00::2", remote: "fd00::1", addresses: [10.63.0.2/30]}
                  frames6: {mode: ip6gretap, local: "fd00::2", remote: "fd00::1", key: 5}
                  secret: {mode: vti, local: 10.0.0.3, remote: 10.0.0.4, key: 66, addresses: [10.64.0.2/30]}
                bridges:
                  br6: {ports: [frames6], mac: "52:54:00:bb:00:06", addresses: [10.65.0.2/24]}
                macvlans:
                  guest0: {parent: enp3s0, tap: true, mac: "52:54:00:aa:00:09"}
                """)
            try await lab.expectUndone(spec)

            try await lab.establish(spec)
            try await lab.host.must(Self.security("10.0.0.3", "10.0.0.4"))
            let ends = ["10.61.0.1", "fd00:62::1", "10.63.0.1", "10.65.0.1", "10.64.0.1"]
            for end in ends { #expect(try await lab.host.reaches(end), "\(end)") }
            // A program, as QEMU, reads the frames of a macvtap from its device.
            try await lab.host.must(
                """
                read -r major minor < <(tr : ' ' </sys/class/net/guest0/tap*/dev)
                mknod /run/tap c "$major" "$minor"
                """)
            async let asking = lab.gw.run("ping -c 3 10.0.0.77")
            let frame = try await lab.host.must("timeout 5 dd if=/run/tap bs=2000 count=1 2>/dev/null | od -An -tx1 -v")
            _ = try await asking
            // Behind the header of 10 bytes that says how to take it (linux/virtio_net.h): a broadcast of ARP.
            let bytes = frame.split { $0 == " " || $0 == "\n" }.dropFirst(10)
            #expect(
                bytes.starts(with: Array(repeating: "ff", count: 6)) && bytes.dropFirst(12).starts(with: ["08", "06"]))

            // Not compared as a whole: the kernel gives each new ip6gretap a MAC address of its own.
            try await lab.expectSettled(spec, boots: false)
            try await lab.boot()
            try await expect(lab.host, reaches: "10.0.0.1")
            for end in ends { #expect(try await lab.host.reaches(end), "\(end) after a boot") }
        }
    }
}

/// Ipvlans: frames pass where the NetworkManager has them, and nothing is touched where it has not.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct IPVLANTests {
    @Test func `the host beside a container on one MAC address, or a refusal that says what it needs`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            let spec = Fixture.examples + "/ipvlan.yaml"
            let before = try await lab.snapshot()
            if try await lab.isOlder(than: "1.52") {
                try await lab.expectRefused(spec, "host0: `ipvlan` needs NetworkManager 1.52; this host has 1.")
                return try await lab.expectUnchanged(since: before)
            }
            try await lab.expectUndone(spec)

            try await lab.establish(spec)
            try await expect(lab.host, reaches: "10.0.0.1", "192.0.2.10")
            try await expect(lab.ext, reaches: "10.0.0.2")
            #expect(try await lab.host.must("ip -d link show host0").contains("ipvlan  mode l2 bridge"))
            #expect(try await lab.host.must("nm-topology show").contains("mode l2"))
            // A container beside the host, as podman and docker make them.
            try await lab.host.must(
                """
                ip netns add beside; ip link add link enp2s0 name eth0 netns beside type ipvlan mode l2
                ip -n beside link set eth0 up; ip -n beside address add 10.0.0.30/24 dev eth0
                ip netns exec beside ping -c 1 -W 2 10.0.0.1 && ip netns exec beside ping -c 1 -W 2 10.0.0.2
                """)
            try await lab.host.must("ip -n beside link delete eth0")

            // Another mode needs another link, and the old one is back after a rollback.
            let text = "{version: 1, ipvlans: {host0: {parent: enp2s0, mode: l3, flag: private, "
            let other = try await lab.spec(text + "addresses: [10.0.0.2/24], gateway: 10.0.0.1}}}", "other")
            let change = try await lab.apply(other)
            try #require(change.status == 0, "\(change)")
            #expect(try await lab.host.must("ip -d link show host0").contains("ipvlan  mode l3 private"))
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must("ip -d link show host0").contains("ipvlan  mode l2 bridge"))

            // What is exported and loaded is what apply writes.
            let settings = "nmcli -t connection show host0 | grep -e ^connection.type -e ^ipvlan -e ^ipv4"
            let applied = try await lab.host.must(settings)
            try await lab.host.must(
                """
                nm-topology profile export \(spec) --output /tmp/exported; nmcli connection delete host0
                cp /tmp/exported/host0.nmconnection /etc/NetworkManager/system-connections/
                nmcli connection load /etc/NetworkManager/system-connections/host0.nmconnection; nmcli connection up host0
                """)
            #expect(try await lab.host.must(settings) == applied)
            try await lab.expectSettled(spec)
            try await expect(lab.ext, reaches: "10.0.0.2")
        }
    }
}

/// HSR and PRP: no frame is lost with a cable.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct HSRTests {
    /// The other host of the ring, on the far ends of both cables.
    private static func other(_ how: String) -> String {
        """
        ip netns add ring 2>/dev/null; for p in swp2 swp3; do ip -n sw link set $p netns ring 2>/dev/null; done
        ip -n ring link delete ring0 2>/dev/null; for p in swp2 swp3; do ip -n ring link set $p up; done
        ip -n ring link add ring0 type hsr slave1 swp2 slave2 swp3 \(how)
        ip -n ring address add 10.5.0.1/24 dev ring0; ip -n ring link set ring0 up
        """
    }

    /// The kernel of User-Mode Linux is older than interlinks, and NetworkManager does not notice: the trial does.
    private static func expectNoInterlink(in lab: Lab) async throws {
        let before = try await lab.snapshot()
        let text = """
            {version: 1, veths: {san0: {peer: san1}},
              hsrs: {hsr0: {port1: enp2s0, port2: enp3s0, interlink: san0, addresses: [10.5.0.2/24]}}}
            """
        let spec = try await lab.spec(text, "interlink")
        if try await lab.isOlder(than: "1.56") {
            try await lab.expectRefused(spec, "hsr0: `interlink` needs NetworkManager 1.56; this host has 1.")
        } else {
            let apply = try await lab.apply(spec)
            #expect(apply.status != 0 && apply.stderr.contains("its interlink is none, not san0"), "\(apply)")
        }
        try await lab.expectUnchanged(since: before)
    }

    private static let cut = """
        ping -n -i 0.2 -c 25 -W 2 10.5.0.1 >/tmp/pings & sleep 2; ip -n ring link set swp2 down; wait; cat /tmp/pings
        ip -n ring link set swp2 up
        """

    @Test func `a ring loses no frame with a cable, PRP neither, or a refusal that says what it needs`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            let spec = Fixture.examples + "/hsr.yaml"
            let before = try await lab.snapshot()
            if try await lab.isOlder(than: "1.46") {
                try await lab.expectRefused(spec, "hsr0: `hsr` needs NetworkManager 1.46; this host has 1.")
                return try await lab.expectUnchanged(since: before)
            }
            try await Self.expectNoInterlink(in: lab)
            try await lab.expectUndone(spec)

            try await lab.establish(spec)
            try await lab.host.must(Self.other("supervision 45"))
            try await expect(lab.host, reaches: "10.5.0.1")
            let ring = try await lab.host.must(Self.cut)
            #expect(ring.contains(" 0% packet loss"), "\(ring)")
            #expect(try await lab.host.must("cat /sys/class/net/hsr0/mtu") == "1494\n")

            // Another protocol needs another link, and the old one is back after a rollback.
            let text = "{version: 1, hsrs: {hsr0: {port1: enp2s0, port2: enp3s0, prp: true, addresses: [10.5.0.2/24]}}}"
            let change = try await lab.apply(try await lab.spec(text, "prp"))
            try #require(change.status == 0, "\(change)")
            #expect(try await lab.host.must("nm-topology show").contains("PRP"))
            try await lab.host.must(Self.other("proto 1"))
            try await expect(lab.host, reaches: "10.5.0.1")
            let prp = try await lab.host.must(Self.cut)
            #expect(prp.contains(" 0% packet loss"), "\(prp)")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            try await lab.host.must(Self.other("supervision 45"))
            try await expect(lab.host, reaches: "10.5.0.1")
            try await lab.expectSettled(spec)
            try await expect(lab.host, reaches: "10.5.0.1")
            try await lab.establish(try await lab.spec("{version: 1, absent: [hsr0]}", "without"))
            #expect(try await lab.host.run("ip link show hsr0").status != 0)
        }
    }
}
