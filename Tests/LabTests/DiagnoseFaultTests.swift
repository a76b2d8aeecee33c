import LabSupport
import Testing

/// Each further kind of finding: silent before, there with the fault, silent after.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(8)))
struct DiagnoseFaultTests {
    @Test func `LACP: nobody answers, one port only, and two switches`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await lab.establish(Fixture.examples + "/kvm-trunk.yaml")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.expectHealthy("before")

            try await lab.sw.must("ip link set swp3 down; ip link set swp3 nomaster; ip link set swp3 up")
            let one = try await lab.diagnose(until: "D004")
            #expect(one.interfaces == ["enp3s0", "bond0"] && one.severity == "problem", "\(one)")

            try await lab.sw.must(
                """
                ip link add lag2 type bond mode 802.3ad miimon 100 lacp_rate fast
                ip link set swp3 down; ip link set swp3 master lag2; ip link set lag2 up
                """)
            let two = try await lab.diagnose(until: "D003")
            #expect(two.interfaces.contains("bond0") && two.message.contains("not used"), "\(two)")
            #expect(two.seen.count { $0.text.contains("partner") } == 2, "both switches are named: \(two)")

            try await lab.sw.must(
                """
                ip link delete lag2; ip link set swp2 down; ip link set swp2 nomaster; ip link set swp2 up
                ip link set swp3 up
                """)
            let none = try await lab.diagnose(until: "D002")
            #expect(none.interfaces == ["bond0", "enp2s0", "enp3s0"], "\(none)")
            #expect(try await !lab.diagnose().codes.contains("D014"), "a consequence")

