import Foundation
import Testing
import Topology

/// `docs/rules.md` is the golden file of the rules: a section for each, with a wrong spec, what is reported, a right one.
struct RulesDocumentTests {
    struct Section: Sendable {
        let heading: String
        /// Wrong spec, report, right spec.
        let blocks: [String]
    }

    static let document = packageRoot.appending(path: "docs/rules.md")

    static func sections() throws -> [Section] {
        let text = try String(contentsOf: document, encoding: .utf8)
        return text.components(separatedBy: "\n## ").dropFirst().map { part in
            let lines = part.components(separatedBy: "\n")
            var blocks: [String] = []
            var open: [String]?
            for line in lines {
                if let lines = open {
                    if line == "```" {
                        blocks.append(lines.map { $0 + "\n" }.joined())
                        open = nil
                    } else {
                        open = lines + [line]
                    }
                } else if line.hasPrefix("```") {
                    open = []
                }
            }
            return Section(heading: lines[0], blocks: blocks)
        }
    }

    static func spec(_ block: String) -> String { block.replacing("␀", with: "\0") }

    @Test func `every rule has a section with its title, in the order of the codes`() throws {
        let headings = try Self.sections().map(\.heading)
        #expect(headings == Rule.allCases.map { "\($0.rawValue): \($0.title)" })
        #expect(Rule.allCases.map(\.rawValue) == Rule.allCases.map(\.rawValue).sorted())
    }

    @Test(arguments: Rule.allCases) func `the wrong spec of a section is reported as the section shows`(rule: Rule)
        throws
    {
        let section = try #require(try Self.sections().first { $0.heading.hasPrefix(rule.rawValue) })
        let blocks = section.blocks
        try #require(blocks.count == 3)
        let diagnostics = diagnose(Self.spec(blocks[0]))
        #expect(diagnostics.contains { $0.rule == rule })
        #expect(render(diagnostics).replacing("\0", with: "␀") == blocks[1])
    }

    @Test(arguments: Rule.allCases) func `the right spec of a section has nothing to report`(rule: Rule) throws {
        let section = try #require(try Self.sections().first { $0.heading.hasPrefix(rule.rawValue) })
        #expect(render(diagnose(Self.spec(try #require(section.blocks.last)))) == "")
    }

    /// Writes the reports into the page: for a person to read before they are committed.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["RECORD_RULES"] != nil)) func `record the page`() throws {
        var text = try String(contentsOf: Self.document, encoding: .utf8)
        for section in try Self.sections() {
            let report = render(diagnose(Self.spec(section.blocks[0]))).replacing("\0", with: "␀")
            let start = "```yaml\n\(section.blocks[0])```\n```text\n"
            text = text.replacing(start + section.blocks[1] + "```", with: start + report + "```")
        }
        try text.write(to: Self.document, atomically: true, encoding: .utf8)
    }
}
