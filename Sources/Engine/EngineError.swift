package import GLib
package import Kernel
package import System
package import Topology
package import Trial

/// Why something that was asked for did not come about: the case and its values are the cause, `code` its kind.
///
/// There are no sentences in it: each front end puts it into its own words.
package enum EngineError: Error, Sendable {
    /// NetworkManager is not running.
    case noManager
    /// /proc is not mounted, without which nothing can be said of processes.
    case noProc
    /// Only root may do it.
    case notPermitted(RootOnly)
    /// A trial, NetworkManager (`.control`) or the trials' files (`.state`) stood in the way.
    case trial(TrialError)
    /// The kernel does not answer.
    case kernel(KernelError)
    /// The kernel does not even tell its links, so there is nothing to show.
    case noLinks(KernelError)
    /// There is no interface of this name on this host.
    case noInterface(String)

    /// No spec was named, and there is none in this folder.
    case noSpec(directory: String)
    case unreadableSpec(FileError)
    case refusedSpec(RefusedSpec)
    /// The checks were to decide, and the spec has none.
    case noChecks

    /// There is no entry of this number in the history; those that there are, ascending.
    case noEntry(Int, known: [Int])
    case damagedEntry(Int, FileError)
    /// The entry of this number is a restore, which has no spec.
    case restoreHasNoSpec(Int)

    /// No profile of this host has this name.
    case noProfile(String)
    /// Several profiles have this name.
    case ambiguousProfile(String, [NamedProfile])
    /// A profile's name cannot be written down.
    case unwritableName(String)
    /// A profile of this host has a value that cannot stand in a keyfile.
    case profileNotKeyfile(KeyfileError)
    /// A spec has a value that cannot stand in a keyfile.
    case specNotKeyfile(KeyfileError)
    /// A file that was to be written for the caller cannot be.
    case unwritable(FileError)

    /// The spec has no guests.
    case noGuests
    /// The spec has no guest of this name; those that it has.
    case noGuest(String, known: [String])
    /// The PCI address of a virtual function is known neither from the spec nor from this host.
    case unknownFunction(guest: String, VirtualFunctionName)

    /// What only root may do, and why.
    package enum RootOnly: Hashable, Sendable {
        /// Work on trials and profiles.
        case trials
        /// Read the history, which holds secrets.
        case history
        /// Send and hear frames.
        case probe
        /// Write profiles that NetworkManager takes.
        case image
        /// Use this file of the trials'.
        case file(FileError)
    }

    /// A profile of this host, as it can be named.
    package struct NamedProfile: Hashable, Sendable {
        package let id: String
        package let uuid: String
    }
}

extension EngineError {
    /// What kind of error it is; the words are those of docs/json.md.
    package enum Code: String, CaseIterable, Sendable {
        /// It failed, and the previous network is back, if anything was changed at all.
        case failed
        /// How it ended could not be determined.
        case undetermined
        /// What was named is not there, or does not go together.
        case usage
        /// The spec is wrong or does not fit this host.
        case badSpec = "bad-spec"
        /// NetworkManager, or what else is needed, is not there.
        case unavailable
        case cannotWriteState = "cannot-write-state"
        case trialPending = "trial-pending"
        case notPermitted = "not-permitted"
    }

    package var code: Code {
        switch self {
        case .noManager, .noProc, .noLinks: .unavailable
        case .notPermitted: .notPermitted
        case .trial(let error): error.code
        case .kernel, .unwritableName, .profileNotKeyfile: .failed
        case .noInterface, .noSpec, .noChecks, .noEntry, .restoreHasNoSpec, .noProfile, .ambiguousProfile, .noGuest:
            .usage
        case .unreadableSpec, .refusedSpec, .damagedEntry, .specNotKeyfile, .noGuests, .unknownFunction: .badSpec
        case .unwritable: .cannotWriteState
        }
    }
}

extension TrialError {
    /// What kind of error it is.
    package var code: EngineError.Code {
        switch self {
        case .otherTrial, .busy, .foreignCheckpoint: .trialPending
        case .misfit, .needsForce, .cannotRestore: .badSpec
        case .control(let error): error.code
        case .state, .damaged: .cannotWriteState
        case .unguarded, .noTrial, .refused, .rolledBack, .undone, .unfinishedCommit: .failed
        case .undetermined: .undetermined
        }
    }
}

extension ControlError {
    /// What kind of error it is.
    package var code: EngineError.Code {
        switch kind {
        case .notRunning: .unavailable
        case .notPermitted: .notPermitted
        case .refused, .lost: .failed
        }
    }
}

extension EngineError {
    /// Runs something that uses NetworkManager.
    static func controlling<Value>(
        _ body: () async throws(ControlError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(ControlError) {
            return try await body()
        } catch {
            throw .trial(.control(error))
        }
    }

    /// Runs something on a trial.
    ///
    /// - Parameters:
    ///   - caller: who asks; anybody but root may not use the trials' files.
    ///   - body: what is run.
    /// - Returns: what the body returns.
    /// - Throws: `.trial`; `.notPermitted` where a file of the trials' is why, and the caller is not root.
    static func trying<Value>(
        for caller: Caller, _ body: () async throws(TrialError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(TrialError) {
            return try await body()
        } catch {
            throw EngineError(error, for: caller)
        }
    }

    /// Runs something on a trial that waits for nobody.
    static func trying<Value>(
        for caller: Caller, _ body: () throws(TrialError) -> Value
    ) throws(EngineError) -> Value {
        do throws(TrialError) {
            return try body()
        } catch {
            throw EngineError(error, for: caller)
        }
    }

    /// Runs something that uses the trials' files.
    static func reading<Value>(
        for caller: Caller, _ body: () throws(FileError) -> Value
    ) throws(EngineError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw EngineError(.state(error), for: caller)
        }
    }

    init(_ error: TrialError, for caller: Caller) {
        if case .state(let error) = error, !caller.isRoot {
            self = .notPermitted(.file(error))
        } else {
            self = .trial(error)
        }
    }
}
