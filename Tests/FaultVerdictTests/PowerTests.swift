import Testing

@testable import FaultVerdict

/// The look after a power cut.
@Suite struct PowerTests {
    private func verdict(
        _ phase: String, ends network: Known.Network, history: Moment.Record, recovered: String,
        before notes: String = "began 0", _ change: (inout RunFacts, inout RunFacts) -> Void = { _, _ in }
    ) throws -> Verdict {
        let known = try Recorded.known()
        var run = RunFacts(
            notes: try Notes("run look \(phase) 5 10\ndone"),
            looks: ["end": .success(network == .old ? known.old : known.new)],
            moments: ["end": Moment(record: .none)], history: history, recovered: recovered)
        let first = phase == "commit" ? "confirm" : phase
        var before = RunFacts(
            notes: try Notes("run power \(first) 5 10\n\(notes)"),
            looks: ["pending": .success(known.new), "before-restore": .success(known.new)])
        change(&run, &before)
        return Judge(known: known).verdict(on: run, before: before)
    }

    private let kept = "Trial 3a5798 was confirmed; its profiles are complete on disk now.\n"
    private let lost = "Trial 3a5798 ended with the last boot; the old network is in force.\n"

    @Test func `the network is the one that recover tells of`() throws {
        let old = try verdict("apply", ends: .old, history: .rolledBack, recovered: lost)
        #expect(old.line == "ok old claim=- must=old history=rolled-back")
        #expect(try verdict("confirm", ends: .old, history: .rolledBack, recovered: lost).word == .ok)
        #expect(try verdict("confirm", ends: .new, history: .confirmed, recovered: kept).word == .ok)
        #expect(try verdict("commit", ends: .new, history: .confirmed, recovered: "").word == .ok)
        #expect(try verdict("confirm", ends: .new, history: .confirmed, recovered: lost).word == .red)
        #expect(try verdict("confirm", ends: .old, history: .rolledBack, recovered: kept).word == .red)
        #expect(try verdict("commit", ends: .old, history: .rolledBack, recovered: "").word == .red)
        #expect(try verdict("pending", ends: .new, history: .confirmed, recovered: "").word == .red)
    }

    @Test(arguments: ["apply", "pending", "rollback"])
    func `what nobody has confirmed is not there`(_ phase: String) throws {
        #expect(try verdict(phase, ends: .new, history: .confirmed, recovered: kept).word == .red)
    }

    @Test func `a restore that the power ended leaves the network before it`() throws {
        let good = "began 0\nconfirmed 0"
        #expect(try verdict("restore", ends: .new, history: .rolledBack, recovered: lost, before: good).word == .ok)
        #expect(try verdict("restore", ends: .old, history: .rolledBack, recovered: lost, before: good).word == .red)
    }

    @Test func `a confirm that has succeeded survives the cut`() throws {
        let said = "began 0\nsaid 0"
        let new = try verdict("confirm", ends: .new, history: .confirmed, recovered: kept, before: said)
        #expect(new.line == "ok new claim=new must=new history=confirmed")
        #expect(try verdict("confirm", ends: .old, history: .rolledBack, recovered: lost, before: said).word == .red)
        #expect(try verdict("rollback", ends: .old, history: .rolledBack, recovered: lost, before: said).word == .ok)
    }

    @Test(arguments: ["commit.json", "underway.json"])
    func `nothing of a trial is left on the disk`(_ file: String) throws {
        let verdict = try verdict("pending", ends: .old, history: .rolledBack, recovered: lost) { run, _ in
            run.state = ["history", file]
        }
        #expect(verdict.word == .red)
        #expect(verdict.reasons == ["\(file) is left in /var/lib/nm-topology"])
    }

    @Test func `the history must know of the trial, and how it ended`() throws {
        #expect(try verdict("apply", ends: .old, history: .none, recovered: "").word == .ok)
        #expect(try verdict("pending", ends: .old, history: .none, recovered: "").word == .red)
        #expect(try verdict("confirm", ends: .new, history: .none, recovered: kept).word == .red)
        #expect(try verdict("confirm", ends: .old, history: .confirmed, recovered: lost).word == .red)
        #expect(try verdict("confirm", ends: .new, history: .rolledBack, recovered: kept).word == .red)
        #expect(try verdict("pending", ends: .old, history: .unreadable("no JSON"), recovered: lost).word == .red)
    }

    @Test func `nothing may act after the boot`() throws {
        let verdict = try verdict("pending", ends: .old, history: .rolledBack, recovered: lost) { run, _ in
            run.moments["end"]?.processes = [["nm-topology", "guard"]]
        }
        #expect(verdict.reasons == ["left: process:guard"])
    }

    @Test func `the host before the cut is judged too`() throws {
        let otherwise = try verdict("pending", ends: .old, history: .rolledBack, recovered: lost) { _, before in
            before.alter("pending") { $0.alter(link: "br9") { $0.isUp = false } }
        }
        #expect(otherwise.line.contains("judged otherwise: - link br9"))
        let failed = try verdict("pending", ends: .old, history: .rolledBack, recovered: lost, before: "began 1")
        #expect(failed.word == .red)
        let wrote = try verdict(
            "pending", ends: .old, history: .rolledBack, recovered: lost, before: "began 0\ntouched uplink.nmconnection"
        ) { run, _ in
            run.alter("end") { host in
                for place in host.files.indices where host.files[place].name == "uplink.nmconnection" {
                    host.files[place].content += Array("dns=192.0.2.53;\n".utf8)
                }
            }
        }
        #expect(wrote.word == .ok)
    }

    @Test func `a host that is neither after the boot is RED`() throws {
        let verdict = try verdict("pending", ends: .old, history: .rolledBack, recovered: lost) { run, _ in
            run.alter("end") { $0.links.removeAll { $0.name == "old0" } }
        }
        #expect(verdict.line.hasPrefix("RED neither claim=-"))
    }
}
