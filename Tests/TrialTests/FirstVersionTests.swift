import Foundation
import Host
import LabSupport
import System
import Testing

import TrialSupport

@testable import Trial

/// Records that version 1 of the format wrote, and what this program makes of them.
///
/// `Records/1` is what the program of commit 639471c wrote in a lab with NetworkManager 1.42.4. The host of the pending
/// trial and of the unfinished commit is the one of `World`; the history is of a host with two NICs and a bridge.
@Suite struct FirstVersionTests {
    private static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Fixture.text("Tests/TrialTests/Records/1/\(name)").utf8)
    }

    @Test func `a pending trial of it is read whole`() throws {
        let files = RecordFiles()
        files[RecordFiles.trial] = try Self.bytes("pending.json")
        files[RecordFiles.underway] = try Self.bytes("underway.json")
        let record = try #require(try files.store.trial())
        #expect(record.phase == .pending && record.timeout == 60 && record.checkpoint?.owner == ":1.1")
        #expect(record.changes.map(\.kind) == [.added, .replaced])
        #expect(record.changes.last?.original.map { $0.starts(with: Data("[connection]\nid=old\n".utf8)) } == true)
        #expect(record.before.active == [.init(interface: "enp2s0", uuid: World.old)])
        #expect(record.before.links.first?.addresses == ["10.0.0.1/24"] && record.before.routes == [])
        #expect(try files.store.underway()?.phase == .applying)
        // Saved again, it is a record of this version.
        try files.store.save(record)
        #expect(String(decoding: files[RecordFiles.trial] ?? [], as: UTF8.self).contains(#""version":2"#))
        #expect(try files.store.trial() == record)
    }

    @Test func `its history is read: each end, and a restore`() throws {
        let files = RecordFiles()
        let folder = Fixture.repository + "/Tests/TrialTests/Records/1/history"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[RecordFiles.history + "/" + name] = try Self.bytes("history/\(name)")
        }
        let records = try files.store.history().map { try $0.content.get().record }
        #expect(
            records.map(\.phase) == [
                .rolledBack(.asked(by: "uid 0")), .undetermined(.asked(by: "uid 0"), ["foo is gone"]), .confirmed,
                .rolledBack(
                    .failed("the check ping 10.0.0.99 failed: no answer, as it did before the change")),
                .confirmed, .confirmed,
            ])
        #expect(records.map(\.restores) == [nil, nil, nil, nil, nil, 5])
        #expect(records[5].changes.contains { $0.restored?.isActive == true })
        #expect(try files.store.specInForce()?.map(\.name) == ["a.yaml"])
        files[RecordFiles.trial] = try Self.bytes("restore-pending.json")
        #expect(try files.store.trial()?.restores == 5)
    }

    @Test(arguments: [
        (#"{"prepared":{}}"#, Phase.prepared), (#"{"applying":{}}"#, .applying), (#"{"pending":{}}"#, .pending),
        (#"{"confirming":{}}"#, .confirming), (#"{"confirmed":{}}"#, .confirmed),
        (#"{"rollingBack":{"_0":{"deadline":{}}}}"#, .rollingBack(.deadline)),
        (#"{"rolledBack":{"_0":{"asked":{"by":"eve"}}}}"#, .rolledBack(.asked(by: "eve"))),
        (#"{"rolledBack":{"_0":{"failed":{"_0":"no"}}}}"#, .rolledBack(.failed("no"))),
        (#"{"rolledBack":{"_0":{"applyDied":{}}}}"#, .rolledBack(.applyDied)),
        (#"{"rolledBack":{"_0":{"networkManagerRestarted":{}}}}"#, .rolledBack(.networkManagerRestarted)),
        (#"{"rolledBack":{"_0":{"hostRestarted":{}}}}"#, .rolledBack(.hostRestarted)),
        (
            #"{"undetermined":{"_0":{"checkpointGone":{}},"_1":["a","b"]}}"#,
            .undetermined(.checkpointGone, ["a", "b"])
        ),
    ])
    func `each of its phases and causes is read`(json: String, phase: Phase) throws {
        #expect(try JSONDecoder().decode(Phase.self, from: Data(#"{"phase":\#(json)}"#.utf8)) == phase)
    }

    @Test(arguments: [
        "{}", #"{"melted":{}}"#, #"{"pending":{},"confirmed":{}}"#, #"{"rolledBack":{}}"#, "3", "null",
        #"{"rolledBack":{"_0":{}}}"#, #""melted""#, #""rolling-back""#,
    ])
    func `what is no phase in either version is damage`(json: String) throws {
        let files = RecordFiles()
        let text = String(decoding: try Self.bytes("pending.json"), as: UTF8.self)
        files[RecordFiles.trial] = Array(text.replacing(#""phase":{"pending":{}}"#, with: #""phase":\#(json)"#).utf8)
        let error = #expect(throws: FileError.self) { try files.store.trial() }
        #expect(error?.reason.contains("damaged") == true)
    }

    // MARK: What this program does with them

    /// The world of the explored model in the trial that the old program began.
    private static func world(_ name: String) throws -> WorldState {
        var state = WorldState()
        let checkpoint = #/"checkpoint":\{[^}]*\}/#
        // The model's NetworkManager numbers its checkpoints otherwise.
        let text = String(decoding: try bytes(name), as: UTF8.self)
            .replacing(checkpoint, with: #""checkpoint":{"created":1,"owner":":1.1","path":"/c/1"}"#)
        state.files[RecordFiles.trial] = Array(text.utf8)
        state.files[RecordFiles.underway] = try bytes(name)
        state.memory = [World.old: true, World.new: false]
        state.active = World.new
        state.checkpoint = WorldState.Checkpoint(number: 1, active: World.old)
        state.checkpointsMade = 1
        state.hasApplied = true
        return state
    }

    private static func runner(_ world: World) throws -> TrialRunner {
        TrialRunner(store: try TrialStore(files: world), control: world, host: world, caller: .admin)
    }

    @Test func `its pending trial is confirmed`() async throws {
        let world = World(try Self.world("pending.json"))
        #expect(try await Self.runner(world).confirm(nil).phase == .confirmed)
        #expect(world.state.isNew, "\(ExplorationTests.describe(world.state))")
    }

    @Test func `its pending trial is rolled back, by hand and at the deadline`() async throws {
        for isLate in [false, true] {
            var state = try Self.world("pending.json")
            state.isLate = isLate
            // The old program's shadow is in NetworkManager's memory; what it recorded of the file is in the file.
            state.files[World.oldFile] = try Self.original(of: "pending.json")
            let world = World(state)
            let end = isLate ? try await Self.runner(world).tend() : try await Self.runner(world).rollBack(nil)
            #expect(end?.phase == .rolledBack(isLate ? .deadline : .asked(by: "admin")))
            var host = world.state
            #expect(host.files[World.oldFile] == state.files[World.oldFile])
            host.files[World.oldFile] = Array("old".utf8)
            // The record is of a host without the guest, so nobody looks after it.
            host.hasTap = true
            #expect(host.isOld, "\(ExplorationTests.describe(host))")
        }
    }

    private static func original(of name: String) throws -> [UInt8]? {
        let files = RecordFiles()
        files[RecordFiles.trial] = try bytes(name)
        return try files.store.trial()?.changes.first { $0.uuid == World.old }?.original.map { Array($0) }
    }

    @Test func `its unfinished commit is finished by whoever comes next`() async throws {
        var state = try Self.world("confirming.json")
        state.files[RecordFiles.commit] = try Self.bytes("commit.json")
        let world = World(state)
        #expect(try await Self.runner(world).tend()?.phase == .confirmed)
        #expect(world.state.active == World.new && world.state.memory == [World.new: false])
        #expect(world.state.files[World.newFile] != nil && world.state.files[World.oldFile] == nil)
        #expect(world.state.files[RecordFiles.commit] == nil && world.state.files[RecordFiles.underway] == nil)
    }

    @Test func `its unfinished commit is finished by recover at boot`() throws {
        let files = RecordFiles()
        files[RecordFiles.commit] = try Self.bytes("commit.json")
        files[RecordFiles.underway] = try Self.bytes("confirming.json")
        files[World.oldFile] = Array("old".utf8)
        let id = try #require(try files.store.underway()).id
        #expect(try Recovery(store: files.store, host: World(WorldState())).run() == .completed(id))
        #expect(
            files[World.newFile].map { String(decoding: $0, as: UTF8.self).contains("address1=10.0.0.2/24") } == true)
        #expect(files[World.oldFile] == nil && files[RecordFiles.commit] == nil && files[RecordFiles.underway] == nil)
        #expect(try files.store.history().compactMap(\.entry).map(\.record.phase) == [.confirmed])
    }

    @Test func `of its trial that a power cut ended, recover writes the end into the history`() throws {
        let files = RecordFiles()
        files[RecordFiles.underway] = try Self.bytes("underway.json")
        let id = try #require(try files.store.underway()).id
        #expect(try Recovery(store: files.store, host: World(WorldState())).run() == .rolledBack(id))
        #expect(try files.store.history().compactMap(\.entry).map(\.record.phase) == [.rolledBack(.hostRestarted)])
    }
}
