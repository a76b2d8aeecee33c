import Testing

@testable import FaultVerdict

/// The end must be an end, the trial must have been judged by what it is, and everything must have been looked at.
@Suite struct EndTests {
    private let notes = "run nm rollback 5 10\nbegan 0\nsaid 0\n"

    @Test(arguments: ["left", "end"])
    func `whatever could still change the network is RED`(_ moment: String) throws {
        let changes: [(String, (inout Moment) -> Void)] = [
            ("process:guard", { $0.processes.append(["/usr/bin/nm-topology", "guard", "3a5798", "--keep"]) }),
            ("process:", { $0.processes.append(["nm-topology"]) }),
            (
                "/org/freedesktop/NetworkManager/Checkpoint/1",
                { $0.checkpoints = ["/org/freedesktop/NetworkManager/Checkpoint/1"] }
            ),
            ("unknown checkpoints", { $0.checkpoints = nil }),
        ]
        for (word, change) in changes {
            let verdict = try Recorded.verdict(notes + "done", ends: .old, .rolledBack) { run in
                run.moments[moment].map { (known: Moment) in
                    var other = known
                    change(&other)
                    run.moments[moment] = other
                }
            }
            #expect(verdict.word == .red)
            #expect(verdict.line.hasSuffix("left: \(word)"), "\(verdict.line)")
        }
        let silent = try Recorded.verdict(notes + "done", ends: .old, .rolledBack) { $0.moments[moment] = nil }
        #expect(silent.word == .red)
    }

    @Test func `what changes when every timer has run out is RED`() throws {
        let known = try Recorded.known()
        func verdict(_ again: RunFacts.Look?) throws -> Verdict {
            try Recorded.verdict(notes + "again\ndone", ends: .old, .rolledBack) { $0.looks["again"] = again }
        }
        #expect(try verdict(.success(known.old)).word == .ok)
        #expect(try verdict(.success(known.new)).line.hasPrefix("RED old,new record"))
        #expect(try verdict(nil).line.hasPrefix("RED old,neither record"))
    }

    @Test func `what nobody has looked at is RED`() throws {
        for look in [nil, .failure(FactsError("links are no JSON"))] as [RunFacts.Look?] {
            let verdict = try Recorded.verdict(notes + "done", ends: .old, .rolledBack) { $0.looks["end"] = look }
            #expect(verdict.line.hasPrefix("RED neither"))
            let unjudged = try Recorded.verdict(notes + "done", ends: .old, .rolledBack) { $0.looks["pending"] = look }
            #expect(unjudged.word == .red)
        }
    }

    @Test func `a host that does not come to its end is RED`() throws {
        #expect(try Recorded.verdict(notes, ends: .old, .rolledBack).line == "RED no answer")
        let failed = try Recorded.verdict("run nm rollback 5 10\nbegan 1", ends: .old, .none) {
            $0.texts["apply"] = "Error: no bus\nHint: start it\n"
        }
        #expect(failed.line == "RED apply itself failed: Error: no bus Hint: start it")
        #expect(try Recorded.verdict("run nm rollback 5 10\nsaid 0\ndone", ends: .old, .rolledBack).word == .red)
    }

    @Test func `a command that does not end is RED`() throws {
        let verdict = try Recorded.verdict(notes + "hangs\ndone", ends: .old, .rolledBack)
        #expect(verdict.line == "RED old record=rolled-back(asked) exit=0 hangs")
    }

    @Test func `what a trial was judged by must be what is there when it is confirmed`() throws {
        let verdict = try Recorded.verdict(notes + "done", ends: .old, .rolledBack) {
            $0.alter("pending") { $0.alter(link: "vnet2") { $0.port?[.isolated] = .boolean(false) } }
        }
        #expect(verdict.word == .red)
        #expect(verdict.network == .old)
        #expect(verdict.line.contains("judged otherwise: - port vnet2"), "\(verdict.line)")
    }

    @Test func `what a pending trial has not kept yet does not matter`() throws {
        let known = try Recorded.known()
        let verdict = try Recorded.verdict(notes + "done", ends: .old, .rolledBack) {
            $0.alter("pending") {
                $0.files = known.old.files
                for place in $0.profiles.indices { $0.profiles[place].file = "/run/NetworkManager/x" }
            }
        }
        #expect(verdict.word == .ok, "\(verdict.reasons)")
    }
}
