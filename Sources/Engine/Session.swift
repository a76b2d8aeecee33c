package import Host
package import Logging
import NMBackend
import System
package import Trial

/// A caller's access to the trials and profiles of a host: the store, NetworkManager, and the machine.
package struct Session: Sendable {
    /// Who uses the session.
    package let caller: Caller
    let store: TrialStore
    let control: any NetworkControl
    let host: any TrialHost
    let runner: TrialRunner
    let attempt: SpecChecks.Attempt
    let observe: @Sendable (TrialEvent) -> Void

    /// Makes a session from given parts, for tests and for front ends that hold their own connection.
    ///
    /// - Parameters:
    ///   - caller: who asks; their permissions are not checked.
    ///   - store: where trials are recorded.
    ///   - control: NetworkManager and the kernel.
    ///   - host: the machine.
    ///   - attempt: how to run checks.
    ///   - observe: is called with each event of a trial.
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
    ///   - log: the log for calls to NetworkManager.
    ///   - observe: is called with each event of a trial.
    /// - Returns: the session; its connection to NetworkManager ends with it.
    /// - Throws: the first of these that applies: `.trial(.control)` when D-Bus cannot be used, `.noManager`,
    ///   `.notPermitted` for anybody but root, `.noProc`, `.trial(.state)` when trials cannot be recorded.
    package static func open(
        for caller: Caller, on host: any TrialHost, log: Logger,
        observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }
    ) async throws(EngineError) -> Session {
        try await open(for: caller, on: host, log: log, observe: observe).session
    }

    /// Opens a session on the running system, and returns its connection to NetworkManager too.
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

    /// Reads the host's present state, for output that decides nothing.
    ///
    /// - Parameter withSettings: whether to read the profiles' settings too, which costs a D-Bus call for each.
    /// - Returns: the state; `nil` if it cannot be read.
    package func look(withSettings: Bool = false) async -> LiveState? {
        try? await control.liveState(withSettings: withSettings)
    }

    /// Reads the host's present links; returns `nil` if they cannot be read.
    package func links() async -> [LiveLink]? { await look()?.links.map(\.value) }

    /// Runs a body that works on a trial, and throws its errors as the engine's.
    func trying<Value>(
        _ body: () async throws(TrialError) -> Value
    ) async throws(EngineError) -> Value {
        try await EngineError.trying(for: caller, body)
    }
}
