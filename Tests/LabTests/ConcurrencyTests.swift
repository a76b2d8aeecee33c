import LabSupport
import Testing

/// Two at once: one wins, the other hears why it did not, and nothing of others is touched.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct ConcurrencyTests {
    private static let manager = "org.freedesktop.NetworkManager /org/freedesktop/NetworkManager"

    /// Runs two commands that start at the same moment.
    private func race(_ lab: Lab, _ first: String, _ second: String) async throws -> [CommandResult] {
        let jobs = [try await lab.host.start(first), try await lab.host.start(second)]
        return [try await jobs[0].wait(timeout: .seconds(120)), try await jobs[1].wait(timeout: .seconds(120))]
    }

    /// A spec that takes ten seconds to be applied.
    private func slow(_ lab: Lab) async throws -> String {
        try await lab.spec(
            FlatHost.bridged() + "checks: [{ping: 10.0.0.1, count: 20, within: 60}]\n", "slow")
    }

    private func createCheckpoint(_ lab: Lab, flags: Int) async throws -> CommandResult {
        try await lab.host.run(
            """
            dbus-send --system --print-reply=literal --dest=\(Self.manager) \\
                org.freedesktop.NetworkManager.CheckpointCreate array:objpath: uint32:300 uint32:\(flags)
            """)
    }

    private func checkpoints(_ lab: Lab) async throws -> String {
        try await lab.host.must(
            """
            dbus-send --system --print-reply=literal --dest=\(Self.manager) org.freedesktop.DBus.Properties.Get \\
                string:org.freedesktop.NetworkManager string:Checkpoints
            """)
    }

    @Test func `two applies: one becomes the trial, the other ends with 75 and changes nothing`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await slow(lab)
            let other = try await lab.spec("version: 1\nbridges: {br9: {}}\n", "other")
            let apply = "nm-topology apply --confirm manual"
            let results = try await race(lab, "\(apply) \(spec)", "\(apply) \(other)")
            #expect(results.map(\.status).sorted() == [0, 75], "\(results)")
            let loser = try #require(results.first { $0.status == 75 })
            let trial = try await lab.trial()
            #expect(
                loser.stderr.contains("another nm-topology is at work on this host at this moment")
                    || loser.stderr.contains("trial \(trial.id) of"), "\(loser)")
            #expect(loser.stderr.contains("Hint: nm-topology checkpoint status"))
            // Only the winner's links are there.
            let hasBr0 = try await lab.host.run("ip link show br0").succeeded
            let hasBr9 = try await lab.host.run("ip link show br9").succeeded
            #expect(hasBr0 != hasBr9 && hasBr0 == (results[0].status == 0))

            let late = try await lab.host.run("\(apply) \(other)")
            #expect(late.status == 75, "\(late)")
            #expect(late.stderr.contains("trial \(trial.id) of"), "\(late)")
            #expect(late.stderr.contains("waits for its answer"))
            try await lab.host.must("nm-topology checkpoint rollback")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test func `while apply works: confirm and extend are refused at once, status answers, rollback stops it`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let apply = try await lab.host.start("nm-topology apply --confirm manual \(try await slow(lab))")
            try await lab.host.must("until grep -q '\"applying\"' /run/nm-topology/trial.json; do sleep 0.1; done")
            for command in ["confirm", "extend"] {
                let refused = try await lab.host.run("nm-topology checkpoint \(command)")
                #expect(refused.status == 1, "\(refused)")
                #expect(refused.stderr.contains("it is still being applied: wait until everything is up"), "\(refused)")
            }
            let status = try await lab.host.run("nm-topology checkpoint status")
            #expect(status.status == 0 && status.stdout.contains("is being applied"), "\(status)")
            #expect(try await lab.trial().state == "applying", "nobody's waiting made it a kept one")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(120))
            #expect(rollback.status == 0 && rollback.stdout.contains("was rolled back at"), "\(rollback)")
            #expect(rollback.stdout.contains("asked for it"))
            let end = try await apply.wait(timeout: .seconds(60))
            #expect(end.status == 1 && end.stderr.contains("rolled back and the previous network is back"), "\(end)")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test func `two answers, and an answer against the timer: the second hears how it ended`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            // Against the timer, many times around the deadline: whatever the outcome is, both tell the same.
            for delay in ["9.2", "9.6", "9.9", "10.2"] {
                try await lab.host.must("nm-topology apply \(spec) --confirm manual --timeout 10")
                let confirm = try await lab.host.run("sleep \(delay); nm-topology checkpoint confirm")
                _ = try await lab.host.run(
                    "until grep -q -e '\"rolled-back\"' -e '\"confirmed\"' /run/nm-topology/trial.json; do sleep 0.2; done"
                )
                let state = try await lab.trial().state
                if confirm.status == 0 {
                    #expect(state == "confirmed", "\(confirm)")
                    let kept = try await lab.host.run("nm-topology apply \(spec) --confirm manual")
                    #expect(kept.status == 0 && kept.stderr.contains("No changes:"), "\(kept)")
                    // Back to the old network, for the next round.
                    try await lab.host.must(
                        """
                        nmcli connection delete br0 enp2s0
                        printf %s '\(FlatHost.uplink)' >/etc/NetworkManager/system-connections/uplink.nmconnection
                        chmod 600 /etc/NetworkManager/system-connections/uplink.nmconnection
                        nmcli connection reload; nmcli connection up uplink
                        """)
                } else {
                    #expect(confirm.status == 1 && state == "rolled-back", "\(confirm)")
                    #expect(confirm.stderr.contains("nobody confirmed in time"), "\(confirm)")
                    #expect(try await lab.host.must("ip -br addr show enp2s0").contains("10.0.0.2/24"))
                }
            }
            // Two answers at once.
            let before = try await lab.snapshot()
            try await lab.host.must("nm-topology apply \(spec) --confirm manual")
            let results = try await race(
                lab, "nm-topology checkpoint confirm", "nm-topology checkpoint rollback")
            #expect(results.map(\.status).sorted() == [0, 1], "\(results)")
            let loser = try #require(results.first { $0.status == 1 })
            let state = try await lab.trial().state
            #expect(state == (results[0].status == 0 ? "confirmed" : "rolled-back"))
            #expect(loser.stderr.contains("it is over already"), "\(loser)")
            #expect(
                loser.stderr.contains(results[0].status == 0 ? "was confirmed at" : "was rolled back at"), "\(loser)")
            if state == "rolled-back" { try await lab.expectUnchanged(since: before) }
        }
    }

    @Test func `what somebody does with nmcli meanwhile stays, whether the trial is kept or not`() async throws {
        let other = """
            [connection]
            id=other
            uuid=8a1f60c3-7d0d-4b1c-9d7e-000000000009
            type=ethernet
            autoconnect=false
            interface-name=enp3s0

            [ethernet]

            [ipv4]
            method=disabled

            [ipv6]
            method=disabled

            """
        let keyfiles = FlatHost.keyfiles.merging(["other.nmconnection": other]) { $1 }
        try await Lab.with(.native, FlatHost.site, keyfiles: keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            for answer in ["rollback", "confirm"] {
                try await lab.host.must(
                    """
                    nm-topology apply \(spec) --confirm manual
                    nmcli connection modify other ipv4.method manual ipv4.addresses 10.77.0.1/24 connection.autoconnect no
                    nmcli connection add type dummy ifname dummy-\(answer) con-name dummy-\(answer) autoconnect no
                    nmcli connection add type bridge ifname late-\(answer) con-name late-\(answer) autoconnect no \\
                        ipv4.method disabled ipv6.method disabled
                    nmcli connection up late-\(answer)
                    nm-topology checkpoint \(answer)
                    """)
                let isUp = try await lab.host.run("sleep 2; ip link show late-\(answer)").succeeded
                #expect(isUp, "what others brought up during a trial is theirs, after \(answer)")
                let left = try await lab.host.must(
                    "grep -h ^address1 /etc/NetworkManager/system-connections/other*; nmcli -g NAME connection")
                #expect(left.contains("address1=10.77.0.1/24"), "after \(answer): \(left)")
                #expect(left.contains("dummy-\(answer)") && left.contains("late-\(answer)"), "after \(answer): \(left)")
            }
            #expect(try await lab.trial().state == "confirmed")
        }
    }

    @Test func `what lacks something since it was judged cannot be confirmed, and can once that is put right`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            #expect(try await lab.apply(try await lab.spec(FlatHost.bridged()), "--timeout 60").status == 0)
            for (harm, remedy, words) in [
                ("ip link set br0 down", "nmcli connection up br0", "br0 is down"),
                ("nmcli connection down br0", "nmcli connection up br0", "br0 is gone"),
            ] {
                try await lab.host.must(harm)
                let refused = try await lab.host.run("nm-topology checkpoint confirm")
                #expect(refused.status == 1 && refused.stderr.contains(words), "after \(harm): \(refused)")
                #expect(try await lab.trial().state == "pending", "after \(harm)")
                try await lab.host.must("\(remedy); sleep 1")
            }
            try await lab.host.must("nm-topology checkpoint confirm")
            #expect(try await lab.trial().state == "confirmed")
        }
    }

    @Test func `what somebody does with nmcli to the trial's own profiles is part of the answer`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            let meddle = """
                nm-topology apply \(spec) --confirm manual
                nmcli connection modify br0 +ipv4.addresses 10.0.0.22/24
                ! nmcli connection up uplink
                """
            try await lab.host.must(meddle)
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0 && rollback.stdout.contains("rolled back"), "\(rollback)")
            try await lab.expectUnchanged(since: before)

            try await lab.host.must(meddle)
            let confirm = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(confirm.status == 0, "\(confirm)")
            let files = try await lab.host.must("cat /etc/NetworkManager/system-connections/br0.nmconnection")
            #expect(files.contains("10.0.0.22/24"), "what is kept is what is there when it is confirmed")
        }
    }

    @Test func `another program's checkpoint during the trial is refused by NetworkManager, or left alone`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            // With ALLOW_OVERLAPPING it is there, and a rollback of ours, the older one, ends it.
            try await lab.host.must("nm-topology apply \(spec) --confirm manual")
            #expect(try await createCheckpoint(lab, flags: 8).status == 0)
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await !checkpoints(lab).contains("/Checkpoint/"))
            try await lab.expectUnchanged(since: before)

            try await lab.host.must("nm-topology apply \(spec) --confirm manual")
            let overlapping = try await createCheckpoint(lab, flags: 0)
            #expect(overlapping.status != 0 && overlapping.stderr.contains("already included"), "\(overlapping)")

            // Confirm leaves it, and ours is gone. Where a checkpoint also restores what is stored, theirs has to go, too.
            let allowed = try await createCheckpoint(lab, flags: 8)
            #expect(allowed.status == 0, "\(allowed)")
            let theirs = allowed.stdout.filter { !$0.isWhitespace }
            let confirm = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(confirm.status == 0, "\(confirm)")
            let left = try await checkpoints(lab)
            let version = try await lab.host.must("NetworkManager --version")
            guard version.hasPrefix("1.3") || version.hasPrefix("1.42") else {
                #expect(!left.contains("/Checkpoint/"), "\(left)")
                return
            }
            #expect(left.contains(theirs) && left.split(separator: "/Checkpoint/").count == 2, "\(left)")
            let next = try await lab.apply(try await lab.spec("version: 1\nbridges: {br9: {}}\n", "other"))
            #expect(next.status == 75 && next.stderr.contains(theirs), "\(next)")
            try await lab.host.must(
                """
                dbus-send --system --print-reply --dest=\(Self.manager) \\
                    org.freedesktop.NetworkManager.CheckpointDestroy objpath:\(theirs)
                """)
        }
    }

    @Test func `another program ends the trial's checkpoint, or all: the trial is rolled back and says so`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            try await lab.host.must(
                """
                nm-topology apply \(spec) --confirm manual
                dbus-send --system --print-reply --dest=\(Self.manager) \\
                    org.freedesktop.NetworkManager.CheckpointDestroy objpath:/
                """)
            #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            let late = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(late.status == 1 && late.stderr.contains("NetworkManager's checkpoint ended"), "\(late)")
            try await lab.expectUnchanged(since: before)
        }
    }
}
