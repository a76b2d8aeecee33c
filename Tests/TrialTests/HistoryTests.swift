import FoundationEssentials
import Host
import NetTypes
import Planning
import Profiles
import Synchronization
import System
import Testing
import Trial

/// Files in memory.
private final class Files: FileAccess, Sendable {
    private let files = Mutex<[String: [UInt8]]>([:])

    var names: [String] { files.withLock { $0.keys.sorted() } }

    func makeDirectory(_ path: String) throws(FileError) {}
    func read(_ path: String) throws(FileError) -> [UInt8]? { files.withLock { $0[path] } }
    func write(_ bytes: [UInt8], to path: String) throws(FileError) { files.withLock { $0[path] = bytes } }
    func remove(_ path: String) throws(FileError) { files.withLock { $0[path] = nil } }

    func names(in path: String) throws(FileError) -> [String] {
        names.filter { $0.hasPrefix(path + "/") }.map { String($0.dropFirst(path.count + 1)) }
    }

    func lock(_ path: String, wait: Double) throws(FileError) -> (any Sendable & AnyObject)? { self }
}

private let theirs = "11111111-2222-3333-4444-555555555555"
private let ours = "66666666-7777-8888-9999-aaaaaaaaaaaa"
private let file = ProfileDirectory.path + "/old.nmconnection"
private let oldBytes = Array("# ours\n[connection]\nid=old\n".utf8)

/// A trial of somebody's, at second `start`.
private func record(
    _ start: Int64, _ phase: Phase = .confirmed, changes: [ProfileChange] = [], active: [Before.Active] = [],
    spec: String = "version: 1\n", restores: Int? = nil
) -> TrialRecord {
    var record = TrialRecord(
        id: "abcdef", startedAt: start, user: "root", specs: [SpecText(name: "host.yaml", text: spec)], plan: "",
        timeout: 120, apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 1, deadline: 0,
        changes: changes, before: Before(active: active, links: []))
    record.phase = phase
    record.restores = restores
    return record
}

private func item(_ number: Int, _ record: TrialRecord) -> HistoryItem {
    HistoryItem(number: number, content: .success(HistoryEntry(record: record, endedAt: 0)))
}

private func profile(_ uuid: String, filename: String) -> LiveProfile {
    LiveProfile(
        path: "/p", uuid: uuid, id: "now", type: "802-3-ethernet", interfaceName: "enp2s0", settings: [:],
        filename: filename, isUnsaved: false, isGenerated: false)
}

/// An adoption: somebody's profile goes, ours comes.
private let adoption = [
    ProfileChange(uuid: ours, interface: "enp2s0", kind: .added, id: "enp2s0", filename: nil, original: nil),
    ProfileChange(
        uuid: theirs, interface: "enp2s0", kind: .replaced, id: "old", filename: file, original: Data(oldBytes)),
]
private let wasActive = [Before.Active(interface: "enp2s0", uuid: theirs)]

@Suite struct `The history` {
    @Test func `a number stays with its entry while the oldest go`() throws {
        let files = Files()
        let store = try TrialStore(files: files)
        for second in 1...Int64(TrialStore.historyLimit + 3) {
            try store.archive(HistoryEntry(record: record(second), endedAt: second))
        }
        #expect(try store.historyNumbers() == Array(4...TrialStore.historyLimit + 3))
        #expect(try store.history(4)?.entry?.endedAt == 4)
        #expect(try store.history(3) == nil)
    }

    @Test func `a trial that is archived twice has one entry`() throws {
        let store = try TrialStore(files: Files())
        try store.archive(HistoryEntry(record: record(1, .pending), endedAt: 1))
        try store.archive(HistoryEntry(record: record(1), endedAt: 2))
        #expect(try store.history().map(\.number) == [1])
        #expect(try store.history(1)?.entry?.record.phase == .confirmed)
    }

    @Test func `too many bytes cost the oldest entries, never the newest`() throws {
        let store = try TrialStore(files: Files())
        // More than a third of the limit each, as JSON has it.
        let large = String(repeating: "x", count: TrialStore.historyBytes * 2 / 5)
        for second in 1...Int64(3) {
            try store.archive(HistoryEntry(record: record(second, spec: large), endedAt: second))
        }
        #expect(try store.historyNumbers() == [2, 3])
        let huge = String(repeating: "x", count: TrialStore.historyBytes + 1)
        try store.archive(HistoryEntry(record: record(9, spec: huge), endedAt: 9))
        #expect(try store.historyNumbers() == [4])
    }

    @Test func `a damaged entry says so and leaves the others readable`() throws {
        let files = Files()
        let store = try TrialStore(files: files)
        for second in 1...Int64(3) { try store.archive(HistoryEntry(record: record(second), endedAt: second)) }
        let second = try #require(files.names.first { $0.contains("/000002-") })
        try files.write(Array("{".utf8), to: second)
        let items = try store.history()
        #expect(items.map { $0.entry == nil } == [false, true, false])
        guard case .failure(let error) = items[1].content else { return }
        #expect(error.path == second && error.reason.contains("damaged"))
    }

