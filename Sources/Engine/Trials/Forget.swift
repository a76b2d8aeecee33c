package import System
package import Trial

/// Gives up what a rollback left, at the caller's word; needs no NetworkManager.
package enum Forget {
    /// - Parameters:
    ///   - id: the trial that is meant, or `nil` for the one there is.
    ///   - caller: who says so; the record names them.
    ///   - host: the machine.
    ///   - files: where trials are recorded.
    /// - Returns: what was forgotten.
    /// - Throws: `.noProc`, `.notPermitted`; `.trial` where there is nothing to forget.
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
