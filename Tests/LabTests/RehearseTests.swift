import Glibc
import LabSupport
import Testing

/// A rehearsal on this machine's kernel, inside of a lab whose host is the one that must not be touched.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct RehearseTests {
    /// All that a rehearsal could leave behind: links with their counters, addresses, routes, rules, sysctls, mounts, files,
    /// processes, and what NetworkManager has.
    private static let everything = """
        ip -d -s link | sed -E '/^ +[0-9 ]+$/d'; ip address; ip route show table all; ip -6 route show table all; ip rule
        cat /sys/class/net/*/carrier_changes; cat /proc/mounts; cat /proc/sys/kernel/hostname
        find /proc/sys/net -type f -readable ! -name stable_secret -exec grep -H . {} + 2>/dev/null
        find /etc /var/lib/nm-topology /var/lib/NetworkManager /run/NetworkManager /run/nm-topology -xdev \\
            ! -name timestamps -printf '%p %i %s %T@ %C@ %m\\n' 2>/dev/null | sort
        nmcli -t connection; nmcli -t device; ls -d /proc/[0-9]* | wc -l
        """

    @Test func `a rehearsal with faults goes through to the boot, and touches nothing of the host`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            // Whatever nm-topology does makes its folder in /run.
            try await lab.host.must("nm-topology checkpoint status; mkdir -p -m 700 /run/nm-topology")
            let before = try await lab.host.must(Self.everything)
            let bus = try await lab.host.start("exec dbus-monitor --system")
            #expect(try await bus.shows("NameAcquired"))
            let rehearsal = try await lab.host.run("nm-topology rehearse --fault \(spec)", timeout: .seconds(200))
            try #require(rehearsal.status == 0, "\(rehearsal)")
            let lines = rehearsal.stdout.split(separator: "\n")
            #expect(lines.count { $0.hasPrefix("✔") } == 9, "\(rehearsal)")
            #expect(rehearsal.stdout.contains("10.0.0.2 answered all the time; the plan promises that nothing is lost"))
            #expect(rehearsal.stdout.contains("The rehearsal passed in "))
            #expect(!rehearsal.stdout.contains("nothing to be broken"), "each fault hits an apply: \(rehearsal)")
            let calls = try await bus.output
            bus.signal(9)
            let after = try await lab.host.must("sleep 0.3; " + Self.everything)
            let changes = after.split(separator: "\n").difference(from: before.split(separator: "\n"))
            #expect(changes.isEmpty)
            let members = Set(
                calls.split(separator: "\n").filter { $0.hasPrefix("method call") }
                    .compactMap { $0.split(separator: "member=").last }.map(String.init))
            #expect(
                members.isSubset(of: [
                    "Hello", "AddMatch", "RemoveMatch", "GetNameOwner", "GetConnectionUnixUser",
                    "GetConnectionUnixProcessID", "GetManagedObjects", "GetSettings", "Get", "GetAll", "BecomeMonitor",
                ]), "\(members.sorted())")

            // A document, and the host's own apply still has all to do.
            let json = try await lab.host.run("nm-topology rehearse --json \(spec)", timeout: .seconds(100))
            let problems = try Schema.problems(of: json.stdout)
            #expect(json.status == 0 && problems == [], "\(json)")
            #expect(try await lab.host.run("nm-topology plan --detailed-exitcode \(spec)").status == 2)

            // In a service with PrivateNetwork=yes, what it rehearses is this host's network all the same.
            let alone = try await lab.host.run("unshare -n nm-topology rehearse \(spec)", timeout: .seconds(100))
            #expect(alone.status == 0 && alone.stdout.contains("NICs    enp2s0"), "\(alone)")

            // Whoever kills it leaves nothing either.
            let killed = try await lab.host.start("exec nm-topology rehearse \(spec)")
            #expect(try await killed.shows("present network came up"))
            let folder = try await lab.host.must(
                "ps -eo args | sed -n 's#^bash -c.* keeper \\(/dev/shm/[^ ]*\\) .*#\\1#p' | head -n 1")
            try #require(folder.hasPrefix("/dev/shm/nm-topology."), "\(folder)")
            killed.signal(9)
            _ = try await killed.wait()
            let gone = try await lab.host.run(
                """
                for ((i = 0; i < 50; i++)); do
                    [[ ! -e \(folder.dropLast()) && $(pgrep -c NetworkManager) == 1 ]] && exit 0
                    sleep 0.2
                done
                exit 1
                """)
            #expect(gone.status == 0, "the sandbox outlives its program")
        }
    }

    @Test func `where the host's own configuration loses what was confirmed, the boot says what is missing`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site) { lab in
            // Profiles go to where no boot finds them.
            try await lab.host.must(
                """
                . $LAB/daemons; mkdir -p /run/profiles /etc/NetworkManager/conf.d
                printf '[keyfile]\\npath=/run/profiles\\n' >/etc/NetworkManager/conf.d/path.conf
                kill_nm TERM; start_nm; nm_ready 30
                nmcli connection add type ethernet ifname enp2s0 con-name old ipv4.method manual \\
                    ipv4.addresses 10.0.0.2/24 ipv6.method disabled
                nmcli connection up old
                """)
            let spec = try await lab.spec(FlatHost.bridged())
            let rehearsal = try await lab.host.run("nm-topology rehearse \(spec)", timeout: .seconds(200))
            #expect(rehearsal.status == 1, "\(rehearsal)")
            #expect(
                rehearsal.stdout.contains(
                    "note: profile “old” is active on enp2s0 of this host, and not in the sandbox"),
                "\(rehearsal)")
            #expect(rehearsal.stdout.contains("✘ After a boot, the confirmed network is not there"), "\(rehearsal)")
            #expect(
                rehearsal.stdout.contains("of the confirmed network, this is missing: address 10.0.0.2/24 on br0"))
            #expect(try await lab.host.must("nmcli -g NAME connection show --active").contains("old"))
        }
    }

    @Test func `what cannot be rehearsed is said before anything begins`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let ovs = try await lab.spec("version: 1\novs-bridges: {ovs0: {ports: [enp2s0]}}\n", "ovs")
            let first = try await lab.host.run("nm-topology rehearse \(ovs)")
            #expect(first.status == 65, "\(first)")
            if Lab.anyKindWithBonds == .uml {
                let bond = try await lab.spec(
                    "version: 1\nbonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, addresses: [10.0.0.2/24]}}\n",
                    "bond")
                let second = try await lab.host.run("nm-topology rehearse --kernel native \(bond)")
                #expect(
                    second.status == 69 && second.stderr.contains("kernel does not make what is needed: bond"),
                    "\(second)")
                #expect(second.stderr.contains("--kernel uml"))
            }
            // Loading it would make gre0 on this machine.
            if access("/sys/module/ip_gre", F_OK) != 0 {
                let tunnel = try await lab.spec(
                    "version: 1\ntunnels: {gre1: {mode: gre, local: 10.0.0.2, remote: 10.0.0.9, addresses: [10.9.0.1/30]}}\n",
                    "gre")
                let refused = try await lab.host.run("nm-topology rehearse --kernel native \(tunnel)")
                #expect(
                    refused.status == 69 && refused.stderr.contains("its driver ip_gre is not loaded"), "\(refused)")
                #expect(access("/sys/module/ip_gre", F_OK) != 0)
            }
            let spec = try await lab.spec(FlatHost.bridged())
            try await lab.host.must("nm-topology apply \(spec) --confirm manual")
            let third = try await lab.host.run("nm-topology rehearse \(spec)")
            #expect(third.status == 75 && third.stderr.contains("a trial is pending"), "\(third)")
            try await lab.host.must("nm-topology checkpoint rollback")
            let fourth = try await lab.host.run("setpriv --reuid 65534 nm-topology rehearse \(spec)")
            #expect(fourth.status == 77, "\(fourth)")
            let fifth = try await lab.host.run(
                """
                for c in gcc clang; do [[ ! -e /usr/bin/$c ]] || mount --bind /dev/null /usr/bin/$c; done
                grep -qw amx_tile /proc/cpuinfo || { echo 'no AMX' >&2; exit 69; }
                program=$(type -P nm-topology)
                PATH=/usr/sbin:/usr/bin "$program" rehearse --kernel uml \(spec)
                """)
            #expect(fifth.status == 69 && fifth.stderr.contains("AMX"), "\(fifth)")
        }
    }
}

/// A rehearsal on a kernel of its own, since many machines' kernels have no bonds.
@Suite(.explainedByLab, .needs(.native), .needs(.uml), .turn(.uml), .timeLimit(.minutes(6)))
struct RehearseOnAnotherKernelTests {
    @Test func `the thread's host, from one NIC to a bond with VLANs and bridges and back, on User-Mode Linux`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(Fixture.text("examples/kvm-trunk.yaml"))
            let rehearsal = try await lab.host.run(
                "nm-topology rehearse \(Lab.anyKindWithBonds == .uml ? "" : "--kernel uml") \(spec)",
                timeout: .seconds(300))
            if Lab.anyKindWithBonds == .uml {
                #expect(rehearsal.stderr.contains("does not make what is needed: bond"), "\(rehearsal)")
            }
            #expect(rehearsal.status == 0 && rehearsal.stdout.count { $0 == "✔" } == 6, "\(rehearsal)")
            #expect(try await lab.host.run("ls /run | grep ^nm-topology[.]").stdout == "")
        }
    }
}
