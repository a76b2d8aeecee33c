import Foundation
import Testing

@testable import Topology

/// `docs/spec.schema.json`, by which editors check specs while they are written.
struct SpecSchemaTests {
    private static let file = packageRoot.appending(path: "docs/spec.schema.json")

    /// The examples, those compared with other tools, and the right spec of each rule.
    private static func rightSpecs() throws -> [(name: String, text: String)] {
        let examples = try ExampleTests.names.map {
            ($0, String(decoding: try ExampleTests.source($0).bytes, as: UTF8.self))
        }
        let compared = try ComparedTests.names.map { ($0, try ComparedTests.text($0)) }
        let rules = try RulesDocumentTests.sections().compactMap { section in
            section.blocks.last.map { (section.heading, RulesDocumentTests.spec($0)) }
        }
        return examples + compared + rules
    }

    private static func map() throws -> LanguageMap { LanguageMap(specs: try rightSpecs().map(\.text)) }

    private static func schema() throws -> [String: Any] {
        let data = try Data(contentsOf: file)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// What an editor says of a spec; `nil` for what is not YAML.
    private static func problems(of text: String) throws -> [String]? {
        let problems = Problems(sources: [SourceText(name: "spec", text: text)])
        guard let document = Composer.document(problems.sources[0], file: 0, problems: problems), !problems.hasErrors
        else { return nil }
        return try SchemaCheck(schema()).problems(of: document)
    }

    @Test func `the schema has every key that a reader knows, and is what the readers expect`() throws {
        let map = try Self.map()
        #expect(map.unknown == [], "no reader says what these take")
        var schema = SpecSchema(
            descriptions: SpecDescriptions(
                page: try String(contentsOf: packageRoot.appending(path: "docs/spec.md"), encoding: .utf8)))
        let text = try schema.text(of: map)
        if ProcessInfo.processInfo.environment["NM_TOPOLOGY_UPDATE"] != nil {
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == text, "NM_TOPOLOGY_UPDATE=1 writes it anew")
    }

    @Test func `the schema allows every example and every right spec`() throws {
        for (name, text) in try Self.rightSpecs() {
            let problems = try Self.problems(of: text)
            #expect(problems == [], "\(name)")
        }
    }

    /// Which rules an editor finds broken by the schema alone, of the wrong specs in `docs/rules.md`.
    @Test func `an editor finds what is wrong with a key, a type, a range or a word`() throws {
        var found: [String] = []
        for section in try RulesDocumentTests.sections() {
            let wrong = stride(from: 0, to: section.blocks.count - 1, by: 2).map { section.blocks[$0] }
            let isFound = try wrong.contains { try Self.problems(of: RulesDocumentTests.spec($0))?.isEmpty == false }
            if isFound { found.append(String(section.heading.prefix { $0 != ":" })) }
        }
        let page = try String(contentsOf: packageRoot.appending(path: "docs/spec.md"), encoding: .utf8)
        let line = try #require(page.components(separatedBy: "\n").first { $0.hasPrefix("Editors find: ") })
        #expect(line == "Editors find: \(found.joined(separator: ", ")).")
    }

    @Test(arguments: [
        ("bond: {}", "bond"), ("bonds: {bond0: {mode: lacp}}", "mode"),
        ("bonds: {bond0: {ports: [enp2s0]}}", "mode"), ("vlans: {v: {parent: bond0, id: 4095}}", "4095"),
        ("ethernets: {enp2s0: {dhcp4: yes}}", "yes"), ("ethernets: {enp2s0: {addresses: 10.0.0.1/24}}", "addresses"),
        ("ethernets: {enp2s0: {dhcp4: {use-dns: no}}}", "no"),
        ("ethernets: {enp2s0: {addresses: [10.0.0.1]}}", "10.0.0.1"),
        ("trunks: {bond0: {100: {bridgee: br100}}}", "bridgee"),
        ("bridges: {br0: {ports: [{enp2s0: {pvid: 0}}]}}", "0"),
        ("ethernets: {enp2s0: {routes: [{via: 10.0.0.1}]}}", "to"),
    ]) func `a wrong spec is wrong by the schema`(line: String, told: String) throws {
        let problems = try #require(try Self.problems(of: "version: 1\n\(line)\n"))
        #expect(problems.contains { $0.contains(told) })
    }
}
