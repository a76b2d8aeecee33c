import Diagnosis
import Foundation
import Host
import Kernel
import Rendering
import Testing

@Suite struct `What people and programs read` {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `docs diagnose_md has a section for each code, with its title, in their order`() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/diagnose.md"), encoding: .utf8)
        let headings = page.components(separatedBy: "\n## D").dropFirst().map { part in
            "D" + part.prefix { $0 != "\n" }
        }
        #expect(headings == FindingKind.allCases.map { "\($0.rawValue): \($0.title)" })
        #expect(FindingKind.allCases == FindingKind.allCases.sorted())
    }

    @Test func `a finding is shown with all its parts, and nothing with one calm line`() {
        let finding = Finding(
            .silentGateway, .problem, on: ["bond0.100"], "the gateway is silent",
            seen: [.init("nothing", command: "ip neighbour")], meaning: String(repeating: "word ", count: 30),
            here: [.init("do", spec: "bridges:\n  br0: {}")], network: ["Why?"])
        let view = DiagnosisView(style: .plain)
        #expect(
            view.text(of: [finding], scope: "1 interface") == """
                problem[D014]: the gateway is silent
                  seen     nothing
                               # ip neighbour
                  means    word word word word word word word word word word word word word word word word word word
                           word word word word word word word word word word word word
                  here     do
                               bridges:
                                 br0: {}
                  network  Why?

                1 problem. Looked at 1 interface.

                """)
        #expect(view.text(of: [], scope: "1 interface") == "Nothing found. Looked at 1 interface.\n")
    }

    @Test func `what stood on the wire cannot steer the terminal`() {
        let finding = Finding(
            .missingVLAN, .warning, on: ["x"], "a\u{1b}[2J", seen: [.init("b\u{7}", command: "c\u{1b}")], meaning: "d",
            here: [])
        #expect(
            !DiagnosisView(style: .plain).text(of: [finding], scope: "").contains { $0 == "\u{1b}" || $0 == "\u{7}" })
    }

    @Test func `every finding of a spoiled host says what was seen, what it means, and what to do`() {
        var world = World()
        world.change("enp3s0") { $0.bondPort?.aggregatorID = 2 }
        world.change("vnet0") { $0.mtu = 9000 }
        world.addresses.append(address(4, "10.1.44.3/24"))
        world.forwarding = [learned(World.guest, on: 6)]
        world.routes.append(defaultRoute("10.1.44.1", 7, metric: 1))
        world.neighbours = [neighbour("10.0.100.1", 5, .failed)]
        #expect(world.codes == ["D003", "D010", "D011", "D014", "D022", "D023"])
        for finding in world.findings {
            #expect(finding.seen.contains { $0.command != nil } && !finding.meaning.isEmpty && !finding.here.isEmpty)
            #expect(!finding.interfaces.isEmpty && !finding.headline.hasSuffix("."))
        }
    }
}