    @Test func `a file of somebody else's in the directory is no entry`() throws {
        let files = Files()
        let store = try TrialStore(files: files)
        for name in ["notes.json", "000001.json", "-1-2-x.json", "000005-1-x.txt", "٣-1-x.json"] {
            try files.write([], to: TrialStore.statePath + "/history/" + name)
        }
        #expect(try store.history().isEmpty)
    }

    @Test func `the spec in force is the one confirmed last, and after a restore the one before`() throws {
        let store = try TrialStore(files: Files())
        func archive(_ second: Int64, _ phase: Phase, _ spec: String, restores: Int? = nil) throws {
            try store.archive(
                HistoryEntry(record: record(second, phase, spec: spec, restores: restores), endedAt: second))
        }
        #expect(try store.specInForce() == nil)
        try archive(1, .confirmed, "one")
        try archive(2, .confirmed, "two")
        try archive(3, .rolledBack(.deadline), "three")
        #expect(try store.specInForce()?.first?.text == "two")
        try archive(4, .confirmed, "", restores: 2)
        #expect(try store.specInForce()?.first?.text == "one")
        try archive(5, .confirmed, "", restores: 4)
        #expect(try store.specInForce()?.first?.text == "two")
        try archive(6, .confirmed, "", restores: 1)
        #expect(try store.specInForce() == nil)
    }
}

@Suite struct `What is in force` {
    private static let whole = "version: 1\nbonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}\n"
    private static let part = "version: 1\ntrunks: {bond0: {400: {bridge: br400}}}\n"

    private func applied(_ records: [TrialRecord]) throws -> [String]? {
        let store = try TrialStore(files: Files())
        for record in records { try store.archive(HistoryEntry(record: record, endedAt: record.startedAt)) }
        return store.appliedProfiles(on: LiveState())?.profiles.map(\.value).map {
            "\($0.interface) \($0.settings["connection"]?["type"].map { "\($0)" } ?? "")"
        }.sorted()
    }

    private func partial(_ second: Int64, _ spec: String, _ changes: [ProfileChange] = []) -> TrialRecord {
        var partial = record(second, changes: changes, spec: spec)
        partial.isWhole = false
        partial.used = ["bond0"]
        return partial
    }

    @Test func `a spec of a part leaves the rest as the earlier ones have it`() throws {
        let both = try #require(try applied([record(1, spec: Self.whole), partial(2, Self.part)]))
        #expect(both.count == 5 && both.contains("bond0 string(\"bond\")"), "\(both)")
        #expect(both.contains("bond0.400 string(\"vlan\")") && both.contains("br400 string(\"bridge\")"))
    }

    @Test func `what a part removes is in force no more, and a restore has it again`() throws {
        let gone = ProfileChange(
            uuid: ProfileUUID(interface: "br400").text, interface: "br400", kind: .removed, id: "br400", filename: nil,
            original: nil)
        let records = [
            record(1, spec: Self.whole), partial(2, Self.part), partial(3, "version: 1\nabsent: [br400]\n", [gone]),
        ]
        #expect(try applied(records)?.contains { $0.hasPrefix("br400") } == false)
        #expect(try applied(records)?.count == 4)
        #expect(try applied(records + [record(4, restores: 3)])?.count == 5)
        #expect(try applied(records + [record(4, restores: 2)])?.count == 3)
    }

    @Test func `a spec of the whole, and every one of an older version, is all that is in force`() throws {
        var whole = record(2, spec: "version: 1\nbridges: {br1: {}}\n")
        #expect(try applied([record(1, spec: Self.whole), whole])?.count == 1)
        whole.isWhole = true
        #expect(try applied([record(1, spec: Self.whole), whole])?.count == 1)
    }
}

@Suite struct `What a restore does` {
    private let live = LiveState(profiles: [profile(ours, filename: ProfileDirectory.path + "/enp2s0.nmconnection")])

    private func restoration(
        _ number: Int, _ history: [HistoryItem], _ state: LiveState? = nil, files: [String: [UInt8]] = [:]
    ) throws -> Restoration {
        try Restoration(undoing: number, of: history, on: state ?? live) { files[$0] }
    }

