import LabSupport
import Testing

/// What apply waits for: not for what the spec replaces, and for what the plan itself expects.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct WaitingTests {
    @Test func `nothing is judged before spanning tree lets frames through, neither the session nor a check`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(
                """
                version: 1
                bridges:
                  br0: {ports: [enp2s0], stp: true, forward-delay: 8, addresses: [10.0.0.2/24], gateway: 10.0.0.1}
                checks: [{ping: 10.0.0.1}]
                """)
            let apply = try await lab.host.run(
                "export SSH_CONNECTION='192.0.2.10 50022 10.0.0.2 22'; nm-topology apply \(spec) --confirm manual",
                timeout: .seconds(120))
            #expect(apply.status == 0, "\(apply)")
            #expect(apply.stderr.contains("may take 16 s; nothing is judged before"), "\(apply)")
            #expect(apply.stderr.contains("Check ping 10.0.0.1: succeeded"), "\(apply)")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            try await expect(lab.ext, reaches: "10.0.0.2")
        }
    }

    @Test func `automatic profiles that nobody answers are not waited for by a spec that replaces them`() async throws {
        try await Lab.with(.native, FlatHost.site) { lab in
            try await lab.host.must(
                """
                . $LAB/daemons; kill_nm TERM
                printf '[main]\\nno-auto-default=none\\n' >/run/lab/scratch/nm.conf
                ip link set enp2s0 up; ip link set enp3s0 up; start_nm
                until nmcli -t -f NAME connection 2>/dev/null | grep -q 'Wired connection 2'; do nap 0.2; done
                [[ $(nmcli -g STARTUP general) == starting ]]
                """)
            let spec = try await lab.spec(FlatHost.bridged() + "ethernets: {enp3s0: {}}\n")
            let start = ContinuousClock.now
            let apply = try await lab.apply(spec)
            #expect(apply.status == 0, "\(apply)")
            #expect(ContinuousClock.now - start < .seconds(45))
            try await expect(lab.ext, reaches: "10.0.0.2")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            let devices = try await lab.host.must("nmcli -t -f DEVICE,CONNECTION device")
            #expect(devices.contains("enp2s0:Wired connection"), "\(devices)")
        }
    }
}
