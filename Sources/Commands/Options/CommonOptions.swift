import ArgumentParser
import Engine
import Logging
import Trial

/// What every command that talks to NetworkManager takes.
struct CommonOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say on standard error what is done with NetworkManager.")
    var verbose = false

    /// Says nothing.
    static let quietLog = Logger(label: "nm-topology") { _ in SwiftLogNoOpLogHandler() }

    /// Logs to standard error.
    var log: Logger {
        var log = Logger(label: "nm-topology") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = verbose ? .debug : .warning
        return log
    }

    /// A session of whoever called this program.
    ///
    /// - Parameter observe: is told what happens.
    /// - Returns: the session.
    /// - Throws: `EngineError` as `Session.open` does.
    func session(observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }) async throws -> Session {
        try await Session.open(for: .current, on: LinuxHost.own, log: log, observe: observe)
    }
}

/// A trial's ID, where one can be given.
struct TrialOption: ParsableArguments {
    @Argument(help: ArgumentHelp("The trial that is meant; without it, the one that is pending.", valueName: "ID"))
    var id: String?
}
