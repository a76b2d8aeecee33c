import Foundation
import Testing

@testable import FaultVerdict

/// What is read must be what the tools have written; what is not understood is never taken for nothing.
@Suite struct ReadingTests {
    /// A copy of a recorded folder, in which a test breaks something.
    private func copied(_ name: String, _ body: (String) throws -> Void) throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.copyItem(atPath: Recorded.path(name), toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try body(copy)
    }

    @Test func `a recorded host has what it had`() throws {
        let old = try Recorded.known().old
        #expect(
            old.links.map(\.name).sorted() == [
                "br8", "br9", "enp2s0", "enp3s0", "lo", "old0", "vnet1", "vnet2", "vnet3",
            ])
        #expect(old.profiles.contains { $0.name == "spare" && $0.autoconnect == "no" && $0.device.isEmpty })
        #expect(old.files.contains { $0.name == "uplink.nmconnection" && $0.mode == "600" && !$0.content.isEmpty })
        let tap = try #require(old.links.first { $0.name == "vnet2" })
        #expect(tap.controller == "br8")
        #expect(tap.port?[.isolated] == .boolean(true))
        #expect(tap.port?[.cost] == .number(7))
        #expect(old.statics.map(\.mac) == ["52:54:00:ee:00:09"])
        #expect(old.reach == ["ext": 0, "guest": 0])
    }

    @Test(arguments: ["modes", "profiles", "links", "routes", "statics", "vlans", "reach", "files/old0.nmconnection"])
    func `a part of a host that is missing is no host`(_ part: String) throws {
        try copied("clean/looks/old") { folder in
            try FileManager.default.removeItem(atPath: folder + "/" + part)
            #expect(throws: FactsError.self) { try HostFacts(folder: folder) }
        }
    }

    @Test(arguments: ["modes", "profiles", "links", "routes", "statics", "vlans", "reach"])
    func `a part of a host that is nothing that its tool writes is no host`(_ part: String) throws {
        try copied("clean/looks/old") { folder in
            try "Error".write(toFile: folder + "/" + part, atomically: false, encoding: .utf8)
            #expect(throws: FactsError.self) { try HostFacts(folder: folder) }
        }
    }

    @Test func `a setting of a port that the kernel does not tell is no host`() throws {
        try copied("clean/looks/old") { folder in
            let text = try String(contentsOfFile: folder + "/links", encoding: .utf8)
            try text.replacing("\"isolated\":true,", with: "").write(
                toFile: folder + "/links", atomically: false, encoding: .utf8)
            #expect(throws: FactsError.self) { try HostFacts(folder: folder) }
        }
    }

    @Test func `nmcli's backslashes are taken off`() {
        #expect(HostFacts.fields(#"1:a\:b\\c::x"#) == ["1", #"a:b\c"#, "", "x"])
    }

    @Test func `a recorded run is read and judged`() throws {
        let run = try RunFacts(folder: Recorded.path("hand"))
        #expect(run.notes.row == "hand")
        #expect(run.notes.phase == .rollback)
        #expect(run.moments["left"]?.left == [])
        #expect(run.moments["before-hand"]?.left.contains { $0.hasPrefix("/org/freedesktop") } == true)
        #expect(run.moments["before-hand"]?.left.contains("process:guard") == true)
        let verdict = Judge(known: try Recorded.known()).verdict(on: run)
        #expect(verdict.word == .ok, "\(verdict.reasons)")
        #expect(verdict.network == .old)
        #expect(run.history == run.moments["end"]?.record)
    }

    @Test func `a NetworkManager that does not answer has unknown checkpoints`() throws {
        try copied("hand") { folder in
            try "".write(toFile: folder + "/moments/left/checkpoints", atomically: false, encoding: .utf8)
            let run = try RunFacts(folder: folder)
            #expect(run.moments["left"]?.checkpoints == nil)
        }
    }

    @Test(arguments: ["", "{", #"{"phase": "paused"}"#, #"{"id": "3a5798"}"#])
    func `a record that cannot be read is not taken for none`(_ text: String) throws {
        try copied("hand") { folder in
            try text.write(toFile: folder + "/moments/end/trial.json", atomically: false, encoding: .utf8)
            let run = try RunFacts(folder: folder)
            #expect(run.moments["end"]?.record.name == "unreadable")
            #expect(Judge(known: try Recorded.known()).verdict(on: run).word == .red)
        }
    }

    @Test(arguments: [
        "said", "said x", "runs nm apply 5 10", "run nm later 5 10", "run nm apply 5 soon", "answered perhaps",
        "waited soon pending", "clean apply", "done twice", "touched",
    ])
    func `a note that means nothing is an error`(_ line: String) {
        #expect(throws: FactsError.self) { try Notes(line) }
    }

    @Test func `notes say what was done`() throws {
        let hand = try Notes("run hand pending 820-up.old-tool 10")
        #expect([hand.row, hand.act, hand.more] == ["hand", "up.old", "tool"])
        #expect(hand.instant == 820)
        #expect(try Notes("run clock pending -3600 30").instant == -3600)
        #expect(try Notes("run foreign apply 7-0x9-25 10").more == "25")
        #expect(try Notes("said 137\nsaid 0").said == 0)
    }
}
