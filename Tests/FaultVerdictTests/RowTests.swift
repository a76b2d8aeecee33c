import Testing

@testable import FaultVerdict

/// What is asked of one row only.
@Suite struct RowTests {
    @Test func `the dns that an administrator wrote may be there or not, and nothing else`() throws {
        func verdict(touched: String, wrote: String) throws -> Verdict {
            let notes = "run hand rollback 5-modify.old-none 10\nbegan 0\nsaid 0\n\(touched)done"
            return try Recorded.verdict(notes, ends: .old, .rolledBack) {
                $0.alter("end") { host in
                    for place in host.files.indices where host.files[place].name == "uplink.nmconnection" {
                        host.files[place].content += Array(wrote.utf8)
                    }
                }
            }
        }
        let touched = "touched uplink.nmconnection\n"
        #expect(try verdict(touched: touched, wrote: "dns=192.0.2.53;\n").word == .ok)
        #expect(try verdict(touched: touched, wrote: "timestamp=1\n# a comment\n\n").word == .ok)
        #expect(try verdict(touched: touched, wrote: "dns=192.0.2.54;\n").word == .red)
        #expect(try verdict(touched: "touched br0.nmconnection\n", wrote: "dns=192.0.2.53;\n").word == .red)
        #expect(try verdict(touched: "", wrote: "dns=192.0.2.53;\n").word == .red)
    }

    @Test(arguments: ["up.old", "down.new", "delete.old", "link.nic"], ["before-hand", "after-hand"])
    func `what somebody takes down after the end stays down`(_ act: String, _ moment: String) throws {
        func verdict(_ act: String, _ record: Moment.Record, left: [[String]] = []) throws -> Verdict {
            try Recorded.verdict("run hand confirm 5-\(act)-none 10\nbegan 0\nsaid 0\ndone", ends: .new, .confirmed) {
                $0.looks["end"] = nil
                $0.moments["before-hand"] = Moment(record: .trial(TrialFile(phase: .pending)))
                $0.moments[moment] = Moment(record: record)
                $0.moments["end"]?.processes = left
            }
        }
        let late = try verdict(act, .confirmed)
        #expect(late.line == "ok late confirmed")
        #expect(late.network == nil)
        #expect(try verdict(act, .confirmed, left: [["nm-topology", "keeper"]]).line == "RED left: process:keeper")
        #expect(try verdict(act, .trial(TrialFile(phase: .confirming))).word == .red)
        #expect(try verdict(act, .unreadable("no JSON")).word == .red)
        #expect(try verdict("modify.old", .confirmed).word == .red)
    }

    @Test func `somebody who gives up may act as long as he is there`() {
        let guarding = [["/usr/bin/nm-topology", "guard"]]
        #expect(Moment(record: .undetermined).isOver)
        #expect(!Moment(record: .undetermined, processes: guarding).isOver)
        #expect(Moment(record: .none, processes: guarding).isOver)
    }

    @Test(arguments: ["guards", "guard+tool"])
    func `what NetworkManager alone brought back must be reached`(_ row: String) throws {
        for (ping, word) in [("", Verdict.Word.ok), ("reached 0\n", .ok), ("reached 1\n", .red)] {
            let verdict = try Recorded.verdict(
                "run \(row) confirm 5 10\nbegan 0\nsaid 137\n\(ping)done", ends: .old, .rolledBack)
            #expect(verdict.word == word)
            #expect(verdict.line.contains("nobody reaches the host") == (word == .red))
        }
    }

