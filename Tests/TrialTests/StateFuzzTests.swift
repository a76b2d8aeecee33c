import Foundation
import LabSupport
import Synchronization
import System
import Testing

@testable import Trial

/// Files of a trial with any bytes in them: a record that makes sense, or an error that names the file.
struct StateFuzzTests {
    /// The same bytes under every name.
    private final class OneFile: FileAccess {
        private let bytes: Mutex<[UInt8]>

        init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }

        func makeDirectory(_ path: String) throws(FileError) {}
        func read(_ path: String) throws(FileError) -> [UInt8]? { bytes.withLock { $0 } }
        func write(_ new: [UInt8], to path: String) throws(FileError) { bytes.withLock { $0 = new } }
        func remove(_ path: String) throws(FileError) {}
        func names(in path: String) throws(FileError) -> [String] { ["000001-1795372456-abcdef.json"] }
        func lock(_ path: String, wait: Double) throws(FileError) -> (any Sendable & AnyObject)? { self }
    }

    private static let pieces = [
        "{", "}", "[", "]", "[[", "{\"a\":", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-1", "1e999",
        "0.5", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "\0", "\u{feff}", "é",
        "\"phase\"",
        "\"pending\":{}", "\"rolledBack\":{\"_0\":{\"deadline\":{}}}", "\"deadline\":9223372036854775807",
        "\"rolled-back\"", "\"cause\":{\"name\":\"deadline\"}", "\"version\":2", "\"version\":0", "\"left\":[\"x\"]",
        "\"pid\":-1", "\"filename\":\"/etc/../shadow\"", "\"path\":\"/etc/shadow\"", "\"original\":\"!\"",
    ]

    /// Records in every phase as this version writes them, and some as the first one did.
    private static func samples() throws -> [[UInt8]] {
        let change = ProfileChange(
            uuid: "u", interface: "br0", kind: .replaced, id: "old",
            filename: ProfileDirectory.path + "/old.nmconnection",
            original: Data("[connection]\n".utf8))
        var record = TrialRecord(
            id: "abcdef", startedAt: 1_795_372_456, user: "root",
            specs: [SpecText(name: "a.yaml", text: "version: 1\n")],
            plan: "+ br0\n", timeout: 120, apply: ProcessIdentity(pid: 7, startTicks: 9), preparedAt: 5,
            checkpointTimeout: 200, deadline: 100_000, changes: [change],
            before: Before(
                active: [.init(interface: "enp2s0", uuid: "u")],
                links: [
                    .init(name: "vnet0", controller: "br0", isForeignPort: true, isUp: true, addresses: ["10.0.0.1/24"])
                ]))
        record.checkpoint = CheckpointIdentity(path: "/c/1", created: 5, owner: ":1.1")
        record.guardian = ProcessIdentity(pid: 8, startTicks: 9)
        var samples: [[UInt8]] = []
        func add(_ value: some Encodable) throws { samples.append(try TrialStore.encode(value)) }
        for phase: Phase in [
            .prepared, .applying, .pending, .confirming, .confirmed, .rollingBack(.deadline),
            .rolledBack(.asked(by: "eve")),
            .undetermined(.failed("no"), ["br0 is gone"]),
        ] {
            record.phase = phase
            try add(record)
        }
        record.endedAt = 1_795_372_500
        record.attempts = 3
        record.nextAttempt = 130_000
        try add(record)
        record.forgottenBy = "root"
        try add(HistoryEntry(record: record, endedAt: 1_795_372_500))
        let kept = KeptProfile(
            uuid: "u", interface: "br0", path: ProfileDirectory.path + "/br0.nmconnection", keyfile: "[connection]\n")
        try add(CommitRecord(trial: "abcdef", keep: [kept], delete: [change]))
        for name in ["pending.json", "commit.json", "history/000002-1795600866-b072ac.json"] {
            samples.append(Array(try Fixture.text("Tests/TrialTests/Records/1/" + name).utf8))
        }
        return samples
    }

    /// Reads the bytes as each kind of file; what is read is put to use.
    private func check(_ bytes: [UInt8]) throws -> Bool {
        let store = try TrialStore(files: OneFile(bytes))
        var succeeded = false
        func read<Value>(_ what: () throws(FileError) -> Value?) -> Value? {
            do throws(FileError) {
                let value = try what()
                succeeded = succeeded || value != nil
                return value
            } catch {
                #expect(error.description.hasPrefix("/"))
                #expect(error.reason.contains("damaged") || error.reason.contains("newer nm-topology"))
                return nil
            }
        }
        for record in [read(store.trial), read(store.underway)].compactMap({ $0 }) {
            let late = Observation(
                now: Int64.max / 2, owner: ":1.1", hasCheckpoint: true, applyIsAlive: false, isCommitted: false)
            for request: Request in [.confirm, .rollBack(by: "eve"), .extend, .tend, .retry] {
                _ = record.decision(for: request, seeing: late)
            }
            // What people read and what the deadline is compared with: no sum overflows.
            _ = record.deadline + 5000 - Int64(record.timeout) * 1000 + record.startedAt
            #expect(record.apply.pid > 0)
            let again = try JSONDecoder().decode(TrialRecord.self, from: JSONEncoder().encode(record))
            #expect(again == record)
        }
        if let commit = read(store.commit) {
            #expect(
                commit.keep.allSatisfy {
                    $0.path.hasPrefix(ProfileDirectory.path + "/") || IfcfgFiles.isProfile($0.path)
                })
            #expect(commit.keep.allSatisfy { !$0.path.contains("/../") })
        }
        _ = read { () throws(FileError) in try store.history() }
        return succeeded
    }

    @Test func `whatever the bytes are, a record makes sense or the file is named`() throws {
        let samples = try Self.samples()
        for sample in samples { #expect(try check(sample), "as written: \(String(decoding: sample, as: UTF8.self))") }
        try Fuzzing.run("state files") { random in
            _ = try check(random.mutated(samples, pieces: Self.pieces))
        }
    }

    @Test func `cut anywhere, a file is damaged and says so`() throws {
        for sample in try Self.samples() {
            for length in stride(from: 0, to: sample.count, by: 7) {
                let store = try TrialStore(files: OneFile(Array(sample[..<length])))
                #expect(throws: FileError.self) { try store.trial() }
                #expect(throws: FileError.self) { try store.commit() }
            }
        }
    }

    @Test(arguments: [
        ("\"deadline\":100000", "\"deadline\":9223372036854775807", "a time in it cannot be"),
        ("\"deadline\":100000", "\"deadline\":-1", "a time in it cannot be"),
        ("\"timeout\":120", "\"timeout\":99999999999", "a timeout in it cannot be"),
        ("\"pid\":7", "\"pid\":-1", "a process in it cannot be"),
        ("\"id\":\"abcdef\"", "\"id\":\"../../x\"", "its ID is not six hexadecimal digits"),
        ("\\/old.nmconnection", "\\/..\\/x", "it names a file that cannot be"),
    ])
    func `what is well-formed and cannot be is refused with the reason`(old: String, new: String, why: String) throws {
        let whole = try String(decoding: #require(Self.samples().first), as: UTF8.self)
        try #require(whole.contains(old), "\(whole)")
        let store = try TrialStore(files: OneFile(Array(whole.replacing(old, with: new).utf8)))
        let error = #expect(throws: FileError.self) { try store.trial() }
        #expect(error?.reason.contains("(\(why))") == true, "\(String(describing: error))")
    }

    @Test func `a decision that writes elsewhere than where profiles are is refused`() throws {
        let scripts = IfcfgFiles.directory
        for path in [
            "/etc/passwd", ProfileDirectory.path + "/../../passwd", ProfileDirectory.path + "/", "x",
            // Only a restore writes there, and only profiles.
            scripts + "/ifcfg-br0",
        ] {
            let kept = KeptProfile(uuid: "u", interface: "br0", path: path, keyfile: "")
            let bytes = try TrialStore.encode(CommitRecord(trial: "abcdef", keep: [kept], delete: []))
            let store = try TrialStore(files: OneFile(bytes))
            #expect(throws: FileError.self) { try store.commit() }
        }
        for path in [scripts + "/ifup", scripts + "/ifcfg-", scripts + "/ifcfg-x/../../passwd"] {
            let kept = KeptProfile(uuid: "u", interface: "br0", path: path, keyfile: "", exact: Data())
            let bytes = try TrialStore.encode(CommitRecord(trial: "abcdef", keep: [kept], delete: []))
            #expect(throws: FileError.self) { try TrialStore(files: OneFile(bytes)).commit() }
        }
    }

    @Test(arguments: [
        "/etc/passwd", "/etc/netplan/../x.yaml", "/run/NetworkManager/system-connections/netplan-a/../x.nmconnection",
    ])
    func `a file that is not netplan's is refused as one of netplan's`(path: String) throws {
        let edit = NetplanEdit(path: path, before: nil, after: Data(), mode: nil)
        var decisions = [CommitRecord](repeating: CommitRecord(trial: "abcdef", keep: [], delete: []), count: 2)
        decisions[0].netplan = NetplanDecision(edits: [edit], gone: [])
        decisions[1].netplan = NetplanDecision(edits: [], gone: [path])
        let kept = KeptProfile(uuid: "u", interface: "br0", path: path, keyfile: "", exact: Data())
        decisions.append(CommitRecord(trial: "abcdef", keep: [kept], delete: []))
        for decision in decisions {
            let bytes = try TrialStore.encode(decision)
            #expect(throws: FileError.self) { try TrialStore(files: OneFile(bytes)).commit() }
        }
        var record = SampleRecords.trial()
        record.netplan?.edits = [edit]
        let bytes = try TrialStore.encode(record)
        #expect(throws: FileError.self) { try TrialStore(files: OneFile(bytes)).trial() }
    }

    @Test(arguments: ["/etc/passwd", "/ifup", "/route-br1", "/ifcfg-br0", "/keys-br0/../ifup", "/ifcfg-br0:/../ifup"])
    func `a file that does not belong to the profile beside it is refused`(name: String) throws {
        let path = name.hasPrefix("/etc/") ? name : IfcfgFiles.directory + name
        var kept = KeptProfile(
            uuid: "u", interface: "br0", path: IfcfgFiles.directory + "/ifcfg-br0", keyfile: "", exact: Data())
        kept.beside = [FileCopy(path: path, bytes: Data(), mode: nil)]
        let bytes = try TrialStore.encode(CommitRecord(trial: "abcdef", keep: [kept], delete: []))
        let store = try TrialStore(files: OneFile(bytes))
        #expect(throws: FileError.self) { try store.commit() }
    }
}
