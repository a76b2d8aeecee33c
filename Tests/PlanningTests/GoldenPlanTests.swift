import Foundation
import Planning
import Rendering
import Testing
import Topology

/// A folder of `Golden`: a host as a real NetworkManager 1.42.4 had it, what it shall become, and the plan.
///
/// `Golden/record` records the hosts in the lab; `RECORD_PLANS=1 swift test --filter GoldenPlanTests` the plans, for a
/// person to read before they are committed.
struct GoldenPlanTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static let cases: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(folder.path)/\($0)/desired.yaml") }.sorted()
    }()

    private static func text(_ name: String, _ file: String) -> String? {
        try? String(contentsOf: folder.appending(path: "\(name)/\(file)"), encoding: .utf8)
    }

    static func live(_ name: String) throws -> LiveState {
        let data = try Data(contentsOf: folder.appending(path: "\(name)/current.json"))
        return try JSONDecoder().decode(LiveState.self, from: data)
    }

    /// The plan as text and as JSON, or why there is none.
    static func plan(_ name: String) throws -> (text: String, json: String) {
        let spec = try #require(text(name, "desired.yaml"))
        let topology = try Topology(validating: [SpecSource(name: "desired.yaml", text: spec)])
        let session = text(name, "session").flatMap {
            RemoteSession(sshConnection: $0.trimmingCharacters(in: .newlines))
        }
        do {
            let plan = try Planner.plan(topology, on: try live(name), session: session)
            return (PlanView(style: .plain).text(of: plan, for: topology), JSONOutput.text(PlanReport(plan)))
        } catch let misfit as Misfit {
            return (misfit.problems.map { "Error: \($0)\n" }.joined(), "{}\n")
        }
    }

    @Test func `there are enough cases`() { #expect(Self.cases.count >= 12) }

    @Test(arguments: cases) func `the plan is the one on record`(name: String) throws {
        let plan = try Self.plan(name)
        if ProcessInfo.processInfo.environment["RECORD_PLANS"] == "1" {
            for (file, text) in [("plan.txt", plan.text), ("plan.json", plan.json)] {
                try text.write(to: Self.folder.appending(path: "\(name)/\(file)"), atomically: true, encoding: .utf8)
            }
        }
        #expect(plan.text == Self.text(name, "plan.txt"))
        #expect(plan.json == Self.text(name, "plan.json"))
    }

    @Test(arguments: ["session-moves", "bridge-made-anew"])
    func `the plans in docs/commands.md are these`(name: String) throws {
        let page = Self.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/commands.md")
        #expect(try String(contentsOf: page, encoding: .utf8).contains(try Self.plan(name).text))
    }

    @Test(arguments: cases) func `a plan fits 80 columns but for values`(name: String) throws {
        for line in try Self.plan(name).text.split(separator: "\n") where !line.hasPrefix("      ") && line.count > 80 {
            // A line for an interface is its summary, which a list of addresses makes long.
            #expect("+~!±-=".contains(line.prefix(1)), "\(line)")
        }
    }

    @Test(arguments: cases) func `a host survives being written and read`(name: String) throws {
        let live = try Self.live(name)
        #expect(try JSONDecoder().decode(LiveState.self, from: Data(JSONOutput.text(live).utf8)) == live)
    }

    @Test(arguments: cases) func `the JSON keeps to its schema`(name: String) throws {
        let schema = try Schema(file: "docs/plan.schema.json")
        let json = try Self.plan(name).json
        if json == "{}\n" { return }
        #expect(schema.problems(of: try JSONSerialization.jsonObject(with: Data(json.utf8))) == [])
    }
}

/// As much of JSON Schema (2020-12) as `docs/plan.schema.json` uses; an unknown keyword is a problem.
struct Schema {
    private let root: [String: Any]

    init(file: String) throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: package.appending(path: file))
        root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// Everything in a document that the schema does not allow.
    func problems(of value: Any) -> [String] { problems(of: value, root, at: "") }

    private func problems(of value: Any, _ schema: [String: Any], at path: String) -> [String] {
        var found: [String] = []
        for (keyword, rule) in schema {
            switch (keyword, rule) {
            case ("$ref", let name as String):
                let definitions = root["$defs"] as? [String: Any]
                let target = definitions?[String(name.dropFirst("#/$defs/".count))] as? [String: Any]
                found += target.map { problems(of: value, $0, at: path) } ?? ["\(path): no definition \(name)"]
            case ("type", let type as String): if !Self.has(value, type) { found.append("\(path): no \(type)") }
            case ("const", let text as String): if value as? String != text { found.append("\(path): not \(text)") }
            case ("enum", let list as [String]):
                if !list.contains(value as? String ?? "") { found.append("\(path): \(value) is none of \(list)") }
            case ("pattern", let text as String):
                let matches = try? Regex(text).firstMatch(in: value as? String ?? "") != nil
                if matches != true { found.append("\(path): \(value) is not \(text)") }
            case ("minimum", let least as Int):
                if let number = value as? Int, number < least { found.append("\(path): below \(least)") }
            case ("required", let names as [String]):
                let object = value as? [String: Any] ?? [:]
                found += names.filter { object[$0] == nil }.map { "\(path): no key \($0)" }
            case ("properties", let members as [String: [String: Any]]):
                for (name, member) in value as? [String: Any] ?? [:] {
                    guard let rule = members[name] else {
                        if schema["additionalProperties"] as? Bool == false { found.append("\(path).\(name): unknown") }
                        continue
                    }
                    found += problems(of: member, rule, at: "\(path).\(name)")
                }
            case ("items", let rule as [String: Any]):
                for (index, item) in (value as? [Any] ?? []).enumerated() {
                    found += problems(of: item, rule, at: "\(path)[\(index)]")
                }
            case ("$schema", _), ("$id", _), ("$defs", _), ("title", _), ("description", _),
                ("additionalProperties", _):
                break
            default: found.append("the keyword \(keyword) is not understood")
            }
        }
        return found.sorted()
    }

    private static func has(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int
        default: false
        }
    }
}
