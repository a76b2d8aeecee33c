import LabSupport
import Testing

/// A host whose network somebody set up with `ip`, and no profile has it.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct HandMadeTests {
    private static let state = """
        ip -4 -br address show enp2s0; ip -4 route | sed 's/ metric [0-9]*//; s/ *$//'; \
        ls /etc/NetworkManager/system-connections
        """

    private func byHand(_ lab: Lab) async throws -> String {
        try await lab.host.must(
            """
            ip link set enp2s0 up; ip address add 10.0.0.2/24 dev enp2s0; ip route add default via 10.0.0.1
            ip route add 10.7.0.0/16 via 10.0.0.1 metric 7
            # NetworkManager looks whether a link is somebody else's when its addresses change, and passes over a change
            # that comes as it has just found the link.
            until nmcli -g GENERAL.STATE device show enp2s0 | grep -q external; do
                ip address add 192.0.2.1/32 dev enp2s0; ip address del 192.0.2.1/32 dev enp2s0
                read -rt 0.5 <>/run/lab/nap
            done
            """)
        return try await lab.host.must(Self.state)
    }

    @Test func `addresses and routes by hand come back, and nothing new is on disk`() async throws {
        try await Lab.with(.native, FlatHost.site) { lab in
            let before = try await byHand(lab)
            #expect(before.contains("10.7.0.0/16 via 10.0.0.1"), "\(before)")
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 0, "\(apply)")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0 && rollback.stdout.contains("was rolled back"), "\(rollback)")
            #expect(try await lab.host.must(Self.state) == before)
            try await LabTests.expect(lab.ext, reaches: "10.0.0.2")
        }
    }

    @Test func `they come back also when NetworkManager died during the trial`() async throws {
        try await Lab.with(.native, FlatHost.site) { lab in
            let before = try await byHand(lab)
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 0, "\(apply)")
            try await lab.host.must(". $LAB/daemons; kill_nm KILL; start_nm; nm_ready 60")
            #expect(try await lab.guardEndsTrial(within: .seconds(90)))
            let status = try await lab.host.must("nm-topology checkpoint status")
            #expect(status.contains("was rolled back"), "\(status)")
            #expect(try await lab.host.must(Self.state) == before)
            try await LabTests.expect(lab.ext, reaches: "10.0.0.2")
        }
    }

    @Test func `NetworkManager starts anew while a link is taken down, and a guest has the path of that link there`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            // A NetworkManager that starts numbers its devices as the kernel does: without the one that is gone, the tap
            // gets the number of old0. As somebody else made that, it stays until it is deleted, 5 s after it was taken down.
            try await lab.host.must(
                """
                device() { nmcli -g GENERAL.DBUS-PATH device show "$1" 2>/dev/null; }
                ip link add gone type bridge
                until device gone; do read -rt 0.1 <>/run/lab/nap; done
                ip link add old0 type bridge; ip link set old0 up
                until device old0; do read -rt 0.1 <>/run/lab/nap; done
                """)
            try await lab.plugGuest("vm1", into: "old0", address: "10.8.0.21/24", gateway: "10.8.0.1")
            let path = "nmcli -g GENERAL.DBUS-PATH device show"
            let old = try await lab.host.must("ip link delete gone; \(path) old0")
            try await lab.host.must(
                """
                nmcli connection add type bridge ifname old0 con-name guests bridge.stp no \
                    ipv4.method manual ipv4.addresses 10.8.0.1/24 ipv6.method disabled
                nmcli connection up guests
                """)
            let apply = try await lab.host.run(
                """
                nm-topology apply \(try await lab.spec("version: 1\nabsent: [old0]\n")) --timeout 60 --confirm manual & apply=$!
                until nmcli -g GENERAL.STATE device show old0 | grep -q ^30; do kill -0 $apply; read -rt 0.1 <>/run/lab/nap; done
                # It must not see that there is none for a moment.
                kill -STOP $apply
                . $LAB/daemons; kill_nm KILL; start_nm; nm_ready 60
                \(path) vnet0 >&2
                kill -CONT $apply
                wait $apply
                """, timeout: .seconds(120))
            #expect(apply.stderr.contains(old), "the numbers of devices: \(apply)")
            try await lab.host.must("ip link show vnet0")
        }
    }
}
