package import System

/// Reading and writing the trial's record, even if its file or its file system is damaged or full.
extension TrialStore {
    private static let trialPath = runPath + "/trial.json"
    /// A file whose space holds one more record when /run is full.
    private static let reservePath = runPath + "/reserve"
    private static let reserveBytes = 64 << 10
    private static let actPath = runPath + "/act.json"

    /// Reads the trial that was started last since the boot, over or not.
    ///
    /// If its file cannot be read, this returns the copy on disk, which is as the trial was when it began to change the
    /// network or became pending. That copy is of the same trial: it is removed when a trial is over, and one from an
    /// earlier boot is removed before the first trial after it.
    ///
    /// - Returns: `nil` when there was none.
    package func trial() throws(FileError) -> TrialRecord? {
        do throws(FileError) {
            return try recorded()
        } catch {
            if let copy = (try? underway()) ?? nil { return copy }
            throw error
        }
    }

    /// The stamp of the trial's file; `nil` when it cannot be read.
    func trialStamp() -> FileStamp? { files.stamp(of: Self.trialPath) }

    /// Reads the trial from its own file; `nil` when there is none.
    package func recorded() throws(FileError) -> TrialRecord? { try decode(Self.trialPath) }

    /// Writes the record; if the file system is full, into the space that was reserved when the trial began.
    func write(_ bytes: [UInt8], of record: TrialRecord) throws(FileError) {
        if record.phase == .prepared {
            // The record grows: the list of what a rollback did not restore comes last.
            try files.reserve(Self.reservePath, bytes: max(Self.reserveBytes, 2 * bytes.count))
        }
        tellJournal(of: record)
        try files.write(bytes, to: Self.trialPath, orInto: Self.reservePath)
        if record.isOver { try? files.remove(Self.reservePath) }
    }

    /// Notes which act a trial begins, beside its record, which is long and would have to be written again each time.
    func note(_ act: ReachedAct) throws(FileError) { try files.write(Self.encode(act), to: Self.actPath) }

    /// The act that a trial began last; `nil` where that was not noted.
    func reachedAct(of trial: String) -> ReachedAct? {
        let noted: ReachedAct? = (try? decode(Self.actPath)) ?? nil
        return noted?.trial == trial ? noted : nil
    }

    /// Removes the trial's file; only where it is wrong and the history is right.
    func removeTrial() throws(FileError) {
        try files.remove(Self.trialPath)
        try? files.remove(Self.reservePath)
    }

    /// Renames a record that cannot be read.
    ///
    /// - Returns: its new path.
    func setTrialAside() throws(FileError) -> String {
        let path = Self.trialPath + ".damaged"
        try files.move(Self.trialPath, to: path)
        return path
    }
}
