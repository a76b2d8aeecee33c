import FoundationEssentials

/// Where trials are recorded: the pending one in /run, which a reboot empties, and decisions in /var/lib, which stay.
package struct TrialStore: Sendable {
    private let run: StateDirectory
    private let state: StateDirectory

    package static let runPath = "/run/nm-topology"
    package static let statePath = "/var/lib/nm-topology"

    package init(run: String = runPath, state: String = statePath) throws(StateError) {
        self.run = try StateDirectory(run)
        self.state = try StateDirectory(state)
    }

    /// The trial of this boot that was started last, over or not.
    package func trial() throws(StateError) -> TrialRecord? {
        try decode(run.read("trial.json"), from: run, "trial.json")
    }

    package func save(_ record: TrialRecord) throws(StateError) {
        try run.write(Self.encode(record), to: "trial.json")
    }

    /// The decision to keep a trial, from the moment it is on disk until it is carried out.
    package func commit() throws(StateError) -> CommitRecord? {
        try decode(state.read("commit.json"), from: state, "commit.json")
    }

    package func save(_ commit: CommitRecord) throws(StateError) {
        try state.write(Self.encode(commit), to: "commit.json")
    }

    /// The trial that was under way when it was last written down on disk: after a restart of the host, /run is empty.
    package func underway() throws(StateError) -> TrialRecord? {
        try decode(state.read("underway.json"), from: state, "underway.json")
    }

    package func saveUnderway(_ record: TrialRecord) throws(StateError) {
        try state.write(Self.encode(record), to: "underway.json")
    }

    package func removeUnderway() throws(StateError) { try state.remove("underway.json") }

    package func removeCommit() throws(StateError) { try state.remove("commit.json") }

    /// Takes the lock under which a trial is decided on and changed.
    package func lock(wait: Double) throws(StateError) -> FileLock? { try run.lock("lock", wait: wait) }

    /// Keeps what became of a trial, and the files that it replaced; the oldest beyond `historyLimit` go.
    package func archive(_ entry: HistoryEntry) throws(StateError) {
        let directory = try state.directory("history")
        try directory.write(Self.encode(entry), to: "\(entry.name).json")
        for name in try directory.names().dropLast(Self.historyLimit) { try directory.remove(name) }
    }

    package static let historyLimit = 100

    package func history() throws(StateError) -> [HistoryEntry] {
        let directory = try state.directory("history")
        var entries: [HistoryEntry] = []
        for name in try directory.names() {
            if let entry: HistoryEntry = try decode(directory.read(name), from: directory, name) { entries.append(entry) }
        }
        return entries
    }

    private static func encode(_ value: some Encodable) throws(StateError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw StateError(path: statePath, reason: "a record cannot be encoded: \(error)")
        }
    }

    private func decode<Value: Decodable>(
        _ bytes: [UInt8]?, from directory: StateDirectory, _ name: String
    ) throws(StateError) -> Value? {
        guard let bytes else { return nil }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw StateError(
                path: "\(directory.path)/\(name)",
                reason: "it is damaged or of another version of nm-topology; move it away once you have looked at it")
        }
    }
}

/// The decision to keep a trial, with all that is needed to carry it out: the power may fail at once after it.
package struct CommitRecord: Codable, Hashable, Sendable {
    package let trial: String
    /// The profiles that go to disk.
    package let keep: [KeptProfile]
    /// The profiles that go.
    package let delete: [ProfileChange]

    package init(trial: String, keep: [KeptProfile], delete: [ProfileChange]) {
        self.trial = trial
        self.keep = keep
        self.delete = delete
    }
}

/// A profile that a decision keeps.
package struct KeptProfile: Codable, Hashable, Sendable {
    package let uuid: String
    /// The file it goes to, as far as NetworkManager leaves the choice to us.
    package let path: String
    /// The text of the file.
    package let keyfile: String

    package init(uuid: String, path: String, keyfile: String) {
        self.uuid = uuid
        self.path = path
        self.keyfile = keyfile
    }
}

/// What became of a trial.
package struct HistoryEntry: Codable, Hashable, Sendable {
    package let record: TrialRecord
    /// Seconds since 1970.
    package let endedAt: Int64

    package init(record: TrialRecord, endedAt: Int64) {
        self.record = record
        self.endedAt = endedAt
    }

    /// Sorts by time.
    var name: String {
        let seconds = String(record.startedAt)
        return String(repeating: "0", count: max(0, 12 - seconds.count)) + seconds + "-" + record.id
    }
}
