package import Planning
package import System

/// The ways in which a command on a trial fails or ends with another result than requested.
package indirect enum TrialError: Error, Sendable {
    /// Another trial is not over yet.
    case otherTrial(TrialRecord)
    /// Another process holds the lock on the trial.
    case busy
    /// Another program's checkpoint exists.
    case foreignCheckpoint([CheckpointIdentity])
    /// The topology does not fit the host.
    case misfit(Misfit)
    /// Hazards that no rollback would undo; nothing was changed.
    case needsForce([Hazard])
    /// The history entry of this number cannot be undone.
    case cannotRestore(Int, Misfit)
    /// NetworkManager or the kernel refused something or was not reached.
    case control(ControlError)
    /// A file of the trial could not be read or written.
    case state(FileError)
    /// The record of the last trial cannot be read, so it is unknown whether one is under way.
    case damaged(FileError)
    /// The guard, which rolls the trial back by itself, did not start; nothing was changed.
    case unguarded(FileError)
    /// There is no trial, or not the one that was named; the text says which.
    case noTrial(String)
    /// The request does not fit the trial's phase; the text says why.
    case refused(String, TrialRecord)
    /// The trial was rolled back, and the previous network was seen to be back.
    case rolledBack(Cause, TrialRecord)
    /// A rollback left the differences that are listed, or could not finish.
    case undetermined(Cause, [String], TrialRecord)
    /// A confirmed trial (the first record) differed from what was judged, and a second, permanent trial undid it.
    ///
    /// The texts are the differences.
    case undone([String], TrialRecord, TrialRecord)
    /// The decision to keep the trial is on disk but not fully carried out; the next command or the guard finishes it.
    case unfinishedCommit(String, TrialRecord)
}

extension TrialError {
    /// The trial that the error is about.
    package var record: TrialRecord? {
        switch self {
        case .otherTrial(let record), .refused(_, let record), .rolledBack(_, let record),
            .undetermined(_, _, let record), .undone(_, _, let record), .unfinishedCommit(_, let record):
            record
        case .busy, .foreignCheckpoint, .misfit, .needsForce, .cannotRestore, .control, .state, .damaged, .unguarded,
            .noTrial:
            nil
        }
    }

    /// The underlying report of D-Bus or the kernel, if there is one.
    package var report: ControlError.Report? {
        switch self {
        case .control(let error): error.report
        case .rolledBack(let cause, _), .undetermined(let cause, _, _): cause.report
        case .otherTrial, .busy, .foreignCheckpoint, .misfit, .needsForce, .cannotRestore, .state, .damaged, .unguarded,
            .noTrial, .refused, .undone, .unfinishedCommit:
            nil
        }
    }

    /// Runs `body`, which works on the trial's files, and wraps its error in `.state`.
    static func mapping<Value>(_ body: () throws(FileError) -> Value) throws(TrialError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw .state(error)
        }
    }
}
