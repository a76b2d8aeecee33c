import Foundation
import NetTypes
import Testing
import Topology
import YAML

/// A topology that is written and read again is the same one.
struct SpecWriterTests {
    /// The specs of the examples and the right ones of docs/rules.md, by name.
    static func specs() throws -> [(name: String, text: String)] {
        let folders = ["examples", "examples/compared"]
        let examples = try folders.flatMap { folder in
            try ExampleTests.specs(in: folder).map { name in
                (name, try String(contentsOf: packageRoot.appending(path: "\(folder)/\(name)"), encoding: .utf8))
            }
        }
        let right = try RulesDocumentTests.sections().compactMap { section in
            section.blocks.last.map { (section.heading, RulesDocumentTests.spec($0)) }
        }
        return examples + right
    }

    @Test func `every example and every right spec of the rules is the same after it was written`() throws {
        var invalid: [String] = []
        let specs = try Self.specs()
        for (name, text) in specs {
            guard let topology = try? Topology(validating: [SpecSource(name: name, text: text)]) else {
                invalid.append(name)
                continue
            }
            let written = try SpecWriter.text(of: topology)
            let again: Topology
            do {
                again = try Topology(validating: [SpecSource(name: name, text: written)])
            } catch {
                Issue.record("\(name): \(error)\n\(written)")
                continue
            }
            let (before, after) = (Self.interfaces(topology), Self.interfaces(again))
            for key in Set(before.keys).union(after.keys) where before[key] != after[key] {
                Issue.record(
                    "\(name), \(key): \(String(describing: before[key])) is \(String(describing: after[key])) in\n\(written)"
                )
            }
            #expect(again.guests == topology.guests && again.checks == topology.checks, "\(name):\n\(written)")
            #expect(again.absent == topology.absent && again.unmanaged == topology.unmanaged, "\(name):\n\(written)")
            #expect(again.foreign == topology.foreign, "\(name):\n\(written)")
            #expect(try SpecWriter.text(of: again) == written, "\(name): it is not stable")
        }
        #expect(specs.count > 150 && invalid.isEmpty, "\(invalid)")
    }

    private static func interfaces(_ topology: Topology) -> [InterfaceName: Interface] {
        Dictionary(topology.interfaces.map { ($0.key, $0.value) }) { first, _ in first }
    }
}
