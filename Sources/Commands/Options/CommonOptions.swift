import ArgumentParser
import Engine
import Logging
import Trial

/// The options of every command that talks to NetworkManager.
struct CommonOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say on standard error what is done with NetworkManager.")
    var verbose = false

    /// A log that discards everything, for processes without a user.
    static let quietLog = Logger(label: "nm-topology") { _ in SwiftLogNoOpLogHandler() }

    /// The log on standard error: calls to NetworkManager with `--verbose`, otherwise only warnings and errors.
    var log: Logger {
        var log = Logger(label: "nm-topology") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = verbose ? .debug : .warning
        return log
    }

    /// Opens a session for the caller of this program.
    ///
    /// - Parameter observe: is called with each event of a trial.
    /// - Returns: the session.
    /// - Throws: the errors of `Session.open`.
    func session(observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }) async throws -> Session {
        try await Session.open(for: .current, on: LinuxHost.own, log: log, observe: observe)
    }
}

/// The optional argument that names a trial by its ID.
struct TrialOption: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The trial that is meant; without it, the one that is pending.", valueName: "ID"),
        completion: .custom(Completions.trials))
    var id: String?
}
