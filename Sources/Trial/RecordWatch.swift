import System

/// What a process knows of a trial that it stays with until that is over, whatever becomes of the trial's file.
package struct RecordWatch: Sendable {
    private let store: TrialStore
    private let trial: String
    private var last: TrialRecord?
    private var stamp: FileStamp?

    /// - Parameters:
    ///   - store: where the trial is recorded.
    ///   - trial: its ID.
    package init(store: TrialStore, trial: String) {
        self.store = store
        self.trial = trial
    }

    /// What a look at the record shows.
    package enum Sight: Hashable, Sendable {
        case over
        /// It is under way, or what its rollback left is still owed; `isRecorded` is `false` where only this process
        /// remembers it.
        case trial(TrialRecord, isRecorded: Bool)
        /// Something is recorded that cannot be read, and this process remembers nothing.
        case unreadable
    }

    /// Looks at the record; reads it only when the file has changed.
    ///
    /// An error is no end: the trial is over when a record says so, or when there is none and nothing is known of it.
    package mutating func look() -> Sight {
        let now = store.trialStamp()
        if let last, let now, now == stamp { return sight(of: last, isRecorded: true) }
        stamp = nil
        var isThere = true
        do throws(StateError) {
            if let record = try store.recorded() {
                if record.id != trial { return .over }
                last = record
                stamp = now
                return sight(of: record, isRecorded: true)
            }
            isThere = false
        } catch {
            // What is on the disk is older than what was read before.
            if last == nil, let copy = (try? store.underway()) ?? nil, copy.id == trial { last = copy }
        }
        guard let known = last else { return isThere ? .unreadable : .over }
        return sight(of: store.outcome(of: known) ?? known, isRecorded: false)
    }

    private func sight(of record: TrialRecord, isRecorded: Bool) -> Sight {
        record.isOver ? .over : .trial(record, isRecorded: isRecorded)
    }
}
