import Foundation
import LabSupport
import Testing

/// A host with the real systemd: the guard is a unit of its own there, which the end of a session does not end.
@Suite(
    .explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(8)),
    .enabled(if: Fixture.hasSystemd, "only with NM_TOPOLOGY_SYSTEMD=1 and systemd installed: `make test-systemd`"))
struct SystemdTests {
    private static let site = Site(FlatHost.site.description + "\nsystemd\n")

    @Test
    func `the guard outlives the session that applied, whatever is killed with it, and its unit goes with the trial`()
        async throws
    {
        try await Lab.with(.uml, Self.site, keyfiles: FlatHost.keyfiles) { lab in
            #expect(try await lab.host.must("cat /proc/1/comm") == "systemd\n")
            let before = try await lab.snapshot()
            let slow = try await lab.spec(FlatHost.bridged("checks: [{ping: 10.0.0.1, count: 100, within: 600}]"))
            // As in an SSH session with KillUserProcesses=yes (logind.conf(5)): all in its cgroup is killed.
            let session = try await lab.host.start(
                "systemd-run --quiet --scope --unit=session-1 nm-topology apply \(slow) --confirm manual")
            try await lab.host.must(
                """
                for ((i = 0; i < 300; i++)); do grep -qs '"applying"' /run/nm-topology/trial.json && exit; sleep 0.2; done
                exit 1
                """, timeout: .seconds(120))
            let units = try await lab.host.must(
                "systemctl list-units 'nm-topology-guard-*.service' --no-legend --plain")
            #expect(units.contains(".service") && units.contains("running"), "\(units)")
            let guardian = try #require(units.split(separator: " ").first)
            let timers = try await lab.host.must("systemctl list-units 'nm-topology-guard-*.timer' --no-legend --plain")
            #expect(timers.contains("-late.timer") && timers.contains("waiting"), "\(timers)")
            try await lab.host.must("systemctl kill --signal=KILL session-1.scope")
            _ = try await session.wait(timeout: .seconds(60))
            #expect(try await lab.guardEndsTrial(within: .seconds(120)))
            #expect(try await lab.trial().cause == "the applying process died before the change was complete")
            try await lab.expectUnchanged(since: before)
            try await lab.host.must(
                "for ((i = 0; i < 100; i++)); do systemctl is-active -q \(guardian) || exit 0; sleep 0.2; done; exit 1")
            let left = try await lab.host.must("systemctl list-units --all 'nm-topology-guard-*' --no-legend")
            #expect(left == "", "nothing is left of it")

            // And at the deadline, with nobody there at all.
            let spec = try await lab.spec(FlatHost.bridged())
            let apply = try await lab.apply(spec, "--timeout 10")
            #expect(apply.status == 0, "\(apply)")
            #expect(try await lab.guardEndsTrial(within: .seconds(120)))
            #expect(try await lab.trial().cause == "nobody confirmed in time")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test
    func `a guard that is killed is started again, by its unit or by the timer, and one that PID 1 cannot see is none`()
        async throws
    {
        try await Lab.with(.uml, Self.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await lab.apply(spec, "--timeout 20").status == 0)
            let unit = try await lab.host.must(
                "systemctl show 'nm-topology-guard-*.service' -p Type -p Restart -p OOMScoreAdjust -p NRestarts")
            for line in ["Type=exec", "Restart=on-failure", "OOMScoreAdjust=-900", "NRestarts=0"] {
                #expect(unit.split(separator: "\n").contains(Substring(line)), "\(unit)")
            }
            try await lab.host.must("pkill -KILL -f 'nm-topology (guard)'")
            #expect(try await lab.has(["guard"], within: .seconds(20)))
            // Stopped, as nobody should: only the timer is left, and that comes at the deadline.
            try await lab.host.must("systemctl stop 'nm-topology-guard-*.service'")
            #expect(try await lab.hasNoProcesses(within: .seconds(5)))
            #expect(try await lab.guardEndsTrial(within: .seconds(120)))
            #expect(try await lab.hasNoProcesses(within: .seconds(20)))
            try await lab.expectUnchanged(since: before)
            let left = try await lab.host.must("systemctl list-units --all 'nm-topology-guard-*' --no-legend")
            #expect(left == "", "nothing is left of it")

            // A copy of the program in a mount namespace of its own.
            let hidden = try await lab.host.run(
                """
                exec unshare -m --propagation private bash -c 'mount -t tmpfs -o mode=700 tmpfs /mnt &&
                    touch /mnt/nm-topology && mount --bind "$(type -P nm-topology)" /mnt/nm-topology && /mnt/nm-topology apply \(spec) --confirm manual --timeout 10'
                """, timeout: .seconds(240))
            #expect(hidden.status == 0, "\(hidden)")
            #expect(try await lab.has(["guard", "keeper"], within: .seconds(20)))
            #expect(try await lab.guardEndsTrial(within: .seconds(120)))
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test
    func
        `the units see drift, make the host what a confirmed spec says, and tell the journal, with as few rights as they have`()
        async throws
    {
        try await Lab.with(.uml, Self.site, keyfiles: FlatHost.keyfiles) { lab in
            func run(_ unit: String) async throws -> String {
                try await lab.host.must(
                    "systemctl start nm-topology-\(unit); systemctl show nm-topology-\(unit) -P Result -P ExecMainStatus",
                    timeout: .seconds(200))
            }
            try await lab.host.must(
                """
                mkdir -p /etc/nm-topology && cp \(try await lab.spec(FlatHost.bridged("checks: [{ping: 10.0.0.1}]"))) /etc/nm-topology/
                systemctl unmask systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket
                systemctl daemon-reload; systemctl start systemd-journald.socket systemd-journald
                """, timeout: .seconds(60))
            #expect(try await run("apply") == "exit-code\n65\n", "it was never confirmed")
            let apply = try await lab.host.run(
                "nm-topology apply --confirm manual && nm-topology checkpoint confirm", timeout: .seconds(200))
            #expect(apply.status == 0, "\(apply)")
            #expect(try await run("drift") == "success\n0\n")
            try await lab.host.must(
                "nmcli connection modify --temporary br0 bridge.ageing-time 77 && nmcli device reapply br0")
            #expect(try await run("drift") == "exit-code\n2\n")
            #expect(try await run("apply") == "success\n0\n")
            #expect(try await lab.host.run("nm-topology plan --detailed-exitcode").status == 0)
            #expect(try await run("recover") == "success\n0\n")

            let drift = try await lab.host.must("journalctl -q -o cat INTERFACE=br0 CODE=changed")
            #expect(drift.contains("br0 is not as the spec says"), "\(drift)")
            let trial = try await lab.trial().id
            let told = try await lab.host.must(
                "journalctl -q -o json --output-fields=PHASE,_SYSTEMD_UNIT TRIAL=\(trial)")
            for phase in ["applying", "pending", "confirmed"] {
                #expect(told.contains(#""PHASE":"\#(phase)""#), "\(told)")
            }
            #expect(told.contains("nm-topology-apply.service"), "\(told)")
        }
    }

    @Test func `a rehearsal in a service that is kept away from the network still has this host's`() async throws {
        try await Lab.with(.uml, Self.site, keyfiles: FlatHost.keyfiles) { lab in
            // Its /tmp is its own, too.
            try await lab.host.must("cp \(try await lab.spec(FlatHost.bridged())) /etc/host.yaml")
            let rehearsal = try await lab.host.run(
                "systemd-run --quiet --wait --pipe -p PrivateNetwork=yes -p PrivateTmp=yes nm-topology rehearse /etc/host.yaml",
                timeout: .seconds(300))
            #expect(rehearsal.status == 0 && rehearsal.stdout.contains("The rehearsal passed"), "\(rehearsal)")
        }
    }

    @Test(.enabled(if: Site.hasPolkit, "polkitd is not installed; see lab/install"))
    func `the bus starts the service for whoever has leave, its trial is guarded beside it, and it ends when idle`()
        async throws
    {
        try await Lab.with(.uml, Self.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.host.must(
                """
                cd \(Fixture.repository)/packaging/bus
                cp io.github.nm_topology1.conf /etc/dbus-1/system.d/
                mkdir -p /run/actions /run/services /etc/polkit-1/rules.d
                cp /usr/share/polkit-1/actions/* io.github.nm_topology1.policy /run/actions/
                cp /usr/share/dbus-1/system-services/* io.github.nm_topology1.service /run/services/
                sed -i "s|@SBIN@|${PATH%%:*}|" /run/services/io.github.nm_topology1.service
                mount --bind /run/actions /usr/share/polkit-1/actions
                mount --bind /run/services /usr/share/dbus-1/system-services
                cat >/etc/polkit-1/rules.d/10-nm-topology.rules <<'RULES'
                polkit.addRule(function(action, subject) {
                    if (action.id.indexOf("io.github.nm_topology1.") == 0 && subject.user == "games") return polkit.Result.YES;
                });
                RULES
                systemctl daemon-reload; systemctl reload dbus
                """)
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            let games = "setpriv --reuid=$(id -u games) --regid=$(id -g games) --clear-groups nm-topology"
            let apply = try await lab.host.run(
                "chmod 644 \(spec); \(games) apply \(spec) --timeout 30", timeout: .seconds(120))
            #expect(apply.status == 0 && apply.stdout.contains("is pending"), "\(apply)")
            let units = try await lab.host.must("systemctl list-units 'nm-topology-*' --no-legend --plain")
            #expect(units.contains("nm-topology-bus.service") && units.contains("nm-topology-guard-"), "\(units)")
            let other = try await lab.host.run(games.replacing("games", with: "man") + " checkpoint confirm")
            #expect(other.status == 77, "\(other)")
            try await lab.host.must("systemctl stop nm-topology-bus")
            #expect(try await lab.guardEndsTrial(within: .seconds(120)))
            try await lab.expectUnchanged(since: before)
            // The next call starts it again; then nobody calls.
            let status = try await lab.host.run(games + " checkpoint status")
            #expect(status.stdout.contains("was rolled back"), "\(status)")
            try await lab.host.must(
                "for ((i = 0; i < 100; i++)); do systemctl is-active -q nm-topology-bus || exit 0; sleep 1; done; exit 1",
                timeout: .seconds(110))
            #expect(try await lab.host.must("systemctl show nm-topology-bus -P Result") == "success\n")
        }
    }

    @Test func `the recovery unit runs before NetworkManager after a power cut, and writes down what that ended`()
        async throws
    {
        try await Lab.with(.uml, Self.site, disk: .kept, keyfiles: FlatHost.keyfiles) { lab in
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()), "--timeout 600")
            #expect(apply.status == 0, "\(apply)")
            try await lab.powerCut()
            try await lab.bootAgain()
            let unit = try await lab.host.must(
                """
                systemctl show nm-topology-recover -p Result -p ExecMainStatus -p ActiveState
                a=$(systemctl show nm-topology-recover -P ExecMainExitTimestampMonotonic)
                b=$(systemctl show NetworkManager -P ExecMainStartTimestampMonotonic)
                ((a > 0 && a <= b)) && echo before
                """)
            for line in ["Result=success", "ExecMainStatus=0", "ActiveState=active", "before"] {
                #expect(unit.split(separator: "\n").contains(Substring(line)), "\(unit)")
            }
            let history = try await lab.host.must("nm-topology history")
            #expect(history.contains("the host was restarted before anybody confirmed"), "\(history)")
            try await expect(lab.ext, reaches: "10.0.0.2")
        }
    }
}

extension Fixture {
    /// Both programs that these tests need.
    static var hasSystemd: Bool {
        // systemd does not always finish booting in the lab, so nobody gets it unasked.
        ProcessInfo.processInfo.environment["NM_TOPOLOGY_SYSTEMD"] == "1"
            && ["/lib/systemd/systemd", "/usr/bin/systemd-run"].allSatisfy(
                FileManager.default.isExecutableFile(atPath:))
    }
}
