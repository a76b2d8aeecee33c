package import FoundationEssentials

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

    /// The trial of this boot that was started last, over or not.
    package func trial() throws(StateError) -> TrialRecord? {
        try decode("\(Self.runPath)/trial.json")
    }

    package func save(_ record: TrialRecord) throws(StateError) {
        try files.write(Self.encode(record), to: "\(Self.runPath)/trial.json")
    }

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
            return Array(try encoder.encode(value))
        } catch {
            throw StateError(path: statePath, reason: "a record cannot be encoded: \(error)")
        }
    }

    func decode<Value: Decodable>(_ path: String) throws(StateError) -> Value? {
        guard let bytes = try files.read(path) else { return nil }
        var what = "it is damaged or of another version of nm-topology"
        if let value = try? JSONDecoder().decode(Value.self, from: Data(bytes)) {
            guard let doubt = (value as? any Plausible)?.implausible else { return value }
            what += " (\(doubt))"
        }
        throw StateError(path: path, reason: "\(what); move it away once you have looked at it")
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
    package let interface: String
    /// The file it goes to, as far as NetworkManager leaves the choice to us.
    package let path: String
    /// The text of the file.
    package let keyfile: String
    /// The file to the byte, where a restore brings it back: it may be otherwise than NetworkManager writes it.
    package let exact: Data?
    /// `false` for a profile that comes back without being up; nothing is said of others.
    package let isActive: Bool?

    package init(
        uuid: String, interface: String, path: String, keyfile: String, exact: Data? = nil, isActive: Bool? = nil
    ) {
        self.uuid = uuid
        self.interface = interface
        self.path = path
        self.keyfile = keyfile
        self.exact = exact
        self.isActive = isActive
    }

    /// - Returns: `nil` for a change that brings nothing back.
    init?(_ change: ProfileChange) {
        guard let restored = change.restored else { return nil }
        self.init(
            uuid: change.uuid, interface: change.interface, path: restored.path,
            keyfile: String(decoding: restored.bytes, as: UTF8.self), exact: restored.bytes,
            isActive: restored.isActive)
    }

    /// What the file holds.
    package var bytes: [UInt8] { exact.map { Array($0) } ?? Array(keyfile.utf8) }
}
