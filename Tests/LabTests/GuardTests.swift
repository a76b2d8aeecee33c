import LabSupport
import Testing

/// Those who tend a trial when everybody else is gone, and what must not stop them.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct GuardTests {
    /// Ends guard and keeper; one may be starting the other at this moment.
    private static let nobodyTends = "while pkill -KILL -f 'nm-topology (guard|keeper)'; do sleep 0.1; done"

    /// The previous network was not seen to be back: the NIC has another name.
    private func loseNIC(_ lab: Lab) async throws {
        try await lab.host.must("ip link set enp2s0 down; ip link set enp2s0 name away0")
    }

    @Test func `what a rollback left is tried again until the previous network is back, and then nobody is left`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await lab.apply(spec).status == 0)
            try await loseNIC(lab)
            let rollback = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(90))
            #expect(rollback.status == 3, "\(rollback)")
            #expect(rollback.stdout.contains(#/The guard \(process \d+\) tries again at /#), "\(rollback)")
            #expect(try await lab.processes() == ["guard", "keeper"])
            let apply = try await lab.apply(spec)
            #expect(apply.status == 75 && apply.stderr.contains("nm-topology checkpoint forget "), "\(apply)")
            try await lab.host.must("ip link set away0 name enp2s0")
            #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            #expect(try await lab.hasNoProcesses(within: .seconds(10)))
            try await lab.expectUnchanged(since: before)
            try await expect(lab.ext, reaches: "10.0.0.2")
            let history = try await lab.host.must("nm-topology history")
            #expect(history.contains("rolled back") && history.split(separator: "\n").count == 1, "\(history)")
        }
    }

    @Test func `what was forgotten is tried no more, stays undetermined, and is no obstacle`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await lab.apply(spec).status == 0)
            let early = try await lab.host.run("nm-topology checkpoint forget")
            #expect(early.status == 1 && early.stderr.contains("it waits for its answer"), "\(early)")
            try await loseNIC(lab)
            _ = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(90))
            let forget = try await lab.host.run("nm-topology checkpoint forget", timeout: .seconds(120))
            #expect(forget.status == 0 && forget.stdout.contains("enp2s0 is gone"), "\(forget)")
            #expect(forget.stdout.contains("nothing is tried any more"), "\(forget)")
            #expect(try await lab.hasNoProcesses(within: .seconds(10)))
            #expect(try await lab.trial().state == "undetermined")
            try await lab.host.must("ip link set away0 name enp2s0")
            try await lab.host.must("nmcli connection up uplink")
            #expect(try await lab.apply(spec).status == 0)
            try await lab.host.must("nm-topology checkpoint rollback")
        }
    }

    @Test func `guard and keeper each come back when they are killed, and end with the trial`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await lab.apply(spec, "--timeout 20").status == 0)
            for victim in ["guard", "keeper", "guard"] {
                #expect(try await lab.has(["guard", "keeper"], within: .seconds(5)))
                try await lab.host.must("pkill -KILL -f 'nm-topology (\(victim))'")
            }
            // As the memory's end and a package's upgrade would have it.
            try await lab.host.must(
                "pkill -KILL -f 'nm-topology (guard)'; . $LAB/daemons; kill_nm KILL; start_nm; nm_ready 30")
            #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            #expect(try await lab.trial().cause == "NetworkManager restarted during the trial")
            try await lab.expectUnchanged(since: before)
            #expect(try await lab.hasNoProcesses(within: .seconds(10)))
        }
    }

    @Test func `after a soft reboot, which keeps /run and ends all processes, recover starts a guard again`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await lab.apply(spec, "--timeout 600").status == 0)
            let recover = try await lab.host.run(
                """
                . $LAB/daemons
                \(Self.nobodyTends)
                kill_nm KILL
                nm-topology recover
                """)
            #expect(recover.status == 0 && recover.stdout.contains("a guard does now"), "\(recover)")
            #expect(try await lab.has(["guard", "keeper"], within: .seconds(5)))
            let again = try await lab.host.run("nm-topology recover")
            #expect(again.status == 0 && again.stdout == "", "somebody tends it: \(again)")
            try await lab.host.must(". $LAB/daemons; start_nm; nm_ready 30")
            #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            try await lab.expectUnchanged(since: before)
            #expect(try await lab.hasNoProcesses(within: .seconds(10)))
        }
    }

    @Test func `with no guard left, recover ends a trial whose time is over`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            #expect(try await lab.apply(try await lab.spec(FlatHost.bridged()), "--timeout 10").status == 0)
            try await lab.host.must("\(Self.nobodyTends); sleep 11; nm-topology recover")
            #expect(try await lab.trial().state == "rolled-back")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test(arguments: ["guard", "command"])
    func `a full /run stops no rollback, and what is said afterwards is true`(who: String) async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            try await lab.host.must(
                "mkdir -p /run/nm-topology; mount -t tmpfs -o size=256k,mode=700 tmpfs /run/nm-topology")
            #expect(try await lab.apply(spec, "--timeout 12").status == 0)
            try await lab.host.must(
                """
                while echo . >>/run/nm-topology/fill; do :; done 2>/dev/null
                dd if=/dev/zero bs=1k >>/run/nm-topology/fill 2>/dev/null
                ! echo x >/run/nm-topology/x 2>/dev/null || test ! -s /run/nm-topology/x
                """)
            if who == "command" {
                let rollback = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(90))
                #expect(rollback.status == 0 && rollback.stdout.contains("was rolled back at"), "\(rollback)")
            } else {
                #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            }
            #expect(try await lab.trial().state == "rolled-back")
            #expect(try await lab.host.must("nm-topology history").contains("rolled back"))
            try await lab.expectUnchanged(since: before)
            #expect(try await lab.hasNoProcesses(within: .seconds(10)))
        }
    }

    @Test func `a wall that never ends holds nobody up`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.host.write("/tmp/wall", "#!/bin/sh\nexec sleep 1000\n")
            try await lab.host.must("chmod 755 /tmp/wall; mount --bind /tmp/wall /usr/bin/wall")
            #expect(try await lab.apply(try await lab.spec(FlatHost.bridged())).status == 0)
            let rollback = try await lab.host.run("timeout 60 nm-topology checkpoint rollback", timeout: .seconds(90))
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.hasNoProcesses(within: .seconds(10)))
        }
    }

    @Test func `a damaged record is written again by the guard, replaced by the disk's copy, or put away`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await lab.apply(spec, "--timeout 600").status == 0)
            let damage = "echo '{' >/run/nm-topology/trial.json"
            // The guard has seen by then that it is pending.
            try await lab.host.must("sleep 2; \(damage); sleep 3")
            #expect(try await lab.trial().state == "pending")

            try await lab.host.must("\(Self.nobodyTends); \(damage)")
            #expect(try await lab.trial().state == "pending", "the copy on the disk is left")
            try await lab.host.must("nm-topology checkpoint rollback")
            try await lab.expectUnchanged(since: before)

            try await lab.host.must(damage)
            let apply = try await lab.apply(spec)
            #expect(apply.status == 73 && apply.stderr.contains("nm-topology checkpoint forget"), "\(apply)")
            #expect(apply.stderr.contains("/run/nm-topology/trial.json: it is damaged"), "\(apply)")
            let forget = try await lab.host.run("nm-topology checkpoint forget")
            #expect(forget.status == 0 && forget.stdout.contains("/run/nm-topology/trial.json.damaged"), "\(forget)")
            #expect(try await lab.apply(spec).status == 0)
            try await lab.host.must("nm-topology checkpoint rollback")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test func `without a guard's sign of life nothing begins`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            // There can be no lock of this name, so nobody can tell that there is a guard.
            try await lab.host.must("mkdir -p -m 700 /run/nm-topology/guard.lock")
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 1 && apply.stderr.contains("nothing was touched"), "\(apply)")
            #expect(apply.stderr.contains("the guard gave no sign of life within 10 s"), "\(apply)")
            try await lab.expectUnchanged(since: before)
            #expect(try await lab.hasNoProcesses(within: .seconds(10)))
        }
    }
}

extension Lab {
    /// The processes of the tool that stay with a trial, by their subcommands.
    func processes() async throws -> [String] {
        let words = try await host.must("ps -eo args | sed -nE 's/^[^ ]*nm-topology (guard|keeper) .*/\\1/p' | sort -u")
        return words.split(separator: "\n").map(String.init)
    }

    /// Waits until exactly these are there.
    func has(_ wanted: [String], within limit: Duration) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while try await processes() != wanted {
            if ContinuousClock.now > end { return false }
            try await Task.sleep(for: .milliseconds(200))
        }
        return true
    }

    func hasNoProcesses(within limit: Duration) async throws -> Bool { try await has([], within: limit) }
}
