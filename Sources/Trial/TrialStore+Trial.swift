package import System

/// How the trial's record is read and written when something is wrong with its file or its file system.
extension TrialStore {
    private static let trialPath = runPath + "/trial.json"
    /// Room for one more record where /run is full.
    private static let reservePath = runPath + "/reserve"
    private static let reserveBytes = 64 << 10

    /// The trial of this boot that was started last, over or not.
    ///
    /// Where its file cannot be read, the copy on the disk is taken, as the trial was when it began to change the
    /// network. That copy is of the same trial: it goes when a trial is over, and one of an earlier boot goes before
    /// the first trial of this one.
    ///
    /// - Returns: `nil` when there was none.
    package func trial() throws(StateError) -> TrialRecord? {
        do throws(StateError) {
            return try recorded()
        } catch {
            if let copy = (try? underway()) ?? nil { return copy }
            throw error
        }
    }

    /// Which version of the trial's file is there; `nil` where that cannot be told.
    func trialStamp() -> FileStamp? { files.stamp(of: Self.trialPath) }

    /// The trial as its own file has it.
    package func recorded() throws(StateError) -> TrialRecord? { try decode(Self.trialPath) }

    /// Writes the record down; into the room that was reserved when the trial began if there is no other.
    func write(_ bytes: [UInt8], of record: TrialRecord) throws(StateError) {
        if record.phase == .prepared {
            // It grows: the list of what is otherwise after a rollback comes last.
            try files.reserve(Self.reservePath, bytes: max(Self.reserveBytes, 2 * bytes.count))
        }
        try files.write(bytes, to: Self.trialPath, orInto: Self.reservePath)
        if record.isOver { try? files.remove(Self.reservePath) }
    }

    /// Removes the record: only where it would say what is not true, and the history knows better.
    func removeTrial() throws(StateError) {
        try files.remove(Self.trialPath)
        try? files.remove(Self.reservePath)
    }

    /// Moves a record away that cannot be read.
    ///
    /// - Returns: where it is now.
    func setTrialAside() throws(StateError) -> String {
        let path = Self.trialPath + ".damaged"
        try files.move(Self.trialPath, to: path)
        return path
    }
}
