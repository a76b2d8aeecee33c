import Foundation
import Host
import Synchronization
import System
import Testing
import Trial
import TrialSupport

/// What stays known of a trial when its file is damaged, gone, or has no room.
@Suite struct RecordWatchTests {
    private let files = MemoryFiles()
    private var store: TrialStore { get throws { try TrialStore(files: files) } }
    private let path = TrialStore.runPath + "/trial.json"

    private func record(_ phase: Phase) -> TrialRecord {
        var record = TrialRecord(
            id: "abcdef", startedAt: 7, user: "root", specs: [], plan: "", timeout: 60,
            apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 80, deadline: 100,
            changes: [], before: Before(active: [], links: []))
        record.phase = phase
        return record
    }

    @Test func `a file that is damaged or gone is not the trial's end`() throws {
        let pending = record(.pending)
        try store.save(pending)
        var watch = RecordWatch(store: try store, trial: "abcdef")
        #expect(watch.look() == .trial(pending, isRecorded: true))
        files.set(path, "{")
        #expect(watch.look() == .trial(pending, isRecorded: false))
        files.set(path, nil)
        #expect(watch.look() == .trial(pending, isRecorded: false))
        try store.archive(HistoryEntry(record: record(.rolledBack(.deadline)), endedAt: 9))
        #expect(watch.look() == .over, "the history tells how it ended")
    }

    @Test func `who has seen nothing takes the copy on the disk, and without one waits`() throws {
        files.set(path, "{")
        var watch = RecordWatch(store: try store, trial: "abcdef")
        #expect(watch.look() == .unreadable)
        let copy = record(.applying)
        try store.saveUnderway(copy)
        #expect(watch.look() == .trial(copy, isRecorded: false))
        #expect(try store.trial() == copy)
        var other = RecordWatch(store: try store, trial: "123456")
        #expect(other.look() == .unreadable, "the copy is another trial's")
        files.set(path, nil)
        #expect(other.look() == .over)
    }

    @Test func `what a rollback left is not over until it is forgotten`() throws {
        var owed = record(.undetermined(.deadline, ["x"]))
        try store.save(owed)
        var watch = RecordWatch(store: try store, trial: "abcdef")
        #expect(watch.look() == .trial(owed, isRecorded: true))
        owed.forgottenBy = "root"
        try store.save(owed)
        #expect(watch.look() == .over)
    }

    @Test func `a decision that recovery carries out where /run was kept leaves no record that could be rolled back`()
        throws
    {
        try store.save(record(.confirming))
        try store.saveUnderway(record(.applying))
        try store.save(CommitRecord(trial: "abcdef", keep: [], delete: []))
        let recovery = Recovery(store: try store, host: World(WorldState()))
        #expect(try recovery.run() == .completed("abcdef"))
        #expect(try store.trial()?.phase == .confirmed)
        #expect(try recovery.startMissingGuard() == nil)
    }

    @Test func `where /run was kept, recovery leaves no copy of a kept profile in NetworkManager's memory`() throws {
        let keyfile = "[connection]\nid=br0\nuuid=u-br0\ntype=bridge\n"
        let (copy, other) = ("\(ProfileDirectory.memory)/br0.nmconnection", "\(ProfileDirectory.memory)/x.nmconnection")
        try files.write(Array(keyfile.utf8), to: copy)
        try files.write(Array("[connection]\nid=x\nuuid=u-x\n".utf8), to: other)
        let kept = KeptProfile(
            uuid: "u-br0", interface: "br0", path: "\(ProfileDirectory.path)/br0.nmconnection", keyfile: keyfile)
        try store.save(record(.confirming))
        try store.saveUnderway(record(.applying))
        try store.save(CommitRecord(trial: "abcdef", keep: [kept], delete: []))
        _ = try Recovery(store: try store, host: World(WorldState())).run()
        #expect(try files.read(kept.path) == Array(keyfile.utf8))
        #expect(try files.read(copy) == nil)
        #expect(try files.read(other) != nil, "it is somebody else's")
    }

    @Test func `recovery starts a guard for a trial that nobody tends, and says when none can be started`() throws {
        try store.save(record(.pending))
        let world = World(WorldState())
        #expect(try Recovery(store: try store, host: world).startMissingGuard() == record(.pending))
        #expect(world.state.guardIsAlive)
        #expect(try Recovery(store: try store, host: world).startMissingGuard() == nil, "it is tended by now")
        var state = WorldState()
        state.guardCannotStart = true
        let without = Recovery(store: try store, host: World(state))
        #expect(throws: TrialError.self) { try without.startMissingGuard() }
    }

    @Test func `a damaged record is put away, and what is whole is not`() throws {
        let world = World(WorldState())
        let forgetting = Forgetting(store: try store, host: world, caller: .admin)
        try store.save(record(.pending))
        #expect(throws: TrialError.self) { try forgetting.run(nil) }
        #expect(try store.trial() != nil)
        files.set(path, "{")
        #expect(try forgetting.run(nil) == .damaged(path + ".damaged"))
        #expect(try store.trial() == nil)
        #expect(try files.read(path + ".damaged") == Array("{".utf8))
    }
}

/// Files in memory.
private final class MemoryFiles: FileAccess, Sendable {
    private let files = Mutex<[String: [UInt8]]>([:])

    func set(_ path: String, _ text: String?) { files.withLock { $0[path] = text.map { Array($0.utf8) } } }
    func makeDirectory(_ path: String) throws(FileError) {}
    func read(_ path: String) throws(FileError) -> [UInt8]? { files.withLock { $0[path] } }
    func write(_ bytes: [UInt8], to path: String) throws(FileError) { files.withLock { $0[path] = bytes } }
    func remove(_ path: String) throws(FileError) { files.withLock { $0[path] = nil } }
    func names(in path: String) throws(FileError) -> [String] {
        files.withLock { files in
            files.keys.filter { $0.hasPrefix(path + "/") }.map { String($0.dropFirst(path.count + 1)) }.sorted()
        }
    }
    func lock(_ path: String, wait: Double) throws(FileError) -> (any Sendable & AnyObject)? { self }
}
