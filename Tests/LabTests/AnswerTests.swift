import LabSupport
import Testing

/// What becomes of a trial: the answers at the terminal, and those from another session.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct AnswerTests {
    private static let spec = Fixture.examples + "/active-backup.yaml"
    private static let site = Site.trunk(vlans: [100, 200])

    private func ask(_ lab: Lab, _ options: String = "--timeout 60") async throws -> Job {
        try await lab.host.start("nm-topology apply \(Self.spec) --confirm ask \(options)", pty: true)
    }

    @Test func `at the terminal: Ctrl-C restores the old network, and Enter keeps the new one`() async throws {
        try await Lab.with(.uml, Self.site) { lab in
            let before = try await lab.snapshot()

            let hasty = try await ask(lab)
            #expect(try await hasty.shows("if anything goes wrong"))
            hasty.type("\u{3}")
            var end = try await hasty.wait()
            #expect(end.status == 1 && end.stdout.contains("rolled back"), "\(end)")
            #expect(!end.stdout.contains("Keep it?"))
            try await lab.expectUnchanged(since: before, "Ctrl-C in the middle")

            let careful = try await ask(lab)
            #expect(try await careful.shows("Keep it?", within: .seconds(60)))
            #expect(try await careful.output.contains("6 of 6 up"))
            #expect(try await careful.shows("0:5"), "the countdown runs")
            #expect(try await lab.ext.reaches("10.0.100.10"))
            careful.type("\u{3}")
            end = try await careful.wait()
            #expect(end.status == 1 && end.stdout.contains("rolled back"), "\(end)")
            try await lab.expectUnchanged(since: before, "Ctrl-C at the question")

            let content = try await ask(lab)
            #expect(try await content.shows("Keep it?", within: .seconds(60)))
            content.type("\n")
            end = try await content.wait()
            #expect(end.status == 0 && end.stdout.contains("confirmed"), "\(end)")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.expectSettled(Self.spec)
        }
    }

    @Test func `when the terminal is cut, the trial goes on and another login decides, or nobody`() async throws {
        try await Lab.with(.uml, Self.site) { lab in
            let before = try await lab.snapshot()
            let cut = try await ask(lab, "--timeout 12")
            #expect(try await cut.shows("Keep it?", within: .seconds(60)))
            cut.hangUp()
            _ = try await cut.wait()
            #expect(try await lab.host.must("cat /run/nm-topology/trial.json").contains("\"pending\""))
            #expect(try await lab.ext.reaches("10.0.100.10"), "the new network is still there")
            #expect(try await lab.guardEndsTrial(within: .seconds(30)))
            #expect(try await lab.trial().cause == "nobody confirmed in time")
            try await lab.expectUnchanged(since: before)

            let again = try await ask(lab)
            #expect(try await again.shows("Keep it?", within: .seconds(60)))
            let confirm = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(confirm.status == 0, "\(confirm)")
            let end = try await again.wait()
            #expect(end.status == 0 && end.stdout.contains("confirmed"), "the terminal hears of it: \(end)")
            try await lab.expectSettled(Self.spec)
        }
    }

    @Test func `from another session: extend, confirm, rollback, and what comes too late`() async throws {
        try await Lab.with(.uml, Self.site) { lab in
            #expect(try await lab.host.run("nm-topology checkpoint confirm").status == 1, "there is no trial yet")

            let apply = try await lab.apply(Self.spec, "--timeout 10")
            try #require(apply.status == 0, "\(apply)")
            let first = try await lab.host.run("nm-topology checkpoint extend --timeout 60 --json")
            #expect(first.status == 0, "\(first)")
            let wrong = try await lab.host.run("nm-topology checkpoint confirm 0000000")
            #expect(wrong.status == 1 && wrong.stderr.contains("0000000"), "\(wrong)")
            let second = try await lab.apply(Fixture.examples + "/kvm-trunk.yaml")
            let id = try await lab.trial().id
            #expect(second.status == 75 && second.stderr.contains(id), "\(second)")
            try await Task.sleep(for: .seconds(12))
            let trial = try await lab.trial()
            #expect(trial.state == "pending", "the first deadline has passed")
            #expect((20...55).contains(trial.secondsLeft ?? 0))
            let confirm = try await lab.host.run("nm-topology checkpoint confirm \(id)")
            #expect(confirm.status == 0, "\(confirm)")
            let twice = try await lab.host.run("nm-topology checkpoint confirm \(id)")
            #expect(twice.status == 1, "\(twice)")
            let late = try await lab.host.run("nm-topology checkpoint rollback \(id)")
            #expect(late.status == 1, "what is confirmed is not rolled back: \(late)")

            let before = try await lab.snapshot()
            let other = try await lab.spec(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 200}}
                vlans:
                  bond0.100: {parent: bond0, id: 100, addresses: [10.0.100.10/24, 10.0.100.11/24], gateway: 10.0.100.1}
                """)
            #expect(try await lab.apply(other).status == 0)
            try await expect(lab.ext, reaches: "10.0.100.11")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0 && rollback.stdout.contains("rolled back"), "\(rollback)")
            let tooLate = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(tooLate.status == 1, "\(tooLate)")
            try await lab.expectUnchanged(since: before)
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await lab.ext.cannotReach("10.0.100.11", for: .seconds(1)))
        }
    }
}
