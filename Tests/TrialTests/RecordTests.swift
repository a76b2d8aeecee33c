import Foundation
import Host
import LabSupport
import System
import Testing

@testable import Trial

/// What is written to /run and to the disk, and read again by another version of the program.
@Suite struct RecordTests {
    private static let folder = "Tests/TrialTests/Records/2/"

    /// The files of this version: a case, a property or a type that gets another name must not change them.
    @Test(arguments: ["trial.json", "commit.json", "history.json"])
    func `a record is written as it was when this version of the format came`(name: String) throws {
        let bytes =
            switch name {
            case "trial.json": try TrialStore.encode(SampleRecords.trial())
            case "commit.json": try TrialStore.encode(SampleRecords.commit)
            default: try TrialStore.encode(SampleRecords.entry)
            }
        let written = try Self.indented(bytes)
        if ProcessInfo.processInfo.environment["NM_TOPOLOGY_UPDATE"] == "1" {
            try written.write(toFile: Fixture.repository + "/" + Self.folder + name, atomically: true, encoding: .utf8)
        }
        #expect(
            try Fixture.text(Self.folder + name) == written,
            "after a field was added (nothing else may change), NM_TOPOLOGY_UPDATE=1 swift test writes it again")
    }

    private static func indented(_ bytes: [UInt8]) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(bytes))
        let data = try JSONSerialization.data(
            withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    @Test func `what this version wrote it reads`() throws {
        let store = try RecordFiles().store
        for (phase, _) in Self.phases {
            try store.save(SampleRecords.trial(phase))
            #expect(try store.trial() == SampleRecords.trial(phase))
        }
        try store.save(SampleRecords.commit)
        #expect(try store.commit() == SampleRecords.commit)
        try store.archive(SampleRecords.entry)
        #expect(try store.history().map(\.entry) == [SampleRecords.entry])
    }

    private static let phases: [(Phase, String)] = [
        (.prepared, #""phase":"prepared""#), (.applying, #""phase":"applying""#), (.pending, #""phase":"pending""#),
        (.confirming, #""phase":"confirming""#), (.confirmed, #""phase":"confirmed""#),
        (.rollingBack(.deadline), #""cause":{"name":"deadline"},"phase":"rolling-back""#),
        (.rolledBack(.asked(by: "eve")), #""cause":{"by":"eve","name":"asked"},"phase":"rolled-back""#),
        (.rolledBack(.failed("no")), #""cause":{"name":"failed","what":"no"},"phase":"rolled-back""#),
        (
            .rolledBack(.failed("no", ControlError.Report(operation: "Reapply", object: "o", name: "E.No"))),
            #""cause":{"name":"failed","report":{"name":"E.No","object":"o","operation":"Reapply"},"what":"no"},"#
                + #""phase":"rolled-back""#
        ),
        (.rolledBack(.applyDied), #""cause":{"name":"apply-died"},"phase":"rolled-back""#),
        (
            .rolledBack(.networkManagerRestarted),
            #""cause":{"name":"networkmanager-restarted"},"phase":"rolled-back""#
        ),
        (.rolledBack(.hostRestarted), #""cause":{"name":"host-restarted"},"phase":"rolled-back""#),
        (
            .undetermined(.checkpointGone, ["a", "b"]),
            #""cause":{"name":"checkpoint-gone"},"left":["a","b"],"phase":"undetermined""#
        ),
    ]

    @Test(arguments: phases) func `a phase stands in its record as its name, with its cause and what is left`(
        phase: Phase, keys: String
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(String(decoding: try encoder.encode(phase), as: UTF8.self) == "{\(keys)}")
    }

    /// A property without a key in the file would be lost silently: a property with a default value needs none.
    @Test func `every property of every record is in the file`() throws {
        let trial = SampleRecords.trial()
        func names(_ value: some Encodable) throws -> (properties: Set<String>, keys: Set<String>) {
            let properties = Mirror(reflecting: value).children.compactMap(\.label)
            let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any]
            return (Set(properties), Set(object.map { Array($0.keys) } ?? []))
        }
        let records: [any Encodable] = [
            SampleRecords.netplan, try #require(SampleRecords.netplan.edits?.first),
            try #require(SampleRecords.commit.netplan), SampleRecords.change, SampleRecords.beside, SampleRecords.kept,
            SampleRecords.commit, SampleRecords.entry,
            trial.before,
            trial.apply, try #require(SampleRecords.change.restored), try #require(trial.checkpoint),
            try #require(trial.specs.first), try #require(trial.before.active.first),
            try #require(trial.before.links.first), try #require(trial.before.links.first?.facts),
            try #require(trial.before.routes?.first),
        ]
        for record in records {
            let (properties, keys) = try names(record)
            #expect(properties == keys, "\(type(of: record)): a key for it, and a value in SampleRecords")
        }
        let (properties, keys) = try names(trial)
        #expect(properties.union(["cause", "left"]) == keys, "a line in TrialRecord.optional, and a value here")
    }

    @Test func `keys that a later version added are passed over, wherever they stand`() throws {
        let files = RecordFiles()
        for (path, bytes) in try Self.each() {
            let text = String(decoding: bytes, as: UTF8.self)
            files[path] = Array(text.replacing("{", with: #"{"later":{"x":[1]},"#).utf8)
        }
        #expect(try files.store.trial() == SampleRecords.trial())
        #expect(try files.store.underway() == SampleRecords.trial())
        #expect(try files.store.commit() == SampleRecords.commit)
        #expect(try files.store.history().map(\.entry) == [SampleRecords.entry])
    }

    @Test func `a record of a newer version is refused, and the message says so`() throws {
        let files = RecordFiles()
        for (path, bytes) in try Self.each() {
            files[path] = Array(
                String(decoding: bytes, as: UTF8.self).replacing(#""version":2"#, with: #""version":3"#).utf8)
        }
        let reasons = [
            #expect(throws: FileError.self) { try files.store.trial() },
            #expect(throws: FileError.self) { try files.store.underway() },
            #expect(throws: FileError.self) { try files.store.commit() },
            #expect(throws: FileError.self) { try files.store.history().first?.content.get() },
        ]
        for error in reasons {
            #expect(
                error?.reason
                    == "it was written by a newer nm-topology (version 3 of the format, this one reads up to 2); use that "
                    + "one, or `nm-topology checkpoint forget`")
        }
    }

    @Test(arguments: ["0", "-1", "\"2\"", "1e999"]) func `what is no version is damage`(version: String) throws {
        let files = RecordFiles()
        let text = String(decoding: try TrialStore.encode(SampleRecords.trial()), as: UTF8.self)
        files[RecordFiles.trial] = Array(text.replacing(#""version":2"#, with: #""version":\#(version)"#).utf8)
        let error = #expect(throws: FileError.self) { try files.store.trial() }
        #expect(error?.reason.contains("damaged") == true)
    }

    @Test func `a cause that only a later version knows stops no rollback`() throws {
        let files = RecordFiles()
        let text = String(decoding: try TrialStore.encode(SampleRecords.trial(.rollingBack(.deadline))), as: UTF8.self)
        files[RecordFiles.trial] = Array(text.replacing(#""name":"deadline""#, with: #""name":"eclipse""#).utf8)
        #expect(try files.store.trial()?.phase == .rollingBack(.failed("eclipse")))
    }

    /// A file of each kind, as this version writes it.
    private static func each() throws -> [(path: String, bytes: [UInt8])] {
        [
            (RecordFiles.trial, try TrialStore.encode(SampleRecords.trial())),
            (RecordFiles.underway, try TrialStore.encode(SampleRecords.trial())),
            (RecordFiles.commit, try TrialStore.encode(SampleRecords.commit)),
            (RecordFiles.history + "/000001-1795372456-abcdef.json", try TrialStore.encode(SampleRecords.entry)),
        ]
    }
}
