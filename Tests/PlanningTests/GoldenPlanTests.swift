import Foundation
import Host
import LabSupport
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

    static func host(_ name: String) throws -> HostState {
        let data = try Data(contentsOf: folder.appending(path: "\(name)/current.json"))
        return try JSONDecoder().decode(HostState.self, from: data)
    }

    /// The plan as text and as JSON, or why there is none.
    static func plan(_ name: String) throws -> (text: String, json: String) {
        let spec = try #require(text(name, "desired.yaml"))
        let topology = try Topology(validating: [SpecSource(name: "desired.yaml", text: spec)])
        let session = text(name, "session").flatMap {
            RemoteSession(sshConnection: $0.trimmingCharacters(in: .newlines))
        }
        do {
            let plan = try Planner.plan(topology, on: try host(name).live, session: session)
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
        let host = try Self.host(name)
        let text = JSONOutput.text(host)
        #expect(try JSONDecoder().decode(HostState.self, from: Data(text.utf8)) == host)
        #expect(try Schema.problems(of: text) == [])
    }

    @Test(arguments: cases) func `the JSON keeps to its schema`(name: String) throws {
        let json = try Self.plan(name).json
        if json == "{}\n" { return }
        #expect(try Schema.problems(of: json) == [])
    }
}
