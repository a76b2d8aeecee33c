import Foundation
import Testing
import Topology

/// `examples/compared`: the examples of other tools' documentation as specs.
struct ComparedTests {
    static let names = ExampleTests.specs(in: "examples/compared")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: packageRoot.appending(path: "examples/compared/\(name)"), encoding: .utf8)
    }

    private static let page = Result {
        try String(contentsOf: packageRoot.appending(path: "examples/compared/README.md"), encoding: .utf8)
    }

    /// The part of the page about a spec.
    private static func section(_ name: String) throws -> String? {
        try page.get().components(separatedBy: "\n## ").first { $0.contains("](\(name))") }
    }

    /// What validation says of it, as codes; the page explains each.
    @Test(arguments: names) func `a compared example is valid, and what is doubtful about it is explained`(name: String)
        throws
    {
        let found = diagnose(try Self.text(name), name: name)
        #expect(!found.contains { $0.severity == .error })
        let section = try #require(try Self.section(name), "the page has no section for it")
        for diagnostic in found { #expect(section.contains(diagnostic.rule.rawValue)) }
    }

    @Test(arguments: names) func `the page says what each key of a compared example was`(name: String) throws {
        let section = try #require(try Self.section(name))
        let ours = try Self.text(name).matches(of: /([a-z][a-z0-9-]*):\s/).map { String($0.output.1) }
        let known = Set(SpecKeys.all.flatMap { $0.split(separator: ".").map(String.init) })
        let missing = Set(ours).intersection(known).subtracting(["to"]).filter { !section.contains("`\($0)`") }
        #expect(missing.sorted() == [])
    }
}
