import Testing

@testable import FaultVerdict

/// What the program has said and recorded must be what the host has.
@Suite struct ClaimTests {
    /// A run, its end, and the verdict that is due.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let notes: String
        let network: Known.Network
        let record: Moment.Record
        let word: Verdict.Word

        init(
            _ description: String, _ notes: String, _ network: Known.Network, _ record: Moment.Record,
            _ word: Verdict.Word
        ) {
            testDescription = description
            self.notes = notes + "\ndone"
            self.network = network
            self.record = record
            self.word = word
        }
    }

    private static let apply = "run nm apply 5 10"
    private static let pending = "run nm pending 5 10\nbegan 0"
    private static let confirm = "run nm confirm 5 10\nbegan 0"
    private static let rollback = "run nm rollback 5 10\nbegan 0"
    private static let hand = "run hand pending 5-reload-confirm 10\nbegan 0"

    static let cases =
        [
            Case("rolled back, old", rollback + "\nsaid 0", .old, .rolledBack, .ok),
            Case("confirmed, new", confirm + "\nsaid 0", .new, .confirmed, .ok),
            Case("killed before it recorded anything", apply + "\nsaid 137", .old, .none, .ok),
            Case("confirm succeeded, old", confirm + "\nsaid 0", .old, .rolledBack, .red),
            Case("confirm failed, old", confirm + "\nsaid 1", .old, .rolledBack, .ok),
            Case("confirm failed, and it was confirmed", confirm + "\nsaid 137", .new, .confirmed, .ok),
            Case("rollback succeeded, new", rollback + "\nsaid 0", .new, .confirmed, .red),
            Case("rollback killed, old", rollback + "\nsaid 137", .old, .rolledBack, .ok),
            Case("somebody's confirm succeeded, old", hand + "\nanswered confirm\nsaid 0", .old, .rolledBack, .red),
            Case("somebody's confirm succeeded, new", hand + "\nanswered confirm\nsaid 0", .new, .confirmed, .ok),
            Case("somebody's rollback succeeded, new", hand + "\nanswered rollback\nsaid 0", .new, .confirmed, .red),
            Case("an apply that succeeded promises nothing", apply + "\nsaid 0", .old, .rolledBack, .ok),
            Case("recorded as confirmed, old", confirm + "\nsaid 137", .old, .confirmed, .red),
            Case("recorded as rolled back, new", pending, .new, .rolledBack, .red),
            Case("no record, new", apply + "\nsaid 137", .new, .none, .red),
            Case("undetermined, old", pending, .old, .undetermined, .unsure),
            Case("undetermined, new", pending, .new, .undetermined, .red),
            Case("undetermined, old, and confirm succeeded", confirm + "\nsaid 0", .old, .undetermined, .red),
            Case("the record cannot be read", pending, .old, .unreadable("no JSON"), .red),
        ]
        + [TrialFile.Phase.prepared, .applying, .pending, .confirming, .rollingBack].map {
            Case("not over: \($0)", pending, .old, .trial(TrialFile(phase: $0)), .red)
        }

    @Test(arguments: cases)
    func `the record and the exit status must be true`(_ one: Case) throws {
        let verdict = try Recorded.verdict(one.notes, ends: one.network, one.record)
        #expect(verdict.word == one.word, "\(verdict.line) \(verdict.reasons)")
        #expect(verdict.network == one.network)
        #expect(verdict.line.hasPrefix("\(one.word.rawValue) \(one.network.rawValue) record=\(one.record.name)"))
    }

    /// The network that a restore undoes is the one that it starts from.
    private static let restore = "run nm restore 5 10\nbegan 0\nconfirmed 0\nsaid "

    static let restores = [
        Case("rolled back", restore + "137", .new, .rolledBack, .ok),
        Case("rolled back, and the host has what was restored", restore + "137", .old, .rolledBack, .red),
        Case("undetermined", restore + "137", .new, .undetermined, .unsure),
        Case("undetermined, and the host has what was restored", restore + "137", .old, .undetermined, .red),
        Case(
            "confirmed and then undone", restore + "1", .old, .trial(TrialFile(phase: .confirmed, isRestore: true)), .ok
        ),
        Case("confirmed and then undone, said nobody", restore + "1", .old, .confirmed, .red),
        Case(
            "confirmed and killed", restore + "137", .old, .trial(TrialFile(phase: .confirmed, isRestore: true)), .red),
    ]

    @Test(arguments: restores)
    func `a restore that nobody confirms leaves the network before it`(_ one: Case) throws {
        let new = try Recorded.known().new
        let verdict = try Recorded.verdict(one.notes, ends: one.network, one.record) {
            $0.looks["before-restore"] = .success(new)
        }
        #expect(verdict.word == one.word, "\(verdict.line) \(verdict.reasons)")
    }

    @Test func `a restore starts from the new network, whole`() throws {
        let known = try Recorded.known()
        let looks: [RunFacts.Look?] = [nil, .success(known.old), .failure(FactsError("no links"))]
        for look in looks {
            let verdict = try Recorded.verdict(Self.restore + "137\ndone", ends: .new, .rolledBack) {
                $0.looks["before-restore"] = look
            }
            #expect(verdict.word == .red)
            #expect(verdict.reasons.contains("not the new network before the restore"))
        }
        let verdict = try Recorded.verdict("run nm restore 5 10\nbegan 0\nconfirmed 1", ends: .new, .rolledBack)
        #expect(verdict.line == "RED confirm itself failed")
    }

    @Test func `the line says all that the sweep's table and readers need`() throws {
        let verdict = try Recorded.verdict(Self.rollback + "\nsaid 69\ndone", ends: .old, .rolledBack)
        #expect(verdict.line == "ok old record=rolled-back(asked) exit=69")
        #expect(verdict.reasons.isEmpty)
        let silent = try Recorded.verdict(Self.pending + "\ndone", ends: .old, .undetermined)
        #expect(silent.line == "UNSURE old record=undetermined(deadline) exit=-")
    }
}
