package import Host
package import Logging
import NMBackend
import System
package import Trial

/// One caller's work on the trials and profiles of a host: the store, NetworkManager, and the machine.
package struct Session: Sendable {
    package let caller: Caller
    let store: TrialStore
    let control: any NetworkControl
    let host: any TrialHost
    let runner: TrialRunner
    let attempt: SpecChecks.Attempt
    let observe: @Sendable (TrialEvent) -> Void

    /// A session on what is given, as a test or a front end that holds its own connection wants it.
    ///
    /// - Parameters:
    ///   - caller: who asks; nothing is refused here.
    ///   - store: where trials are recorded.
    ///   - control: NetworkManager and the kernel.
    ///   - host: the machine.
    ///   - attempt: how checks are tried.
    ///   - observe: is told what happens.
    package init(
        caller: Caller, store: TrialStore, control: any NetworkControl, host: any TrialHost,
        attempt: @escaping SpecChecks.Attempt = SpecChecks.attempt,
        observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }
    ) {
        self.caller = caller
        self.store = store
        self.control = control
        self.host = host
        self.attempt = attempt
        self.observe = observe
        runner = TrialRunner(store: store, control: control, host: host, caller: caller, observe: observe)
    }

    /// Opens a session on the running system.
    ///
    /// - Parameters:
    ///   - caller: who asks.
    ///   - host: the machine.
    ///   - log: what is done with NetworkManager goes there.
    ///   - observe: is told what happens.
    /// - Returns: the session; its connection to NetworkManager ends with it.
    /// - Throws: `.trial(.control)` when there is no bus, `.noManager`, `.notPermitted` for anybody but root, `.noProc`,
    ///   `.trial(.state)` when trials cannot be recorded; the first of them that is so.
    package static func open(
        for caller: Caller, on host: any TrialHost, log: Logger,
        observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }
    ) async throws(EngineError) -> Session {
        try await open(for: caller, on: host, log: log, observe: observe).session
    }

    /// The same, with the connection to NetworkManager.
    static func open(
        for caller: Caller, on host: any TrialHost, log: Logger, observe: @escaping @Sendable (TrialEvent) -> Void
    ) async throws(EngineError) -> (session: Session, backend: NMBackend) {
        // First the question that has an answer without any permission: is NetworkManager there at all?
        let backend = try await EngineError.controlling { () async throws(ControlError) in
            try await NMBackend.connect(log: log)
        }
        guard await backend.owner() != nil else { throw .noManager }
        if !caller.isRoot { throw .notPermitted(.trials) }
        try ProcFS.require()
        let store = try EngineError.reading(for: caller) { () throws(FileError) in try TrialStore() }
        return (Session(caller: caller, store: store, control: backend, host: host, observe: observe), backend)
    }

    /// The host as it is now, for what is only said and decides nothing.
    ///
    /// - Parameter withSettings: also what the profiles hold, which costs a call each.
    /// - Returns: `nil` where NetworkManager does not answer.
    package func look(withSettings: Bool = false) async -> LiveState? {
        try? await control.liveState(withSettings: withSettings)
    }

    /// The host's links as they are now; `nil` where NetworkManager does not answer.
    package func links() async -> [LiveLink]? { await look()?.links.map(\.value) }

    /// Runs something on a trial.
    func trying<Value>(
        _ body: () async throws(TrialError) -> Value
    ) async throws(EngineError) -> Value {
        try await EngineError.trying(for: caller, body)
    }
}
