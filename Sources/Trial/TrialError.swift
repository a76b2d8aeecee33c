package import Planning
package import System

/// How a command on a trial can end otherwise than asked.
package enum TrialError: Error, Sendable {
    /// Another trial waits for its answer.
    case otherTrial(TrialRecord)
    /// Another process is deciding on the trial at this moment.
    case busy
    /// Somebody else's checkpoint is in the way.
    case foreignCheckpoint([CheckpointIdentity])
    case misfit(Misfit)
    /// No rollback would save from these; nothing was touched.
    case needsForce([Hazard])
    /// An entry of the history cannot be undone.
    case cannotRestore(Int, Misfit)
    case control(ControlError)
    case state(StateError)
    /// The record of the last trial cannot be read, so nobody can tell whether one is under way.
    case damaged(StateError)
    /// The process that would roll back by itself did not start, so nothing was begun.
    case unguarded(StateError)
    /// There is no trial, or not the one that was named.
    case noTrial(String)
    /// The request came too late or too early.
    case refused(String, TrialRecord)
    /// The network is the old one, and was seen to be.
    case rolledBack(Cause, TrialRecord)
    /// A rollback was tried and not seen to succeed.
    case undetermined(Cause, [String], TrialRecord)
    /// Kept, and then seen not to be what was judged (the reasons); the second trial took it back and is permanent.
    case undone([String], TrialRecord, TrialRecord)
    /// Kept, but not yet made permanent; whoever comes next goes on with it.
    case unfinishedCommit(String, TrialRecord)
}

extension TrialError {
    /// The trial that it is about.
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

    /// What D-Bus or the kernel reported, where one of them is at the bottom of it.
    package var report: ControlError.Report? {
        switch self {
        case .control(let error): error.report
        case .rolledBack(let cause, _), .undetermined(let cause, _, _): cause.report
        case .otherTrial, .busy, .foreignCheckpoint, .misfit, .needsForce, .cannotRestore, .state, .damaged, .unguarded,
            .noTrial, .refused, .undone, .unfinishedCommit:
            nil
        }
    }

    /// Runs something that works on the trial's files.
    static func mapping<Value>(_ body: () throws(StateError) -> Value) throws(TrialError) -> Value {
        do throws(StateError) {
            return try body()
        } catch {
            throw .state(error)
        }
    }
}
