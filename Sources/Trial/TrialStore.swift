import FoundationEssentials
package import System

/// The store of trials' records: the current one is in /run, which a reboot empties, decisions are in /var/lib, which
/// stay.
package struct TrialStore: Sendable {
    let files: any FileAccess

    /// The directory of the current trial's record.
    package static let runPath = "/run/nm-topology"
    /// The directory of decisions and the history.
    package static let statePath = "/var/lib/nm-topology"

    /// Opens the directories, and makes them where they are missing.
    ///
    /// - Throws: `FileError` when a directory cannot be made or does not belong to us.
    package init(files: any FileAccess = LinuxFiles()) throws(FileError) {
        self.files = files
        for path in [Self.runPath, Self.statePath, Self.statePath + "/history"] { try files.makeDirectory(path) }
    }

    /// Saves the record of the current trial.
    package func save(_ record: TrialRecord) throws(FileError) { try write(Self.encode(record), of: record) }

    /// Reads the decision to keep a trial; `nil` before it is made and after it has been carried out.
    package func commit() throws(FileError) -> CommitRecord? {
        try decode("\(Self.statePath)/commit.json")
    }

    /// Saves the decision to keep a trial.
    package func save(_ commit: CommitRecord) throws(FileError) {
        try files.write(Self.encode(commit), to: "\(Self.statePath)/commit.json")
    }

    /// Reads the copy on disk of the trial that is under way; it survives a reboot.
    package func underway() throws(FileError) -> TrialRecord? {
        try decode("\(Self.statePath)/underway.json")
    }

    /// Saves a copy of the trial on disk.
    package func saveUnderway(_ record: TrialRecord) throws(FileError) {
        try files.write(Self.encode(record), to: "\(Self.statePath)/underway.json")
    }

    /// Removes the copy on disk.
    package func removeUnderway() throws(FileError) { try files.remove("\(Self.statePath)/underway.json") }

    /// Removes the decision, once it has been carried out.
    package func removeCommit() throws(FileError) { try files.remove("\(Self.statePath)/commit.json") }

    /// Takes the lock that allows deciding on a trial and changing it; `nil` when it is not free within `wait` seconds.
    package func lock(wait: Double) throws(FileError) -> (any Sendable & AnyObject)? {
        try files.lock("\(Self.runPath)/lock", wait: wait)
    }

    static func encode(_ value: some Encodable) throws(FileError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
            return Array(try encoder.encode(Versioned(content: value)))
        } catch {
            throw FileError(path: statePath, reason: "a record cannot be encoded: \(error)")
        }
    }

    func decode<Value: Decodable>(_ path: String) throws(FileError) -> Value? {
        guard let bytes = try files.read(path) else { return nil }
        var what = "it is damaged"
        do {
            let value = try JSONDecoder().decode(Versioned<Value>.self, from: Data(bytes)).content
            guard let doubt = (value as? any Plausible)?.implausible else { return value }
            what += " (\(doubt))"
        } catch let error as NewerVersion {
            throw FileError(path: path, reason: error.description)
        } catch {}
        throw FileError(path: path, reason: "\(what); move it away once you have looked at it")
    }
}
