import Foundation
import LabSupport
import Testing

/// What runs where nobody looks: an apply that the history confirms, and metrics.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(3)))
struct UnattendedTests {
    @Test func `a spec is kept without asking where it was confirmed before, word for word, and nowhere else`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged("checks: [{ping: 10.0.0.1}]"))
            let before = try await lab.snapshot()
            let unknown = try await lab.host.run("nm-topology apply \(spec) --confirm history")
            #expect(unknown.status == 65 && unknown.stderr.contains("was never confirmed on this host"), "\(unknown)")
            // Tried is not confirmed.
            #expect(try await lab.apply(spec, "--timeout 600").status == 0)
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.run("nm-topology apply \(spec) --confirm history").status == 65)
            try await lab.expectUnchanged(since: before)

            #expect(try await lab.apply(spec, "--timeout 600").status == 0)
            try await lab.host.must("nm-topology checkpoint confirm")
            try await lab.host.must("nmcli connection modify br0 bridge.ageing-time 77; nmcli device reapply br0")
            let known = try await lab.host.run("nm-topology apply \(spec) --confirm history", timeout: .seconds(60))
            #expect(known.status == 0 && known.stdout.contains("was confirmed"), "\(known)")
            #expect(try await lab.host.run("nm-topology plan --detailed-exitcode \(spec)").status == 0)

            // What was confirmed is not what --prune makes of it, and what was undone is not confirmed.
            #expect(try await lab.host.run("nm-topology apply \(spec) --prune --confirm history").status == 65)

            // A check that fails takes the change back, though the spec is known.
            try await lab.host.must("nmcli connection modify br0 bridge.ageing-time 77; nmcli device reapply br0")
            try await lab.gw.must("ip address flush dev trunk")
            let failing = try await lab.host.run("nm-topology apply \(spec) --confirm history", timeout: .seconds(60))
            #expect(failing.status == 1, "\(failing)")
            #expect(try await lab.host.must("cat /sys/class/net/br0/bridge/ageing_time") == "7700\n")
            try await lab.host.must("cp \(spec) /run/other; echo '# another word' >>/run/other")
            #expect(try await lab.host.run("nm-topology apply /run/other --confirm history").status == 65)

            let undo = try await lab.host.run(
                "nm-topology history restore 2 --confirm manual && nm-topology checkpoint confirm",
                timeout: .seconds(90))
            try #require(undo.status == 0, "\(undo)")
            let undone = try await lab.host.run("nm-topology apply \(spec) --confirm history")
            #expect(undone.status == 65 && undone.stderr.contains("was undone since"), "\(undone)")
        }
    }

    @Test func `the hook for libvirt lets a guest start on a bridge that is as the spec says, and on no other`()
        async throws
    {
        let hook = try Fixture.text("docs/libvirt.md").components(separatedBy: "```sh\n")[1]
            .components(separatedBy: "```")[0]
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            try await lab.host.must("mkdir -p /etc/nm-topology; cp \(spec) /etc/nm-topology/host.yaml")
            try await lab.host.must("cat >/run/hook <<'HOOK'\n\(hook)HOOK\nchmod +x /run/hook")
            func start(_ source: String) async throws -> CommandResult {
                try await lab.host.run(
                    "echo \"<domain><interface><source \(source)/></interface></domain>\" | /run/hook vm1 prepare begin -"
                )
            }
            let early = try await start("bridge='br0'")
            #expect(early.status == 1 && early.stderr.contains("vm1 is not started: its bridge br0"), "\(early)")
            #expect(try await lab.apply(spec, "--timeout 600").status == 0)
            try await lab.host.must("nm-topology checkpoint confirm")
            #expect(try await start("bridge='br0'").status == 0)
            try await lab.host.must("nmcli connection modify br0 bridge.ageing-time 77; nmcli device reapply br0")
            #expect(try await start("network='br0' portgroup='vlan-1'").status == 1)
            #expect(try await start("bridge='virbr0'").status == 0, "a bridge of somebody else's")
            try await lab.host.must("rm -r /etc/nm-topology")
            #expect(try await start("bridge='br0'").status == 0, "there is no spec")
        }
    }

    @Test func `metrics tell of drift, of a pending trial and of how the last one ended, also without a plan`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            func metrics(_ options: String = "") async throws -> [String] {
                try await lab.host.must("nm-topology metrics \(options)").split(separator: "\n").map(String.init)
                    .filter { !$0.hasPrefix("#") }
            }
            let nothing = try await metrics()
            #expect(
                nothing.dropFirst() == [
                    "nm_topology_plan_failed 0", "nm_topology_trial_pending 0", "nm_topology_trial_running 0",
                ])
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await metrics(spec).contains("nm_topology_drift_interfaces 2"))
            #expect(try await lab.apply(spec, "--timeout 600").status == 0)
            let pending = try await metrics(spec)
            #expect(pending.contains("nm_topology_drift_interfaces 0"), "\(pending)")
            #expect(pending.contains("nm_topology_trial_pending 1"))
            let left = pending.first { $0.hasPrefix("nm_topology_trial_seconds_left ") }?.split(separator: " ").last
            #expect((500...600).contains(left.flatMap { Int($0) } ?? 0), "\(pending)")
            #expect(pending.contains(#"nm_topology_last_trial_outcome{outcome="pending"} 1"#))
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await metrics(spec).contains(#"nm_topology_last_trial_outcome{outcome="rolled-back"} 1"#))

            try await lab.host.must("pkill NetworkManager; echo old >/run/nm.prom")
            let broken = try await lab.host.run("nm-topology metrics \(spec) --output /run/nm.prom")
            #expect(broken.status == 69 && broken.stdout == "", "\(broken)")
            #expect(try await lab.host.must("cat /run/nm.prom").contains("nm_topology_plan_failed 1"))
        }
    }
}
