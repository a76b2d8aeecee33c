import Foundation
import LabSupport
import Testing

/// Afterwards people can see what happened, whoever did it, and what is back.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct AftermathTests {
    /// Waits for a phase that NetworkManager and the tool reach on their own.
    private func wait(_ lab: Lab, for phase: String) async throws {
        try await lab.host.must(
            "for ((i = 0; i < 400; i++)); do grep -q '\"\(phase)\"' /run/nm-topology/trial.json && exit; sleep 0.1; done; exit 1"
        )
    }

    @Test func `after the guard's rollback, status and history say when and why, and each device that is back`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(
                FlatHost.bridged("checks: [{ping: 10.0.0.1, count: 40, within: 60}]"))
            let apply = try await lab.host.start("exec nm-topology apply \(spec) --confirm manual")
            try await wait(lab, for: "applying")
            try await Task.sleep(for: .seconds(2))
            apply.signal(9)
            #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            let why = "the applying process died before the change was complete"
            let status = try await lab.host.must("nm-topology checkpoint status")
            #expect(status.contains(#/was rolled back at \d\d:\d\d:\d\d: /#) && status.contains(why), "\(status)")
            #expect(status.contains("Seen to be as before: enp2s0, enp3s0"), "\(status)")
            let json = try await lab.host.must("nm-topology checkpoint status --json")
            let trial = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect(trial["asBefore"] as? [String] == ["enp2s0", "enp3s0"])
            let history = try await lab.host.must("nm-topology history")
            #expect(history.contains("rolled back") && history.contains(why), "\(history)")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test func `after a power cut in the middle of a trial, status and history say so`() async throws {
        try await Lab.with(.native, FlatHost.site, disk: .kept, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            let apply = try await lab.apply(spec)
            #expect(apply.status == 0, "\(apply)")
            try await lab.powerCut()
            try await lab.bootAgain()
            let why = "the host was restarted before anybody confirmed"
            let status = try await lab.host.must("nm-topology checkpoint status")
            #expect(status.contains("No trial is under way."), "\(status)")
            #expect(status.contains("The last one: Trial ") && status.contains(why), "\(status)")
            let history = try await lab.host.must("nm-topology history")
            #expect(history.contains("rolled back") && history.contains(why), "\(history)")
            try await LabTests.expect(lab.ext, reaches: "10.0.0.2")
            #expect(try await lab.host.run("ip link show br0").status != 0)
        }
    }

    @Test func `whoever is logged in is told a minute before the deadline, and of the rollback`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            // Somebody on a terminal of this host, as utmp(5) has it.
            let terminal = try await lab.host.start("mesg y; tty; sleep 300", pty: true)
            #expect(try await terminal.shows("/dev/pts/"))
            let tty = try #require(try await terminal.output.firstMatch(of: #/\/dev\/(pts\/\d+)/#)).1
            try await lab.host.must(
                """
                perl -e 'print pack "s x2 i a32 a4 a32 a256 s s i i i a16 x20",
                    7, $$, "\(tty)", "1", "admin", "", 0, 0, 0, time, 0, ""' >/run/utmp
                ln -sfn /run /var/run 2>/dev/null || :
                """)
            let spec = try await lab.spec(FlatHost.bridged())
            try await lab.host.must("nm-topology apply \(spec) --confirm manual --timeout 61")
            let id = try await lab.trial().id
            try await expect(
                terminal,
                hears: "trial \(id) is rolled back in a minute, unless somebody confirms it: nm-topology checkpoint")
            try await lab.host.must("nm-topology checkpoint rollback")
            try await expect(terminal, hears: "asked for it. The previous network is back.")
            terminal.signal(9)
        }
    }

    /// wall(1) breaks lines where it likes, also within a word.
    private func expect(_ terminal: Job, hears text: String) async throws {
        var heard = ""
        let text = text.filter { !$0.isWhitespace }
        for _ in 0..<300 where !heard.contains(text) {
            heard = try await terminal.output.filter { !$0.isWhitespace }
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(heard.contains(text))
    }

    @Test func `names are resolved as before after a rollback`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let look = "cat /etc/resolv.conf; readlink /etc/resolv.conf || :"
            let before = try await lab.host.must(look)
            #expect(before.contains("nameserver 10.0.0.53") && before.contains("search old.example"), "\(before)")
            let spec = try await lab.spec(FlatHost.bridged())
            try await lab.host.must("nm-topology apply \(spec) --confirm manual")
            let during = try await lab.host.must(look)
            #expect(during.contains("nameserver 10.0.0.54") && !during.contains("10.0.0.53"), "\(during)")
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.must(look) == before)
        }
    }
}
