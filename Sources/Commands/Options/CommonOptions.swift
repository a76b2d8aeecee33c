import ArgumentParser
import Logging

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
}

/// A trial's ID, where one can be given.
struct TrialOption: ParsableArguments {
    @Argument(help: ArgumentHelp("The trial that is meant; without it, the one that is pending.", valueName: "ID"))
    var id: String?
}
