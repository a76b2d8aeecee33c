package import Host
import Planning
import Profiles
package import System
package import Topology

/// Carries out trials; the only code that changes the network, always under the lock and after recording it.
package struct TrialRunner: Sendable {
    let store: TrialStore
    let control: any NetworkControl
    /// The machine: its clock, processes and files.
    let host: any TrialHost
    /// Who asks: recorded in trials, and whose remote login a plan spares.
    let caller: Caller
    let observe: @Sendable (TrialEvent) -> Void

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - store: the records of trials.
    ///   - control: NetworkManager and the kernel.
    ///   - host: the machine.
    ///   - caller: who asks.
    ///   - observe: is called with each step of a trial, for display.
    package init(
        store: TrialStore, control: any NetworkControl, host: any TrialHost, caller: Caller,
        observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }
    ) {
        self.store = store
        self.control = control
        self.host = host
        self.caller = caller
        self.observe = observe
    }

    /// Seconds from our deadline to NetworkManager's timer, so that our complete rollback comes first.
    static let grace = 20

    /// Reads the record of the trial that was started last; `nil` when there is none.
    ///
    /// - Throws: `.damaged` when it is unknown whether there is one.
    package func trial() throws(TrialError) -> TrialRecord? {
        do throws(FileError) {
            return try store.trial()
        } catch {
            throw .damaged(error)
        }
    }

    /// Observes everything that decisions on `record` depend on.
    func observation(of record: TrialRecord) async throws(TrialError) -> Observation {
        let owner = await control.owner()
        var exists = false
        // Nothing is decided on a trial that is over, so its checkpoint is not asked for.
        if !record.isOver, let checkpoint = record.checkpoint, owner == checkpoint.owner {
            do throws(ControlError) {
                exists = try await control.checkpoints().contains(checkpoint)
            } catch {
                throw .control(error)
            }
        }
        let commit = try state { () throws(FileError) in try store.commit() }
        return Observation(
            now: host.now(), owner: owner, hasCheckpoint: exists, applyIsAlive: host.isAlive(record.apply),
            isCommitted: commit?.trial == record.id)
    }

    /// Does whatever is due for the recorded trial, which is the guard's job and the first thing that every command
    /// does.
    ///
    /// - Parameters:
    ///   - request: `.retry` to repeat an incomplete rollback at once.
    ///   - last: the trial as this process last read it, in case its file is gone or damaged.
    /// - Returns: the trial as it is afterwards; `nil` if there is none.
    /// - Throws: `TrialError` when it could not be done; it is still due then.
    package func tend(
        _ request: Request = .tend, knowing last: TrialRecord? = nil
    ) async throws(TrialError) -> TrialRecord? {
        try await locked(wait: 5) { () async throws(TrialError) in try await tendLocked(request, knowing: last) }
    }

    /// Runs `body` while no other process can decide on or change a trial; waits `wait` seconds for the lock.
    func locked<Value: Sendable>(
        wait: Double, _ body: () async throws(TrialError) -> Value
    ) async throws(TrialError) -> Value {
        guard let lock = try state({ () throws(FileError) in try store.lock(wait: wait) }) else {
            // If the lock's holder is repeating a rollback, the error names that trial.
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
            // The boot ran without our recovery unit: its work is done now.
            try await recoverCommit()
            _ = try state { () throws(FileError) in try Recovery(store: store, host: host).closeUnderway() }
            return nil
        }
        switch record.decision(for: request, seeing: try await observation(of: record)) {
        case .rollForward: return try await rollForward(record)
        case .rollBack(let cause): return try await bringBack(record, cause)
        case .nothing:
            // When the trial ended, the disk may have refused to record it; this tries again.
            if hasOpenBooks(record) { try? closeBooks(record) }
            return record
        case .wait:
            // The record's file is gone or damaged, and other processes need it.
            if record == last, (try? store.recorded()) != record { try? store.save(record) }
            return record
        case .commit, .extend, .refuse: return record
        }
    }

    /// Reads the trial's record; without a readable file, returns the end that the history tells.
    ///
    /// If the history does not have the trial either, it returns `last`.
    private func trial(knowing last: TrialRecord?) throws(TrialError) -> TrialRecord? {
        guard let last else { return try trial() }
        return (try? store.recorded()) ?? store.outcome(of: last) ?? last
    }

    /// Saves the record; every change of phase does so before it acts.
    func save(_ record: TrialRecord) throws(TrialError) {
        try state { () throws(FileError) in try store.save(record) }
    }

    func state<Value>(_ body: () throws(FileError) -> Value) throws(TrialError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw .state(error)
        }
    }
}

/// The machine that a trial runs on: its clock, processes and files.
package protocol TrialHost: Sendable {
    /// The time in milliseconds of CLOCK_BOOTTIME, which also counts while the machine is suspended.
    func now() -> Int64
    /// The time in seconds since 1970.
    func date() -> Int64
    /// Whether a process still runs.
    func isAlive(_ process: ProcessIdentity) -> Bool
    /// Makes a new trial's ID: six hexadecimal digits that no recent trial has.
    func newID() -> String
    /// Interrupts a process as Ctrl-C does (SIGINT).
    func interrupt(_ process: ProcessIdentity)
    /// Kills a process (SIGKILL).
    func kill(_ process: ProcessIdentity)
    /// Starts the guard, which tends the trial when all other processes are gone, and waits for its sign of life.
    ///
    /// - Throws: `FileError` when it cannot be started or gives none.
    func startGuard(_ record: TrialRecord) throws(FileError) -> ProcessIdentity
    /// The guard that tends a trial at this moment; `nil` if there is none.
    func guardian(of trial: String) -> ProcessIdentity?
    /// Shows a message to everybody who is logged in (wall(1)).
    func announce(_ text: String)
    /// Finds the other programs that configure these NICs at boot.
    func bootClaims(on nics: [LiveLink]) -> [BootClaim]
    /// What a file that a profile needs is worth.
    func keyFile(_ file: HostFile) -> KeyFile
    /// Whether there is a wpa_supplicant that NetworkManager can have started.
    var hasSupplicant: Bool { get }
    /// Finds out whether a decision changes more of what netplan makes at boot than it should.
    ///
    /// - Parameters:
    ///   - decision: what is done to netplan's files.
    ///   - back: the profiles that netplan is to make again, by path.
    /// - Returns: what else would change, or why that is not known; `nil` if nothing would.
    func obstacle(to decision: NetplanDecision, bringing back: [String: [UInt8]]) -> String?
    /// The bytes of a file; `nil` when it cannot be read.
    func contents(of path: String) -> [UInt8]?
    /// The final target of a symbolic link; `nil` for any other file, and for a link that leads nowhere.
    func linkTarget(of path: String) -> String?
    /// Flushes the file system that contains `path` to the disk (syncfs(2)).
    func sync(_ path: String)
}
