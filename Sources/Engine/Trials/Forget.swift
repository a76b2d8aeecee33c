package import System
package import Trial

/// Accepts what a rollback could not restore, as `checkpoint forget` asks; does not need NetworkManager.
package enum Forget {
    /// Marks a trial as forgotten, or moves a damaged record away.
    ///
    /// - Parameters:
    ///   - id: the trial's ID; `nil` for the last trial.
    ///   - caller: who asks; the record will name them.
    ///   - host: the machine.
    ///   - files: the file system that holds the records of trials.
    /// - Returns: what was forgotten.
    /// - Throws: `.noProc`; `.notPermitted`; `.trial` when there is nothing to forget.
    package static func run(
        _ id: String?, for caller: Caller, on host: any TrialHost, files: any FileAccess = LinuxFiles()
    ) throws(EngineError) -> Forgetting.Outcome {
        try ProcFS.require()
        let store = try EngineError.reading(for: caller) { () throws(FileError) in try TrialStore(files: files) }
        return try EngineError.trying(for: caller) { () throws(TrialError) in
            try Forgetting(store: store, host: host, caller: caller).run(id)
        }
    }
}