    @Test func `what was made goes, and what was replaced comes back to the byte`() throws {
        let plan = try restoration(1, [item(1, record(1, changes: adoption, active: wasActive))])
        #expect(plan.going.map(\.profile.uuid) == [ours])
        #expect(
            plan.back.map(\.profile) == [RestoredProfile(path: file, bytes: Data(oldBytes), isActive: true)])
        #expect(plan.back.map(\.interface) == ["enp2s0"])
    }

    @Test func `a profile that was not up comes back without being brought up`() throws {
        let plan = try restoration(1, [item(1, record(1, changes: adoption))])
        #expect(plan.back.map(\.profile.isActive) == [false])
    }

    @Test func `later entries are undone too, and the oldest knows what was there before`() throws {
        let update = ProfileChange(
            uuid: ours, interface: "enp2s0", kind: .updated, id: "enp2s0",
            filename: ProfileDirectory.path + "/enp2s0.nmconnection",
            original: Data([1]))
        let history = [
            item(1, record(1, changes: adoption, active: wasActive)),
            item(2, record(2, .rolledBack(.deadline), changes: [update])), item(3, record(3, changes: [update])),
        ]
        let all = try restoration(1, history)
        #expect(all.undone.map(\.number) == [3, 1])
        #expect(all.going.map(\.profile.uuid) == [ours] && all.back.map(\.uuid) == [theirs])
        let last = try restoration(3, history)
        #expect(last.going.isEmpty && last.back.map(\.uuid) == [ours])
        #expect(last.back.first?.profile.bytes == Data([1]))
    }

    @Test func `what is as it was then already is left alone`() throws {
        let state = LiveState(profiles: [profile(theirs, filename: file)])
        let history = [item(1, record(1, changes: adoption))]
        #expect(try restoration(1, history, state, files: [file: oldBytes]).isEmpty)
        #expect(try !restoration(1, history, state, files: [file: [0]]).isEmpty, "edited since")
    }

    @Test func `an entry that was not confirmed has nothing to undo`() throws {
        for phase in [Phase.rolledBack(.deadline), .undetermined(.deadline, [])] {
            let error = #expect(throws: Misfit.self) {
                try restoration(1, [item(1, record(1, phase, changes: adoption))])
            }
            #expect(error?.problems == ["entry 1 was never confirmed: it left nothing to undo"])
        }
    }

    @Test func `an entry in between that is damaged or gone makes it impossible, and is named`() throws {
        let first = item(1, record(1, changes: adoption))
        let last = item(4, record(4))
        let damaged = HistoryItem(number: 3, content: .failure(FileError(path: "/h/3", reason: "it is damaged")))
        let error = #expect(throws: Misfit.self) { try restoration(1, [first, damaged, last]) }
        #expect(
            error?.problems == [
                "entry 3 cannot be read: /h/3: it is damaged",
                "entry 2 is gone, so it is not known what it replaced",
            ])
        #expect(try restoration(4, [first, damaged, last]).isEmpty, "later ones can be undone")
    }

    @Test func `a file that belongs to another profile now is not written over`() throws {
        let state = LiveState(profiles: [profile("other", filename: file)])
        let error = #expect(throws: Misfit.self) { try restoration(1, [item(1, record(1, changes: adoption))], state) }
        #expect(error?.problems == ["\(file) is now the file of another profile, “now” (other)"])
    }

    @Test func `a profile whose file could not be read then cannot come back`() throws {
        let change = ProfileChange(
            uuid: theirs, interface: "enp2s0", kind: .replaced, id: "old", filename: file, original: nil)
        let error = #expect(throws: Misfit.self) { try restoration(1, [item(1, record(1, changes: [change]))]) }
        #expect(error?.problems.first?.contains("“old”") == true)
    }

    @Test func `a profile of the plugin ifcfg-rh comes back with the files beside it`() throws {
        let (path, route) = (IfcfgFiles.directory + "/ifcfg-enp2s0", IfcfgFiles.directory + "/route-enp2s0")
        var change = ProfileChange(
            uuid: theirs, interface: "enp2s0", kind: .replaced, id: "old", filename: path, original: Data([1]))
        change.mode = 0o644
        change.beside = [FileCopy(path: route, bytes: Data([2]), mode: 0o640)]
        let history = [item(1, record(1, changes: [change]))]
        let back = try restoration(1, history).back.map(\.profile)
        #expect(back.map(\.path) == [path] && back.map(\.mode) == [0o644] && back.map(\.beside) == [change.beside])
        let state = LiveState(profiles: [profile(theirs, filename: path)])
        #expect(try restoration(1, history, state, files: [path: [1], route: [2]]).isEmpty)
        #expect(try !restoration(1, history, state, files: [path: [1], route: [3]]).isEmpty, "its routes were edited")
    }

    @Test func `a profile that was kept elsewhere is not written there`() throws {
        let change = ProfileChange(
            uuid: theirs, interface: "enp2s0", kind: .replaced, id: "old",
            filename: "/usr/lib/NetworkManager/system-connections/enp2s0.nmconnection", original: Data([1]))
        let error = #expect(throws: Misfit.self) { try restoration(1, [item(1, record(1, changes: [change]))]) }
        #expect(error?.problems.first?.hasSuffix("where a restore does not write") == true)
    }
}
