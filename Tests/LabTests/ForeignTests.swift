import LabSupport
import Testing

/// Links that another program made, and devices that NetworkManager leaves in the middle of coming up.
@Suite(
    .explainedByLab, .enabled(if: Lab.anyKindWithBonds.obstacle == nil), .turn(Lab.anyKindWithBonds),
    .timeLimit(.minutes(5)))
struct ForeignTests {
    private static let bonded = """
        version: 1
        bonds:
          bond0: {ports: [enp2s0, enp3s0], mode: active-backup, addresses: [10.0.100.10/24], gateway: 10.0.100.1}
        absent: [bondh]

        """

    @Test func `a bond made by hand is taken over with a word only, and comes back though its NICs are set up again`()
        async throws
    {
        try await Lab.with(Lab.anyKindWithBonds, .access(vlan: 100)) { lab in
            try await lab.host.must(
                """
                \(Lab.bondByHand)
                ip link add docker0 type bridge
                until nmcli -g GENERAL.STATE device show docker0 | grep -qE 'external|disconn|unmanaged'
                do read -rt 0.2 <>/run/lab/nap; done
                """)
            let refused = try await lab.apply(try await lab.spec(Self.bonded))
            #expect(refused.status == 65 && refused.stderr.contains("absent: bondh is a bond."), "\(refused)")
            for (spec, text) in [
                ("bonds: {bond0: {ports: [docker0], mode: active-backup}}", "docker0 is a bridge, and a bridge cannot"),
                ("bridges: {docker0: {ports: [enp2s0]}}", "bridges.docker0: a bridge of this name is there already"),
                ("bridges: {br0: {ports: [bondh]}}", "bondh is a bond, not a NIC"),
            ] {
                let plan = try await lab.host.run("nm-topology plan \(try await lab.spec("version: 1\n\(spec)\n"))")
                #expect(plan.status == 65 && plan.stderr.contains(text), "\(plan)")
            }
            let apply = try await lab.apply(try await lab.spec(Self.bonded + "foreign: [bondh]\n"))
            #expect(apply.status == 0 && apply.stderr.contains("Warning H040: bondh, a bond"), "\(apply)")
            // As NetworkManager may, only more often: a NIC that is down is set up, and no bond takes it then.
            let adversary = try await lab.host.start(
                """
                while :; do for nic in enp2s0 enp3s0; do
                    read -r flags </sys/class/net/$nic/flags; ((flags & 1)) || ip link set $nic up; done; done
                """)
            let rollback = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(120))
            adversary.signal(9)
            #expect(rollback.status == 0, "\(rollback)")
            let ports = try await lab.host.must("cat /sys/class/net/bondh/bonding/slaves")
            #expect(ports.split(separator: " ").count == 2, "\(ports)")
            try await expect(lab.ext, reaches: "10.0.100.10")
        }
    }

    @Test func `a bond made by hand comes back also when NetworkManager died during the trial`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .access(vlan: 100)) { lab in
            try await lab.host.must(
                """
                ip link add bondh type bond mode active-backup miimon 77 fail_over_mac follow
                ip link set enp2s0 down; ip link set enp3s0 down
                ip link set enp2s0 master bondh; ip link set enp3s0 master bondh
                ip link set bondh up; ip address add 10.0.100.10/24 dev bondh; ip route add default via 10.0.100.1
                """)
            let look = "cd /sys/class/net/bondh; cat address bonding/{mode,miimon,fail_over_mac}; ip route show default"
            let before = try await lab.host.must(look)
            let apply = try await lab.apply(try await lab.spec(Self.bonded + "foreign: [bondh]\n"))
            #expect(apply.status == 0, "\(apply)")
            try await lab.host.must(". $LAB/daemons; kill_nm KILL; start_nm; nm_ready 60")
            #expect(try await lab.guardEndsTrial(within: .seconds(90)))
            #expect(try await lab.host.must(look) == before)
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await lab.trial().state == "rolled-back")
        }
    }

    @Test func `a bridge of another program gets a VLAN port, each time`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .trunk(vlans: [100, 200], native: 100)) { lab in
            let spec = try await lab.spec("{version: 1, foreign: [br200], trunks: {enp2s0: {200: {bridge: br200}}}}")
            try await lab.host.must("ip link add br200 type bridge; ip link set br200 up")
            try await lab.plugGuest("vm1", into: "br200", address: "10.0.200.21/24")
            for _ in 1...3 {
                try await lab.host.must(
                    """
                    until nmcli -g GENERAL.STATE device show br200 | grep -q external
                    do read -rt 0.2 <>/run/lab/nap; done
                    """)
                let apply = try await lab.apply(spec)
                #expect(apply.status == 0, "\(apply)")
                try await expect(lab.guest("vm1"), reaches: "10.0.200.1")
                let rollback = try await lab.host.run("nm-topology checkpoint rollback")
                #expect(rollback.status == 0, "\(rollback)")
            }
        }
    }

    @Test func `a device that hangs in connecting, and lacks nothing else, stops no change`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .trunk(vlans: [100, 200], native: 100)) { lab in
            func text(_ more: String = "") -> String {
                """
                version: 1
                bonds: {bond0: {ports: [enp4s0, enp5s0], mode: active-backup}}
                vlans: {v200: {parent: bond0, id: 200, addresses: [10.0.200.16/24]}\(more)}
                bridges: {br0: {ports: [bond0]}}

                """
            }
            try await lab.establish(try await lab.spec(text()))
            // Without the order that the profiles give it, NetworkManager 1.42 leaves the VLAN in `ip-config`.
            try await lab.host.must(
                """
                . $LAB/daemons; sed -i /^autoconnect-priority=-10/d /etc/NetworkManager/system-connections/*
                kill_nm TERM; for link in br0 v200 bond0; do ip link delete $link; done; start_nm
                until nmcli -g IP4.ADDRESS device show v200 2>/dev/null | grep -q 10.0.200.16; do nap 0.2; done; nap 3 || :
                """)
            let hangs = try await lab.host.must("nmcli -g STARTUP general") == "starting\n"
            let apply = try await lab.apply(
                try await lab.spec(text(", v100: {parent: bond0, id: 7, addresses: [10.0.7.1/24]}")))
            #expect(apply.status == 0, "\(apply)")
            if hangs { #expect(apply.stderr.contains("`nmcli device up v200` ends that"), "\(apply)") }
            try await expect(lab.host, reaches: "10.0.200.1")
        }
    }
}
