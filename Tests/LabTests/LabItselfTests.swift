import Foundation
import LabSupport
import Testing

/// The lab proves itself with plain nmcli and ip.
@Suite(.explainedByLab)
struct LabItselfTests {
    @Test(.needs(.uml), .turn(.uml), .timeLimit(.minutes(3)))
    func `a bond negotiates LACP with the switch`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await lab.host.must(
                """
                nmcli connection add save yes type bond ifname bond0 con-name bond0 ipv4.method disabled ipv6.method disabled \
                    bond.options mode=802.3ad,miimon=100,lacp_rate=fast
                nmcli connection add type ethernet ifname enp2s0 con-name enp2s0 master bond0
                nmcli connection add type ethernet ifname enp3s0 con-name enp3s0 master bond0
                nmcli connection add type vlan ifname bond0.100 con-name bond0.100 dev bond0 id 100 \
                    ipv4.method manual ipv4.addresses 10.0.100.10/24 ipv4.gateway 10.0.100.1 \
                    ipv6.method manual ipv6.addresses fd00:100::10/64 ipv6.gateway fd00:100::1
                for c in enp2s0 enp3s0 bond0.100; do nmcli connection up $c; done
                """)
            #expect(try await lab.gw.reaches("10.0.100.10", within: .seconds(15)))
            // Where NetworkManager was quicker, the last `up` begins once more with what is up.
            #expect(try await lab.ext.reaches("10.0.100.10", within: .seconds(15)))
            #expect(try await lab.ext.reaches("fd00:100::10", within: .seconds(15)))
            #expect(try await lab.ext.cannotReach("10.0.200.10"))

            let bond = try await lab.host.must("cat /proc/net/bonding/bond0")
            #expect(bond.contains("Partner Mac Address"))
            #expect(!bond.contains("Partner Mac Address: 00:00:00:00:00:00"))
        }
    }

    @Test(.needs(.native), .turn(.native), .timeLimit(.minutes(1)))
    func `the fast lab has a NetworkManager, a bridge and guests`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(
                """
                nmcli connection add type bridge ifname br0 con-name br0 stp no \
                    ipv4.method manual ipv4.addresses 10.0.0.10/24 ipv6.method disabled
                nmcli connection add type ethernet ifname enp2s0 con-name enp2s0 master br0
                nmcli connection up enp2s0
                """)
            try await lab.plugGuest("vm1", into: "br0", address: "10.0.0.21/24", gateway: "10.0.0.1")
            #expect(try await lab.guest("vm1").reaches("10.0.0.10"))
            #expect(try await lab.guest("vm1").reaches("192.0.2.10"))
            #expect(try await lab.ext.reaches("10.0.0.21"))

            try await lab.killNetworkManager()
            #expect(try await lab.host.run("nmcli device").status != 0)
            try await lab.startNetworkManager()
            #expect(try await lab.host.must("nmcli -g STATE general").contains("connected"))
        }
    }

    @Test(
        .enabled(if: Suite.asked != nil, "NM_TOPOLOGY_SUITE asks for no other Debian"), .turn(.uml),
        .turn(.native), .timeLimit(.minutes(3)), arguments: [Lab.Kind.uml, .native])
    func `the host is the Debian that was asked for, with its NetworkManager and the program`(kind: Lab.Kind)
        async throws
    {
        guard kind.obstacle == nil, let suite = Suite.asked else { return }
        let age = try String(contentsOfFile: suite.root + "/etc/debian_version", encoding: .utf8)
        try await Lab.with(kind, .flat()) { lab in
            #expect(try await lab.host.must("cat /etc/debian_version") == age)
            let version = try await lab.host.must("NetworkManager --version")
            let running = try await lab.host.must(
                """
                dbus-send --system --print-reply=literal --dest=org.freedesktop.NetworkManager \\
                    /org/freedesktop/NetworkManager org.freedesktop.DBus.Properties.Get \\
                    string:org.freedesktop.NetworkManager string:Version
                """)
            #expect(running.contains(version.filter { $0 != "\n" }))
            // Nothing of this reaches the root, which other labs share.
            try await lab.host.must("nm-topology --version; touch /etc/left /var/left /left")
        }
        for file in ["/etc/left", "/var/left", "/left"] {
            #expect(!FileManager.default.fileExists(atPath: suite.root + file))
        }
    }

    @Test(.needs(.uml), .turn(.uml), .timeLimit(.minutes(3)))
    func `a power cut keeps the profile on disk and loses the one in memory`() async throws {
        let before = """
            [connection]
            id=before
            uuid=6b1e7a3c-6a52-4a5f-9d8e-0c8a7c9f3a10
            type=dummy
            interface-name=dummy1
            [ipv4]
            method=disabled
            [ipv6]
            method=disabled
            """
        let site = Site.access(vlan: 100)
        try await Lab.with(.uml, site, disk: .kept, keyfiles: ["before.nmconnection": before]) { lab in
            try await lab.host.must(
                """
                nmcli connection add save yes type bridge ifname br1 con-name on-disk ipv4.method disabled ipv6.method disabled
                nmcli connection add save no type bridge ifname br2 con-name in-memory ipv4.method disabled ipv6.method disabled
                nmcli connection modify before connection.autoconnect-priority 7
                """)
            try await lab.powerCut()
            try await lab.bootAgain()
            let profiles = try await lab.host.must("nmcli -g NAME,AUTOCONNECT-PRIORITY connection")
            #expect(profiles.contains("on-disk:0"))
            #expect(profiles.contains("before:7"))
            #expect(!profiles.contains("in-memory"))
        }
    }

    @Test(.turn(.uml), .turn(.native), .timeLimit(.minutes(3)), arguments: [Lab.Kind.uml, .native])
    func `jobs run side by side, take signals, and have terminals`(kind: Lab.Kind) async throws {
        guard kind.obstacle == nil else { return }
        try await Lab.with(kind, .flat()) { lab in
            async let slow = lab.host.run("sleep 2; echo slow >&2; exit 3")
            async let quick = lab.gw.run("ip -br address show trunk")
            #expect(try await quick.stdout.contains("10.0.0.1/24"))
            let result = try await slow
            #expect(result.status == 3 && result.stderr == "slow\n")

            let sleeper = try await lab.host.start("sleep 100")
            sleeper.signal(15)
            #expect(try await sleeper.wait().status == 128 + 15)

            let job = try await lab.host.start(
                """
                trap 'echo interrupted; exit 9' INT
                read -p 'Keep it? ' answer; [[ -t 0 && -t 1 ]] && echo "said <$answer>"
                while :; do sleep 0.2; done
                """, pty: true)
            #expect(try await job.shows("Keep it?"))
            job.type("yes\n")
            #expect(try await job.shows("said <yes>"))
            job.type("\u{3}")
            let end = try await job.wait()
            #expect(end.status == 9 && end.stdout.contains("interrupted"))

            try await lab.host.write("/tmp/spec.yaml", "version: 1\n")
            #expect(try await lab.host.must("cat /tmp/spec.yaml") == "version: 1\n")
        }
    }

    @Test func `a private bus answers and ends`() async throws {
        let bus = try await PrivateBus()
        #expect(bus.address.hasPrefix("unix:path="))
        bus.stop()
    }
}
