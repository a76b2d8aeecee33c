import FoundationEssentials
package import System

/// Where trials are recorded: the pending one in /run, which a reboot empties, and decisions in /var/lib, which stay.
package struct TrialStore: Sendable {
    let files: any FileAccess

    package static let runPath = "/run/nm-topology"
    package static let statePath = "/var/lib/nm-topology"

    /// - Throws: `StateError` when the directories cannot be made or are not ours.
    package init(files: any FileAccess = LinuxFiles()) throws(StateError) {
        self.files = files
        for path in [Self.runPath, Self.statePath, Self.statePath + "/history"] { try files.makeDirectory(path) }
    }

    package func save(_ record: TrialRecord) throws(StateError) { try write(Self.encode(record), of: record) }

    /// The decision to keep a trial, from the moment it is on disk until it is carried out.
    package func commit() throws(StateError) -> CommitRecord? {
        try decode("\(Self.statePath)/commit.json")
    }

    package func save(_ commit: CommitRecord) throws(StateError) {
        try files.write(Self.encode(commit), to: "\(Self.statePath)/commit.json")
    }

    /// The trial that was under way when it was last written down on disk: after a restart of the host, /run is empty.
    package func underway() throws(StateError) -> TrialRecord? {
        try decode("\(Self.statePath)/underway.json")
    }

    package func saveUnderway(_ record: TrialRecord) throws(StateError) {
        try files.write(Self.encode(record), to: "\(Self.statePath)/underway.json")
    }

    package func removeUnderway() throws(StateError) { try files.remove("\(Self.statePath)/underway.json") }

    package func removeCommit() throws(StateError) { try files.remove("\(Self.statePath)/commit.json") }

    /// Takes the lock under which a trial is decided on and changed.
    package func lock(wait: Double) throws(StateError) -> (any Sendable & AnyObject)? {
        try files.lock("\(Self.runPath)/lock", wait: wait)
    }

    static func encode(_ value: some Encodable) throws(StateError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
            return Array(try encoder.encode(Versioned(content: value)))
        } catch {
            throw StateError(path: statePath, reason: "a record cannot be encoded: \(error)")
        }
    }

    func decode<Value: Decodable>(_ path: String) throws(StateError) -> Value? {
        guard let bytes = try files.read(path) else { return nil }
        var what = "it is damaged"
        do {
            let value = try JSONDecoder().decode(Versioned<Value>.self, from: Data(bytes)).content
            guard let doubt = (value as? any Plausible)?.implausible else { return value }
            what += " (\(doubt))"
        } catch let error as NewerVersion {
            throw StateError(path: path, reason: error.description)
        } catch {}
        throw StateError(path: path, reason: "\(what); move it away once you have looked at it")
    }
}
