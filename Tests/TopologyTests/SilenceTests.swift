import Testing
import Topology

/// `silence`: what it covers, and what it refuses.
struct SilenceTests {
    private func validated(_ body: String) throws -> ValidatedSpec {
        try Topology.validate([SpecSource(name: "spec.yaml", text: "version: 1\n" + body)])
    }

    @Test func `a silence beside an interface covers that interface and no other`() throws {
        let valid = try validated(
            """
            bridges:
              br1: {ports: [enp2s0], ageing-time: 0, silence: {T064: "ticket 4711"}}
              br2: {ports: [enp3s0], ageing-time: 0}
            """)
        #expect(valid.silenced.map(\.reason) == ["ticket 4711"])
        #expect(valid.silenced.map(\.diagnostic.excerpt?.location.line) == [3])
        #expect(valid.diagnostics.map(\.rule) == [.ageingTimeZero])
        #expect(valid.diagnostics.map(\.excerpt?.location.line) == [4])
    }

    @Test func `a silence at the top covers all files`() throws {
        let first = SpecSource(name: "a.yaml", text: "version: 1\nsilence: {T064: all of them}\n")
        let second = SpecSource(
            name: "b.yaml", text: "version: 1\nbridges: {br1: {ageing-time: 0}, br2: {ageing-time: 0}}\n")
        let valid = try Topology.validate([first, second])
        #expect(valid.diagnostics.isEmpty)
        #expect(valid.silenced.map(\.reason) == ["all of them", "all of them"])
    }

    @Test func `of two reasons the nearer counts, and the other has then nothing to silence`() throws {
        let valid = try validated(
            """
            silence: {T064: far}
            bridges: {br1: {ports: [enp2s0], ageing-time: 0, silence: {T064: near}}}
            """)
        #expect(valid.silenced.map(\.reason) == ["near"])
        #expect(valid.diagnostics.map(\.rule) == [.silencedNothing])
    }

    @Test func `what a trunk makes is covered where the trunk says it`() throws {
        let body = """
            ethernets: {enp2s0: {mtu: 1500}}
            trunks: {enp2s0: {5: {bridge: br5, name: v5, SILENCE}}}
            bridges: {br0: {ports: [enp2s0]}}

            """
        #expect(try validated(body.replacing(", SILENCE", with: "")).diagnostics.map(\.rule) == [.vlanOnBridgePort])
        // The parent is named outside of the entry.
        let inside = try validated(body.replacing("SILENCE", with: "silence: {T036: it is meant}"))
        #expect(inside.diagnostics.isEmpty)
        #expect(inside.silenced.map(\.reason) == ["it is meant"])
        let everywhere = body.replacing(", SILENCE", with: "") + "silence: {T036: it is meant}\n"
        #expect(try validated(everywhere).diagnostics.isEmpty)
    }

    @Test(arguments: ["bridge", "trunk"]) func `a loop is kept quiet where the bridge says so, or the trunk`(
        place: String
    ) throws {
        let silence = { (at: String) in at == place ? ", silence: {T066: one machine}" : "" }
        let valid = try validated(
            """
            trunks: {enp2s0: {5: {bridge: br0\(silence("trunk"))}}}
            bridges: {br0: {ports: [enp3s0]\(silence("bridge"))}}

            """)
        #expect(valid.diagnostics.isEmpty)
        #expect(valid.silenced.map(\.diagnostic.rule) == [.loop])
    }

    @Test func `a rule that can be an error is silenced only where it is none`() throws {
        let body = """
            silence: {T078: two ways out}
            ethernets:
              enp2s0: {addresses: [10.0.1.2/24], gateway: 10.0.1.1, METRIC}
              enp3s0: {addresses: [10.0.2.2/24], gateway: 10.0.2.1, route-metric: 200}

            """
        #expect(throws: InvalidSpec.self) { try validated(body.replacing(", METRIC", with: "")) }
        let valid = try validated(body.replacing("METRIC", with: "route-metric: 100"))
        #expect(valid.diagnostics.isEmpty)
        #expect(valid.silenced.map(\.diagnostic.rule) == [.twoDefaultGateways])
    }

    @Test(arguments: [
        ("T999: x", Rule.notSilenceable, "there is no rule `T999`"),
        ("t064: x", .notSilenceable, "there is no rule `t064`"),
        ("T030: x", .notSilenceable, "T030 (a port of two controllers) is an error, and errors are not silenced"),
        ("T009: x", .notSilenceable, "T009 is about a silence, and is not silenced itself"),
        ("T064: ~", .wrongType, "the reason for silencing T064 must be a text, found nothing"),
        ("T064: \"  \"", .badValue, "the reason for silencing T064 is empty"),
        ("T064: [a]", .wrongType, "the reason for silencing T064 must be a text, found a list"),
    ])
    func `a silence has the code of a warning and a reason`(entry: String, rule: Rule, message: String) {
        let found = diagnose("version: 1\nbridges: {br1: {ports: [enp2s0]}}\nsilence: {\(entry)}\n")
        #expect(found.map(\.rule) == [rule])
        #expect(found.first?.message == message)
    }

    @Test func `a code in lower case is told what it is`() {
        #expect(diagnose("version: 1\nsilence: {t064: x}\n").first?.help == "did you mean `T064`?")
    }

    @Test func `with an error in the spec, no silence is called useless`() {
        let found = diagnose("version: 1\nbridges: {br1: {ports: [enp2s0], mtu: 1}}\nsilence: {T064: x}\n")
        #expect(found.map(\.rule) == [.outOfRange])
    }

    @Test func `exactly the rules whose sections say so can be silenced`() throws {
        for section in try RulesDocumentTests.sections() {
            let rule = try #require(Rule(rawValue: String(section.heading.prefix(4))))
            let found = diagnose(RulesDocumentTests.spec(section.blocks[0])).filter { $0.rule == rule }
            let isDoubtful = found.contains { $0.severity != .error }
            // T068 and T078 are errors or less; their sections show the error. T009 is never silenced.
            if [.bridgeVLANNowhere, .twoDefaultGateways, .silencedNothing].contains(rule) { continue }
            #expect(rule.canBeSilenced == isDoubtful, "\(rule.rawValue)")
        }
    }
}