            try await lab.sw.must(
                "for p in swp2 swp3; do ip link set $p down; ip link set $p master lag1; ip link set $p up; done")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.becomesHealthy()
        }
    }

    @Test func `the switch speaks LACP and the host does not; a dead backup; a bond that does not look`() async throws {
        let spec = Fixture.examples + "/active-backup.yaml"
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            try await lab.establish(spec)
            try await lab.expectHealthy("before")

            try await lab.sw.must("ip link set swp3 down")
            let dead = try await lab.diagnose(until: "D005")
            #expect(dead.severity == "warning" && dead.interfaces == ["bond0", "enp3s0"], "\(dead)")
            #expect(try await lab.diagnose().codes == ["D005"], "said once")
            try await lab.sw.must("ip link set swp2 down")
            let cut = try await lab.diagnose(until: "D001")
            #expect(cut.severity == "problem", "\(cut)")
            try await lab.sw.must("ip link set swp2 up; ip link set swp3 up")
            try await lab.becomesHealthy()

            try await lab.host.must("ip link set bond0 type bond miimon 0")
            // That the bond does not look, and that the spec says otherwise.
            #expect(Set(try await lab.diagnose().codes) == ["D006", "D043"])
            try await lab.host.must("ip link set bond0 type bond miimon 100")
            try await lab.becomesHealthy()

            try await lab.sw.must(
                """
                ip link add lag1 type bond mode 802.3ad miimon 100 lacp_rate fast
                ip link set swp3 down; ip link set swp3 nomaster; ip link set swp3 master lag1
                ip link set lag1 master br0 up; for v in 100 200; do bridge vlan add dev lag1 vid $v; done
                """)
            let spoken = try await lab.diagnose(until: "D004", "--probe --seconds 35", within: .seconds(120))
            #expect(spoken.interfaces == ["enp3s0", "bond0"], "\(spoken)")
        }
    }

    @Test func `a VLAN that the trunk lost, an address that somebody else has, and a path that is too narrow`()
        async throws
    {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await lab.sw.must("bridge vlan del dev lag1 vid 300")
            try await lab.establish(Fixture.examples + "/kvm-trunk.yaml")
            try await lab.plugGuest("g300", into: "br300", address: "10.1.44.21/24", gateway: "10.1.44.1")
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await lab.guest("g300").cannotReach("10.1.44.1"))
            // Each is asked for three times.
            _ = try await lab.guest("g300").run(
                "for i in {100..140}; do ping -n -c 1 -W 3 10.1.44.$i & done >/dev/null; wait")
            let missing = try await lab.diagnose(until: "D021")
            #expect(missing.interfaces == ["bond0.300", "br300"], "\(missing)")
            try await lab.sw.must("bridge vlan add dev lag1 vid 300")
            try await expect(lab.guest("g300"), reaches: "10.1.44.1")
            try await lab.becomesHealthy()

            try await lab.gw.must("ip address add 10.0.100.10/32 dev vlan100")
            let duplicate = try await lab.diagnose("--probe")
            let mac = try await lab.gw.must("cat /sys/class/net/vlan100/address").split(separator: "\n")[0]
            #expect(duplicate["D013"]?.interfaces == ["bond0.100"], "\(duplicate)")
            #expect(duplicate["D013"]?.message.contains(mac) == true, "\(duplicate)")
            try await lab.gw.must("ip address del 10.0.100.10/32 dev vlan100")

            try await lab.sw.must("ip link set swgw mtu 1400")
            let narrow = try await lab.diagnose("--probe")
            #expect(narrow.codes == ["D023"] && narrow["D023"]?.interfaces == ["bond0.100"], "\(narrow)")
            try await lab.sw.must("ip link set swgw mtu 1500")

            try await lab.gw.must("ip link set vlan100 down")
            // The kernel asks again only when something is sent.
            let sending = try await lab.host.start("exec ping -n 10.0.100.1")
            let silent = try await lab.diagnose(until: "D014", within: .seconds(120))
            sending.signal(9)
            #expect(silent.interfaces == ["bond0.100"], "\(silent)")
            try await lab.gw.must("ip link set vlan100 up")
            try await expect(lab.host, reaches: "10.0.100.1")
            try await lab.becomesHealthy()
        }
    }

    @Test func `what the switch says by LLDP: a VLAN it does not carry, its native VLAN, its frame size`() async throws
    {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await lab.establish(Fixture.examples + "/kvm-trunk.yaml")
            try await lab.expectHealthy("before")
            // Chassis, port, TTL, name, PVID 200, VLAN names 100 and 200, frame size 1500; every second.
            let talk = try await lab.sw.start(
                """
                exec perl -e '
                    sub tlv { pack("n", $_[0] << 9 | length $_[1]) . $_[1] }
                    my $q = "\\x00\\x80\\xc2";
                    my $frame = pack("H*", "0180c200000e" . "020000000001" . "88cc")
                        . tlv(1, "\\x04" . pack("H*", "020000000001")) . tlv(2, "\\x05Gi1/0/7") . tlv(3, pack("n", 120))
                        . tlv(5, "core1") . tlv(127, $q . "\\x01" . pack("n", 200))
                        . tlv(127, $q . "\\x03" . pack("nC", 100, 4) . "mgmt") . tlv(127, $q . "\\x03" . pack("nC", 200, 3) . "vms")
                        . tlv(127, "\\x00\\x12\\x0f\\x04" . pack("n", 1500)) . tlv(0, "");
                    open my $f, "<", "/sys/class/net/swp2/ifindex"; my $index = <$f>;
                    socket(my $s, 17, 3, 0) or die $!;
                    for (;;) { send($s, $frame, 0, pack("SnlSCCa8", 17, 0x88cc, $index, 0, 0, 6, "")) or die $!; sleep 1 }'
                """)
            let heard = try await lab.diagnose("--probe --seconds 6")
            #expect(heard.codes.sorted() == ["D020", "D021", "D023"], "\(heard)")
            #expect(heard["D021"]?.interfaces == ["bond0.300", "br300"], "\(heard)")
            #expect(heard["D021"]?.words.contains("switch core1, port Gi1/0/7") == true, "\(heard)")

            // NetworkManager hears them too, where a profile tells it to; nothing has to be sent then.
            try await lab.host.must(
                "nmcli connection modify enp2s0 connection.lldp enable-rx; nmcli connection up enp2s0")
            let told = try await lab.diagnose(until: "D021")
            #expect(told.words.contains("core1"), "\(told)")
            talk.signal(9)
        }
    }

    @Test func `bridges: a port that waits, and a tap in no bridge`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            try await lab.establish(Fixture.examples + "/active-backup.yaml")
            let tap = try await lab.plugGuest(
                "g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await lab.expectHealthy("before")
            try await lab.host.must("ip link set \(tap) nomaster")
            let loose = try await lab.diagnose()
            #expect(loose.codes == ["D031"] && loose["D031"]?.interfaces == [tap], "\(loose)")
            let command = try #require(loose["D031"]?.here.last?.command)
            try await lab.host.must("ip link set br200 type bridge stp_state 1 forward_delay 1500; \(command)")
            let waiting = try await lab.diagnose(until: "D030")
            #expect(waiting.severity == "warning" && waiting.interfaces == [tap, "br200"], "\(waiting)")
            try await lab.host.must("ip link set br200 type bridge stp_state 0")
            // The port goes on waiting until it has waited long enough.
            #expect(try await lab.guest("g200").reaches("10.0.200.1", within: .seconds(60)))

            try await lab.host.must("ip link set \(tap) mtu 9000")
            let large = try await lab.diagnose()
            #expect(large.codes == ["D023"], "\(large)")
            try await lab.host.must("ip link set \(tap) mtu 1500")
            try await lab.host.must("ip address add 10.9.9.9/24 dev bond0.200")
            let onPort = try await lab.diagnose()
            #expect(onPort.codes.contains("D012") && onPort["D012"]?.interfaces == ["bond0.200", "br200"], "\(onPort)")
            try await lab.host.must("ip address del 10.9.9.9/24 dev bond0.200")
            try await lab.becomesHealthy()
        }
    }

    @Test func `profiles: changed and not activated, a rival, and a file that was edited`() async throws {
        let spec = Fixture.examples + "/active-backup.yaml"
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            try await lab.establish(spec)
            try await lab.expectHealthy("before")
            try await lab.host.must("nmcli connection modify bond0.100 +ipv4.addresses 10.0.100.11/24")
            let changed = try await lab.diagnose()
            #expect(changed.codes == ["D040"] && changed["D040"]?.interfaces == ["bond0.100"], "\(changed)")
            #expect(changed["D040"]?.seen.first?.text.contains("ipv4.address-data") == true, "\(changed)")
            let reapply = try #require(changed["D040"]?.here.first?.command)
            try await lab.host.must(reapply)
            #expect(try await lab.diagnose().codes == [])

            try await lab.host.must(
                """
                nmcli connection add type ethernet ifname '*' con-name any autoconnect yes ipv4.method auto \
                    connection.autoconnect-priority 10
                nmcli connection add type vlan ifname bond0.100 con-name other dev bond0 id 100 autoconnect yes \
                    connection.autoconnect-priority 5 ipv4.method disabled ipv6.method disabled
                """)
            let rivals = try await lab.diagnose()
            #expect(Set(rivals.codes) == ["D041"], "\(rivals)")
            let wins = try #require(rivals.findings.first { $0.interfaces == ["bond0.100"] }, "\(rivals)")
            #expect(wins.severity == "problem" && wins.message.contains("“other”"), "\(wins)")
            let may = try #require(rivals.findings.first { $0.interfaces == ["enp2s0"] }, "\(rivals)")
            #expect(may.severity == "warning" && may.message.contains("“any”"), "\(may)")
            for finding in [wins, may] { try await lab.host.must(try #require(finding.here.first?.command)) }
            #expect(try await lab.diagnose().codes == [])

            try await lab.host.must(
                "sed -i 's/10.0.100.10/10.0.100.12/' /etc/NetworkManager/system-connections/bond0.100.nmconnection")
            let edited = try await lab.diagnose()
            #expect(edited.codes == ["D042"], "\(edited)")
            let load = try #require(edited["D042"]?.here.first?.command)
            try await lab.host.must(load)
            #expect(try await lab.diagnose().codes == ["D040"], "loaded, and not active yet")
        }
    }
}
