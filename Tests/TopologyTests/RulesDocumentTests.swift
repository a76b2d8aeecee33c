import Foundation
import Testing
import Topology

/// `docs/rules.md` is the golden file of the rules: a section for each, with a wrong spec, what is reported, a right one.
struct RulesDocumentTests {
    struct Section: Sendable {
        let heading: String
        /// Wrong spec and report, once or more often, then the right spec.
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

    /// The list at the head of the page, a link to each section.
    static let index = Rule.allCases.map { rule in
        let heading = "\(rule.rawValue): \(rule.title)"
        let anchor = heading.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
            .replacing(" ", with: "-")
        return "| [\(rule.rawValue)](#\(anchor)) | \(rule.title) | \(rule.canBeSilenced ? "can be silenced |" : "|")"
    }

    @Test func `the list at the head has every rule`() throws {
        let lines = try String(contentsOf: Self.document, encoding: .utf8).components(separatedBy: "\n")
        #expect(lines.filter { $0.hasPrefix("| [T") } == Self.index)
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
        try #require(blocks.count >= 3 && blocks.count % 2 == 1)
        for index in stride(from: 0, to: blocks.count - 1, by: 2) {
            let diagnostics = diagnose(Self.spec(blocks[index]))
            #expect(diagnostics.contains { $0.rule == rule })
            #expect(render(diagnostics).replacing("\0", with: "␀") == blocks[index + 1])
        }
    }

    @Test(arguments: Rule.allCases) func `the right spec of a section has nothing to report`(rule: Rule) throws {
        let section = try #require(try Self.sections().first { $0.heading.hasPrefix(rule.rawValue) })
        #expect(render(diagnose(Self.spec(try #require(section.blocks.last)))) == "")
    }

    /// Writes the reports into the page: for a person to read before they are committed.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["RECORD_RULES"] != nil)) func `record the page`() throws {
        var text = try String(contentsOf: Self.document, encoding: .utf8)
        for section in try Self.sections() {
            for index in stride(from: 0, to: section.blocks.count - 1, by: 2) {
                let report = render(diagnose(Self.spec(section.blocks[index]))).replacing("\0", with: "␀")
                let start = "```yaml\n\(section.blocks[index])```\n```text\n"
                text = text.replacing(start + section.blocks[index + 1] + "```", with: start + report + "```")
            }
        }
        let lines = text.components(separatedBy: "\n")
        if let head = lines.firstIndex(of: "| --- | --- | --- |") {
            let rest = lines[(head + 1)...].drop { !$0.isEmpty }
            text = (lines[...head] + Self.index + rest).joined(separator: "\n")
        }
        try text.write(to: Self.document, atomically: true, encoding: .utf8)
    }
}
