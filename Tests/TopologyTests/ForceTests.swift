import Testing
import Topology

/// `apply --force`: which errors of a spec are let through, and that nothing else is.
struct ForceTests {
    private static func codes(_ spec: String, isForced: Bool) -> (isValid: Bool, severities: [String]) {
        let sources = [SpecSource(name: "spec.yaml", text: spec)]
        do {
            let valid = try Topology.validate(sources, isForced: isForced)
            return (true, valid.diagnostics.map { "\($0.rule.rawValue) \($0.severity.rawValue)" })
        } catch {
            return (false, error.diagnostics.map { "\($0.rule.rawValue) \($0.severity.rawValue)" })
        }
    }

    @Test(arguments: Rule.allCases) func `force turns errors of its rules into warnings, and no other`(rule: Rule)
        throws
    {
        let section = try #require(try RulesDocumentTests.sections().first { $0.heading.hasPrefix(rule.rawValue) })
        let spec = RulesDocumentTests.spec(section.blocks[0])
        let plain = Self.codes(spec, isForced: false)
        let forced = Self.codes(spec, isForced: true)
        let expected = plain.severities.map {
            $0 == "\(rule.rawValue) error" && rule.isForceable ? "\(rule.rawValue) warning" : $0
        }
        #expect(forced.severities == expected)
        #expect(forced.isValid == !expected.contains { $0.hasSuffix(" error") })
    }

    @Test func `two default gateways are valid when forced`() throws {
        let spec = """
            version: 1
            bridges:
              br1: {ports: [a], addresses: [10.0.1.2/24], gateway: 10.0.1.1}
              br2: {ports: [b], addresses: [10.0.2.2/24], gateway: 10.0.2.1}
            """
        #expect(!Self.codes(spec, isForced: false).isValid)
        #expect(Self.codes(spec, isForced: true) == (true, ["T078 warning"]))
    }
}
