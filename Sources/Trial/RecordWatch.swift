import System

/// A view of one trial's record, which a process follows until the trial is over, even if the record's file is lost.
package struct RecordWatch: Sendable {
    private let store: TrialStore
    private let trial: String
    private var last: TrialRecord?
    private var stamp: FileStamp?

    /// Begins with no knowledge of the trial.
    ///
    /// - Parameters:
    ///   - store: where the trial is recorded.
    ///   - trial: the trial's ID.
    package init(store: TrialStore, trial: String) {
        self.store = store
        self.trial = trial
    }

    /// What one look at the record shows.
    package enum Sight: Hashable, Sendable {
        /// The trial is over.
        case over
        /// The trial is under way, or its rollback is incomplete; `isRecorded` is `false` when only this process
        /// remembers it.
        case trial(TrialRecord, isRecorded: Bool)
        /// The record's file cannot be read, and this process remembers nothing of the trial.
        case unreadable
    }

    /// Looks at the record; reads it only when the file has changed.
    ///
    /// A read error does not end the trial: it is over when a record says so, or when there is no record and this
    /// process remembers nothing.
    package mutating func look() -> Sight {
        let now = store.trialStamp()
        if let last, let now, now == stamp { return sight(of: last, isRecorded: true) }
        stamp = nil
        var isThere = true
        do throws(FileError) {
            if let record = try store.recorded() {
                if record.id != trial { return .over }
                last = record
                stamp = now
                return sight(of: record, isRecorded: true)
            }
            isThere = false
        } catch {
            // The copy on the disk is older than what this process read before.
            if last == nil, let copy = (try? store.underway()) ?? nil, copy.id == trial { last = copy }
        }
        guard let known = last else { return isThere ? .unreadable : .over }
        return sight(of: store.outcome(of: known) ?? known, isRecorded: false)
    }

    private func sight(of record: TrialRecord, isRecorded: Bool) -> Sight {
        record.isOver ? .over : .trial(record, isRecorded: isRecorded)
    }
}
