import Host
package import Planning
import Profiles
package import System

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
    ///
    /// - Throws: `.damaged` when nobody can tell whether there is one.
    package func trial() throws(TrialError) -> TrialRecord? {
        do throws(StateError) {
            return try store.trial()
        } catch {
            throw .damaged(error)
        }
    }

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
    /// - Parameters:
    ///   - request: `.retry` where a rollback that left something is tried again at once.
    ///   - last: the trial as this process last read it, for when its file has gone or is damaged.
    /// - Returns: the trial as it is afterwards, if there is one.
    /// - Throws: when it could not be done; it is still due then.
    package func tend(
        _ request: Request = .tend, knowing last: TrialRecord? = nil
    ) async throws(TrialError) -> TrialRecord? {
        try await locked(wait: 5) { () async throws(TrialError) in try await tendLocked(request, knowing: last) }
    }

    /// Runs `body` while no other process can decide on or change a trial.
    func locked<Value: Sendable>(
        wait: Double, _ body: () async throws(TrialError) -> Value
    ) async throws(TrialError) -> Value {
        guard let lock = try state({ () throws(StateError) in try store.lock(wait: wait) }) else {
            // Who holds it may be at the next attempt of a rollback: then that is what has to be known.
            if let record = (try? store.trial()) ?? nil, record.isOwed || record.attempts != nil, !record.isOver {
                throw .otherTrial(record)
            }
            throw .busy
        }
        defer { withExtendedLifetime(lock) {} }
        return try await body()
    }

    func tendLocked(
        _ request: Request = .tend, knowing last: TrialRecord? = nil
    ) async throws(TrialError) -> TrialRecord? {
        guard let record = try trial(knowing: last) else {
            // A boot without our recovery unit: what it would have finished is finished now.
            try await recoverCommit()
            _ = try state { () throws(StateError) in try Recovery(store: store, host: host).closeUnderway() }
            return nil
        }
        switch record.decision(for: request, seeing: try await observation(of: record)) {
        case .rollForward: return try await rollForward(record)
        case .rollBack(let cause): return try await bringBack(record, cause)
        case .nothing:
            // A disk that took nothing when it ended: what could not be written down then may be now.
            if hasOpenBooks(record) { try? closeBooks(record) }
            return record
        case .wait:
            // The file has gone or is damaged: others need it as well.
            if record == last, (try? store.recorded()) != record { try? store.save(record) }
            return record
        case .commit, .extend, .refuse: return record
        }
    }

    /// The trial as it is recorded; where its file has gone or is damaged, as the history tells its end, and where that
    /// knows nothing, as this process last read it.
    private func trial(knowing last: TrialRecord?) throws(TrialError) -> TrialRecord? {
        guard let last else { return try trial() }
        return (try? store.recorded()) ?? store.outcome(of: last) ?? last
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
    /// The name of the person who runs the command.
    func user() -> String
    /// Starts the process that tends the trial when everybody else is gone, and waits for its sign of life.
    ///
    /// - Throws: `StateError` when it cannot be started or gives none.
    func startGuard(_ record: TrialRecord) throws(StateError) -> ProcessIdentity
    /// The process that tends a trial at this moment, if one does.
    func guardian(of trial: String) -> ProcessIdentity?
    /// Tells everybody who is logged in (wall(1)).
    func announce(_ text: String)
    /// The bytes of a file, or `nil` when it cannot be read.
    func contents(of path: String) -> [UInt8]?
    /// Where a symbolic link leads in the end; `nil` for what is none, or leads nowhere.
    func linkTarget(of path: String) -> String?
    /// Puts everything written to this file system on the disk (`syncfs`).
    func sync(_ path: String)
}
