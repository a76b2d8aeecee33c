package import Logging
import System
package import Trial

/// Finishes a trial that a power cut or the death of its processes has interrupted.
package enum Recover {
    /// What `Recover` found and did.
    package enum Deed: Hashable, Sendable {
        /// The trial with this ID ended with the last boot; the old network is in force.
        case rolledBack(String)
        /// The trial with this ID was confirmed; its profiles are complete on disk now.
        case completed(String)
        /// The trial is not over, and has a guard again.
        case guarded(TrialRecord)
        /// No guard could be started, so the trial was ended at once.
        case ended(TrialRecord)
    }

    /// Finishes what is due: through NetworkManager if it runs, otherwise on the disk.
    ///
    /// - Parameters:
    ///   - caller: who asks.
    ///   - host: the machine.
    ///   - log: the log for calls to NetworkManager.
    ///   - tell: is called with each deed, as soon as it is done.
    /// - Throws: `.noProc`, or why something could not be finished; it is still due then.
    package static func run(
        for caller: Caller, on host: any TrialHost, log: Logger, tell: (Deed) -> Void
    ) async throws(EngineError) {
        try ProcFS.require()
        // Before NetworkManager, and mostly before the bus, there is nobody to ask.
        if let session = try? await Session.open(for: caller, on: host, log: log) {
            return try await run(in: session, tell: tell)
        }
        let recovery = try recovery(for: caller, on: host)
        switch try EngineError.trying(for: caller, { () throws(TrialError) in try recovery.run() }) {
        case .nothing: break
        case .rolledBack(let id): tell(.rolledBack(id))
        case .completed(let id): tell(.completed(id))
        }
        try startMissingGuard(recovery, for: caller, tell)
    }

    /// Finishes what is due, through NetworkManager; rolls a trial back if no guard can be started for it.
    static func run(in session: Session, tell: (Deed) -> Void) async throws(EngineError) {
        _ = try await session.trying { () async throws(TrialError) in try await session.runner.tend() }
        do throws(EngineError) {
            let recovery = Recovery(store: session.store, host: session.host)
            try startMissingGuard(recovery, for: session.caller, tell)
        } catch {
            // Nobody would end it, so it ends now.
            tell(.ended(try await session.rollBack(nil)))
            throw error
        }
    }

    private static func recovery(for caller: Caller, on host: any TrialHost) throws(EngineError) -> Recovery {
        let store = try EngineError.reading(for: caller) { () throws(FileError) in try TrialStore() }
        return Recovery(store: store, host: host)
    }

    private static func startMissingGuard(
        _ recovery: Recovery, for caller: Caller, _ tell: (Deed) -> Void
    ) throws(EngineError) {
        let record = try EngineError.trying(for: caller) { () throws(TrialError) in try recovery.startMissingGuard() }
        if let record { tell(.guarded(record)) }
    }
}
