import LabSupport
import Testing

/// Checks decide: a network that came up and does not do what it is for is taken back.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct CheckTests {
    @Test func `with --confirm checks, all five kinds succeed and the network is kept without a question`() async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let servers = try await lab.ext.start(
                """
                perl -MIO::Socket::INET -e 'for (1..2) { fork or last } $s = IO::Socket::INET->new(Listen => 9,
                    ReuseAddr => 1, LocalPort => 8080) or sleep 99; while ($c = $s->accept) { while (<$c>) { last if /^\\r/ }
                    print $c "HTTP/1.0 200 OK\\r\\n\\r\\n"; close $c }'
                """)
            try await lab.host.must("echo 10.0.0.1 known.example >>/etc/hosts")
            let spec = try await lab.spec(
                FlatHost.bridged(
                    """
                    checks:
                      - {ping: 192.0.2.10, from: br0, count: 3}
                      - {ping: 10.0.0.1, from: 10.0.0.2}
                      - {arp: 10.0.0.1, on: br0, from: 10.0.0.2}
                      - {tcp: 192.0.2.10:8080}
                      - {http: "http://192.0.2.10:8080/health"}
                      - {resolve: known.example}
                    """))
            let apply = try await lab.host.run("nm-topology apply \(spec) --confirm checks", timeout: .seconds(120))
            servers.signal(9)
            #expect(apply.status == 0 && apply.stdout.contains("was confirmed at"), "\(apply)")
            #expect(
                apply.stderr.contains("Check arp 10.0.0.1 on br0 from 10.0.0.2: fails before the change: there is no"))
            #expect(apply.stderr.split(separator: "\n").count { $0.hasSuffix(": succeeded") } == 6, "\(apply)")
            #expect(try await lab.trial().state == "confirmed")
            try await lab.expectSettled(spec)

            let without = try await lab.host.run(
                "nm-topology apply \(try await lab.spec(FlatHost.bridged(), "none")) --confirm checks")
            #expect(without.status == 64 && without.stderr.contains("the spec has none"), "\(without)")
        }
    }

    @Test func `a check that fails takes the network back, and status and history name it`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            // Up and as the spec says, but the gateway is a wrong one.
            let wrong = try await lab.spec(
                FlatHost.bridged(
                    gateway: "10.0.0.9", "checks: [{ping: 192.0.2.10, within: 3}, {ping: 10.0.0.1, within: 5}]"))
            for mode in ["manual", "checks"] {
                let apply = try await lab.host.run(
                    "nm-topology apply \(wrong) --confirm \(mode)", timeout: .seconds(120))
                #expect(apply.status == 1, "\(apply)")
                #expect(apply.stderr.contains("the check ping 192.0.2.10 failed: "), "\(apply)")
                #expect(apply.stderr.contains("was rolled back and the previous network is back"), "\(apply)")
                #expect(apply.stderr.contains("Check ping 10.0.0.1: succeeded"))
                try await lab.expectUnchanged(since: before, mode)
                let status = try await lab.host.must("nm-topology checkpoint status")
                #expect(
                    status.contains(#/was rolled back at \d\d:\d\d:\d\d: the check ping 192\.0\.2\.10 failed/#),
                    "\(status)")
                let history = try await lab.host.must("nm-topology history")
                #expect(
                    history.contains(#/rolled back .* \d\d:\d\d:\d\d: the check ping 192\.0\.2\.10 failed/#),
                    "\(history)")
                #expect(try await lab.trial().cause?.hasPrefix("the check ping 192.0.2.10 failed") == true)
            }
        }
    }

    @Test func `a check that failed before is said and not blamed on the change`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(
                FlatHost.bridged("checks: [{ping: 10.0.0.77, within: 2}, {ping: 10.0.0.1, count: 8}]"))
            let apply = try await lab.apply(spec)
            #expect(apply.status == 0, "\(apply)")
            #expect(apply.stderr.contains("Check ping 10.0.0.77: fails before the change: no answer"), "\(apply)")
            #expect(apply.stderr.contains("Check ping 10.0.0.77: fails as before the change: "), "\(apply)")
            // One that has to succeed eight times is tried once before, and is not taken for broken.
            #expect(!apply.stderr.contains("Check ping 10.0.0.1: fails"))
            #expect(apply.stderr.contains("Check ping 10.0.0.1: succeeded"))
            #expect(try await lab.trial().state == "pending")
            try await lab.host.must("nm-topology checkpoint rollback")

            // Who lets the checks decide wants all of them.
            let decisive = try await lab.host.run(
                "nm-topology apply \(spec) --confirm checks", timeout: .seconds(120))
            #expect(decisive.status == 1, "\(decisive)")
            #expect(decisive.stderr.contains("the check ping 10.0.0.77 failed: "), "\(decisive)")
            #expect(decisive.stderr.contains(", as it did before the change"), "\(decisive)")
        }
    }

    @Test func `the other end of the SSH session that applies must still answer, if it did before`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let cut = try await lab.spec(FlatHost.bridged(gateway: nil))
            let ssh = "SSH_CONNECTION='192.0.2.10 50022 10.0.0.2 22'"
            let apply = try await lab.host.run(
                "\(ssh) nm-topology apply \(cut) --confirm manual", timeout: .seconds(120))
            #expect(apply.status == 1, "\(apply)")
            let silence = "the other end of this SSH session no longer answers (ping 192.0.2.10)"
            #expect(apply.stderr.contains(silence), "\(apply)")
            #expect(try await lab.host.must("nm-topology history").contains(silence))
            try await lab.expectUnchanged(since: before)

            // It still answers: pending. It never answered pings: that says nothing.
            let good = try await lab.spec(FlatHost.bridged(), "good")
            #expect(try await lab.host.run("\(ssh) nm-topology apply \(good) --confirm manual").status == 0)
            try await lab.host.must("nm-topology checkpoint rollback")
            for peer in ["192.0.2.99 50022 10.0.0.2 22", "nonsense", "fe80::1%enp2s0 1 fe80::2 22", ""] {
                let apply = try await lab.host.run(
                    "SSH_CONNECTION='\(peer)' nm-topology apply \(good) --confirm manual", timeout: .seconds(120))
                #expect(apply.status == 0, "\(apply)")
                try await lab.host.must("nm-topology checkpoint rollback")
            }
        }
    }

    @Test func `Ctrl-C while checks are tried restores the old network at once`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged("checks: [{ping: 10.0.0.1, count: 100, within: 600}]"))
            let apply = try await lab.host.start("nm-topology apply \(spec) --confirm checks", pty: true)
            #expect(try await apply.shows("Checking that the kernel", within: .seconds(60)))
            try await Task.sleep(for: .seconds(3))
            apply.type("\u{3}")
            // The checks alone would go on for 50 s.
            let end = try await apply.wait(timeout: .seconds(40))
            #expect(end.status == 1 && end.stdout.contains("asked for it"), "\(end)")
            try await lab.expectUnchanged(since: before)
        }
    }
}