    @Test(
        arguments: [
            ("jumped -3600\nwaited 10100 rolled-back", nil),
            ("jumped -3545\nwaited 2000 rolling-back", nil),
            ("jumped 3600\nwaited 10100 rolled-back", "no jump"),
            ("waited 10100 rolled-back", "no jump"),
            ("jumped -3600\nwaited 1900 rolled-back", "rolled-back before the deadline"),
            ("jumped -3600\nwaited 25001 pending", "pending 15 s after the deadline"),
            ("jumped -3600", "nobody has waited for the deadline"),
        ] as [(String, String?)])
    func `a clock that jumps ends no trial and lengthens none`(_ notes: String, _ complaint: String?) throws {
        let verdict = try Recorded.verdict(
            "run clock pending -3600 10\nbegan 0\n\(notes)\ndone", ends: .old, .rolledBack)
        #expect(verdict.word == (complaint == nil ? .ok : .red))
        #expect(
            verdict.line == ["ok old record=rolled-back(asked) exit=-"].first { _ in complaint == nil }
                ?? "RED old record=rolled-back(asked) exit=- \(complaint ?? "")")
    }

    @Test func `a confirm under a clock that jumps waits for no deadline`() throws {
        let verdict = try Recorded.verdict(
            "run clock confirm 3600 10\nbegan 0\njumped 3601\nsaid 0\ndone", ends: .new, .confirmed)
        #expect(verdict.word == .ok)
    }

    @Test(arguments: ["full-state", "full-profiles", "ro-state", "ro-profiles"])
    func `a command without room says so and changes nothing`(_ row: String) throws {
        func verdict(
            _ at: String, _ notes: String, _ network: Known.Network, refused record: Moment.Record,
            after: [String] = ["./a"]
        ) throws -> Verdict {
            try Recorded.verdict(
                "run \(row) \(at) 10\n\(notes)\ndone", ends: network, network == .new ? .confirmed : .rolledBack
            ) {
                $0.moments["refused"] = Moment(record: record)
                $0.looks["pending"] = nil
                $0.filesBefore = ["./a"]
                $0.filesAfter = after
                $0.texts["tool"] = "Error: no room\nHint: make some\n"
            }
        }
        let pending = Moment.Record.trial(TrialFile(phase: .pending))
        let good = try verdict("confirm 0", "began 0\nrefused 73", .old, refused: pending)
        #expect(
            good.line
                == "ok old record=rolled-back(asked) exit=- first=73 phase=pending Error: no room Hint: make some")
        #expect(try verdict("confirm 1", "began 0\nrefused 73\nsaid 0", .new, refused: pending).word == .ok)
        #expect(try verdict("apply 0", "refused 73", .old, refused: .none).word == .ok)
        #expect(try verdict("apply 0", "refused 73", .old, refused: .rolledBack).word == .ok)

        let wrong = try verdict("confirm 0", "began 0\nrefused 1", .old, refused: pending)
        #expect(wrong.line.hasSuffix("first confirm: 1, pending"))
        #expect(try verdict("confirm 0", "began 0\nrefused 73", .old, refused: .confirmed).word == .red)
        #expect(try verdict("apply 0", "refused 73", .old, refused: pending).word == .red)
        #expect(try verdict("apply 0", "refused 0", .old, refused: .none).word == .red)
        #expect(
            try verdict("confirm 0", "began 0\nrefused 73", .old, refused: pending, after: ["./a", "./b"]).word == .red)
        #expect(try verdict("confirm 1", "began 0\nrefused 73\nsaid 73", .old, refused: pending).word == .red)
        #expect(try verdict("confirm 1", "began 0\nrefused 73", .old, refused: pending).word == .red)
        #expect(try verdict("confirm 1", "began 0\nrefused 73\nsaid 0", .old, refused: pending).word == .red)
    }

    @Test func `a full run rolls back without room`() throws {
        let known = try Recorded.known()
        func verdict(
            _ at: String, _ notes: String, _ network: Known.Network, withoutRoom: HostFacts?
        ) throws -> Verdict {
            try Recorded.verdict(
                "run full-run \(at) 10\n\(notes)\ndone", ends: network, network == .new ? .confirmed : .rolledBack
            ) { $0.looks["without-room"] = withoutRoom.map { .success($0) } }
        }
        #expect(try verdict("pending 5-own-never", "began 0", .old, withoutRoom: known.old).word == .ok)
        #expect(try verdict("confirm 5-own-never", "began 0\nsaid 0", .new, withoutRoom: nil).word == .ok)
        #expect(try verdict("confirm 5-own-early", "began 0\nsaid 1", .old, withoutRoom: nil).word == .ok)
        for look in [known.new, nil] {
            let late = try verdict("pending 5-own-never", "began 0", .old, withoutRoom: look)
            #expect(late.line.hasSuffix("not rolled back without room"))
            #expect(try verdict("confirm 5-own-never", "began 0\nsaid 1", .old, withoutRoom: look).word == .red)
            let nothing = try verdict("rollback 5-whole-never", "began 0\nsaid 1", .old, withoutRoom: look)
            #expect(nothing.line.hasSuffix("rollback did nothing: 1"))
        }
        let unfilled = try verdict("pending 5-own-early", "began 0\nunfilled", .old, withoutRoom: nil)
        #expect(unfilled.line.hasSuffix("/run cannot be filled"))
    }

    @Test func `what another program was told stands in the line`() throws {
        let verdict = try Recorded.verdict(
            "run foreign pending 5-0x8-25 10\nbegan 0\nforeign o \"/org/freedesktop/NetworkManager/Checkpoint/2\"\ndone",
            ends: .old, .rolledBack)
        #expect(verdict.line.hasSuffix("exit=- foreign: o \"/org/freedesktop/NetworkManager/Checkpoint/2\""))
    }
}
