package import Planning
import Profiles

/// Carries out trials: the only code that changes the network, always under the lock and always recorded first.
package struct TrialRunner: Sendable {
    let store: TrialStore
    let control: any NetworkControl
    /// What the outside world is like at this moment, besides NetworkManager.
    let host: any TrialHost
    /// The remote login in which this runs.
    let session: RemoteSession?
    let observe: @Sendable (TrialEvent) -> Void

    package init(
        store: TrialStore, control: any NetworkControl, host: any TrialHost,
        session: RemoteSession? = nil,
        observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }
    ) {
        self.store = store
        self.control = control
        self.host = host
        self.session = session
        self.observe = observe
    }

    /// Seconds by which NetworkManager's own timer comes after our deadline, so that our complete rollback is first.
    static let grace = 20

    /// Reads the trial as it is recorded.
    package func trial() throws(TrialError) -> TrialRecord? { try state { () throws(StateError) in try store.trial() } }

    /// Looks at the world as far as `record` is concerned.
    func observation(of record: TrialRecord) async throws(TrialError) -> Observation {
        let owner = await control.owner()
        var exists = false
        if let checkpoint = record.checkpoint, owner == checkpoint.owner {
            do throws(ControlError) {
                exists = try await control.checkpoints().contains(checkpoint)
            } catch {
                throw .control(error)
            }
        }
        let commit = try state { () throws(StateError) in try store.commit() }
        return Observation(
            now: host.now(), owner: owner, hasCheckpoint: exists, applyIsAlive: host.isAlive(record.apply),
            isCommitted: commit?.trial == record.id)
    }

    /// Finishes what has to be finished of a trial that is recorded: the guard's job, and every command's first.
    ///
    /// - Returns: the trial as it is afterwards, if there is one.
    package func tend() async throws(TrialError) -> TrialRecord? {
        try await locked(wait: 5) { () async throws(TrialError) in try await tendLocked() }
    }

    /// Runs `body` while no other process can decide on or change a trial.
    func locked<Value: Sendable>(
        wait: Double, _ body: () async throws(TrialError) -> Value
    ) async throws(TrialError) -> Value {
        guard let lock = try state({ () throws(StateError) in try store.lock(wait: wait) }) else { throw .busy }
        defer { withExtendedLifetime(lock) {} }
        return try await body()
    }

    func tendLocked() async throws(TrialError) -> TrialRecord? {
        guard let record = try trial() else {
            // A boot without our recovery unit: what it would have finished is finished now.
            try await recoverCommit()
            _ = try state { () throws(StateError) in try Recovery(store: store, host: host).closeUnderway() }
            return nil
        }
        switch record.decision(for: .tend, seeing: try await observation(of: record)) {
        case .rollForward: return try await rollForward(record)
        case .rollBack(let cause): return try await performRollback(record, cause)
        case .nothing:
            // A disk that took nothing when it ended: what could not be written down then may be now.
            if hasOpenBooks(record) { try? closeBooks(record) }
            return record
        case .wait, .commit, .extend, .refuse: return record
        }
    }

    /// Saves the record; every change of phase goes through here, before its side effect.
    func save(_ record: TrialRecord) throws(TrialError) {
        try state { () throws(StateError) in try store.save(record) }
    }

    func state<Value>(_ body: () throws(StateError) -> Value) throws(TrialError) -> Value {
        do throws(StateError) {
            return try body()
        } catch {
            throw .state(error)
        }
    }
}

/// The machine that a trial runs on: its clock and its processes.
package protocol TrialHost: Sendable {
    /// Milliseconds of CLOCK_BOOTTIME, which goes on while the machine is suspended.
    func now() -> Int64
    /// Seconds since 1970.
    func date() -> Int64
    func isAlive(_ process: ProcessIdentity) -> Bool
    /// A new trial's ID: six hexadecimal digits that no recent trial has.
    func newID() -> String
    /// Asks a process to end as at Ctrl-C (SIGINT).
    func interrupt(_ process: ProcessIdentity)
    /// Ends a process at once (SIGKILL).
    func kill(_ process: ProcessIdentity)
    /// This process.
    func current() -> ProcessIdentity
    /// Who runs it, for people.
    func user() -> String
    /// Starts the process that tends the trial when everybody else is gone.
    func startGuard(_ trial: String) throws(StateError) -> ProcessIdentity?
    /// Tells everybody who is logged in (wall(1)).
    func announce(_ text: String)
    /// The bytes of a file, or `nil` when it cannot be read.
    func contents(of path: String) -> [UInt8]?
    /// Puts everything written to this file system on the disk (`syncfs`).
    func sync(_ path: String)
}
