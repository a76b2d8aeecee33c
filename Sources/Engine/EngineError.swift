package import GLib
package import Importing
package import Kernel
package import NetTypes
package import System
package import Topology
package import Trial

/// Why the engine did not do what a caller asked for: the case and its values are the cause, `code` is its kind.
///
/// An error holds no sentences for people: each front end puts it into its own words.
package indirect enum EngineError: Error, Sendable {
    /// NetworkManager is not running.
    case noManager
    /// /proc is not mounted, so the engine cannot tell which processes are alive.
    case noProc
    /// The caller is not root, and only root may do this.
    case notPermitted(RootOnly)
    /// A trial, NetworkManager (`.control`) or the files that record trials (`.state`) prevented it.
    case trial(TrialError)
    /// The kernel did not answer a request.
    case kernel(KernelError)
    /// The kernel does not list its links, so there is nothing to show.
    case noLinks(KernelError)
    /// This host has no interface with this name.
    case noInterface(String)

    /// The caller named no spec, and this folder has none.
    case noSpec(directory: String)
    /// A spec file cannot be read.
    case unreadableSpec(FileError)
    /// The spec has errors, or warnings that the caller refuses.
    case refusedSpec(RefusedSpec)
    /// The spec's checks should decide whether the new network is kept, but the spec has none.
    case noChecks

    /// The history has no entry with this number; `known` lists the numbers that it has, ascending.
    case noEntry(Int, known: [Int])
    /// The history's entry with this number cannot be read.
    case damagedEntry(Int, FileError)
    /// The history's entry with this number is a restore, which has no spec.
    case restoreHasNoSpec(Int)

    /// No profile of this host has this name, UUID or interface.
    case noProfile(String)
    /// Several profiles of this host match this name, UUID prefix or interface.
    case ambiguousProfile(String, [NamedProfile])
    /// The profile that this name finds cannot be written down.
    case unwritableName(String)
    /// A profile of this host has a value that a keyfile cannot hold.
    case profileNotKeyfile(KeyfileError)
    /// A spec has a value that a keyfile cannot hold.
    case specNotKeyfile(KeyfileError)
    /// A file with a key of this interface cannot be used.
    case unusableKey(String, FileError)
    /// An interface's profile cannot be made without a host: its MAC address is to be that of a NIC, and the spec does not
    /// tell which that is.
    case unknownMAC(InterfaceName, of: InterfaceName)
    /// A file that the caller asked for cannot be written.
    case unwritable(FileError)

    /// Nothing of this format is at these paths.
    case nothingToImport(ImportFormat, paths: [String])
    /// A file is not of the format that the caller named, or cannot be made a spec.
    case cannotImport(ImportFailure)

    /// The spec has no guests.
    case noGuests
    /// The spec has no bridges.
    case noBridges
    /// The spec has no guest with this name; `known` lists the names that it has.
    case noGuest(String, known: [String])
    /// Neither the spec nor this host tells the PCI address of this guest's virtual function.
    case unknownFunction(guest: String, VirtualFunctionName)

    /// What only root may do.
    package enum RootOnly: Hashable, Sendable {
        /// Working on trials and profiles.
        case trials
        /// Reading the history, which holds secrets.
        case history
        /// Sending and receiving frames on the wire.
        case probe
        /// Writing profiles into an image: NetworkManager accepts only files that root owns.
        case image
        /// Using a file that records trials.
        case file(FileError)
    }

    /// A profile of this host, by its name and its UUID.
    package struct NamedProfile: Hashable, Sendable {
        /// The profile's name in NetworkManager (`connection.id`).
        package let id: String
        /// The profile's UUID.
        package let uuid: String
    }
}

extension EngineError {
    /// The kind of an error; its raw values are the words in docs/json.md.
    package enum Code: String, CaseIterable, Sendable {
        /// The operation failed; a trial that ended with it has been rolled back.
        case failed
        /// The outcome could not be determined.
        case undetermined
        /// The caller named something that does not exist, or gave arguments that do not fit together.
        case usage
        /// The spec is wrong or does not fit this host.
        case badSpec = "bad-spec"
        /// NetworkManager, or something else that is needed, is not available.
        case unavailable
        /// A file cannot be written, or a trial's record cannot be used.
        case cannotWriteState = "cannot-write-state"
        /// Another trial, another nm-topology at work or another program's checkpoint is in the way.
        case trialPending = "trial-pending"
        /// The caller lacks a permission.
        case notPermitted = "not-permitted"
    }

    /// The kind of this error.
    package var code: Code {
        switch self {
        case .noManager, .noProc, .noLinks: .unavailable
        case .notPermitted: .notPermitted
        case .trial(let error): error.code
        case .kernel, .unwritableName, .profileNotKeyfile, .unusableKey: .failed
        case .noInterface, .noSpec, .noChecks, .noEntry, .restoreHasNoSpec, .noProfile, .ambiguousProfile, .noGuest,
            .nothingToImport:
            .usage
        case .unreadableSpec, .refusedSpec, .damagedEntry, .specNotKeyfile, .unknownMAC, .noGuests, .noBridges,
            .unknownFunction,
            .cannotImport:
            .badSpec
        case .unwritable: .cannotWriteState
        }
    }
}

extension TrialError {
    /// The kind of this error.
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
    /// The kind of this error.
    package var code: EngineError.Code {
        switch kind {
        case .notRunning: .unavailable
        case .notPermitted: .notPermitted
        case .refused, .lost: .failed
        }
    }
}

extension EngineError {
    /// Runs a body that uses NetworkManager, and throws its errors as `.trial(.control)`.
    static func controlling<Value>(
        _ body: () async throws(ControlError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(ControlError) {
            return try await body()
        } catch {
            throw .trial(.control(error))
        }
    }

    /// Runs a body that works on a trial, and throws its errors as the engine's.
    ///
    /// - Parameters:
    ///   - caller: who asks; only root may use the files that record trials.
    ///   - body: the work.
    /// - Returns: what the body returns.
    /// - Throws: `.notPermitted` when the body cannot use such a file and the caller is not root; otherwise `.trial`.
    static func trying<Value>(
        for caller: Caller, _ body: () async throws(TrialError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(TrialError) {
            return try await body()
        } catch {
            throw EngineError(error, for: caller)
        }
    }

    /// Runs a synchronous body that works on a trial, and throws its errors as the engine's.
    static func trying<Value>(
        for caller: Caller, _ body: () throws(TrialError) -> Value
    ) throws(EngineError) -> Value {
        do throws(TrialError) {
            return try body()
        } catch {
            throw EngineError(error, for: caller)
        }
    }

    /// Runs a body that uses the files that record trials, and throws its errors as the engine's.
    static func reading<Value>(
        for caller: Caller, _ body: () throws(FileError) -> Value
    ) throws(EngineError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw EngineError(.state(error), for: caller)
        }
    }

    /// Wraps a trial's error as `.trial`, or as `.notPermitted` when anybody but root could not use a file of trials.
    init(_ error: TrialError, for caller: Caller) {
        if case .state(let error) = error, !caller.isRoot {
            self = .notPermitted(.file(error))
        } else {
            self = .trial(error)
        }
    }
}
