package import ArgumentParser
import Dispatch
import Engine
import Glibc
import Rendering
import System
import Topology

/// The root command, `nm-topology`, which runs the other commands and reports their errors.
package struct Application: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "nm-topology",
        abstract: "Bonds, VLANs and bridges for a remote KVM host, from one short spec, without locking yourself out.",
        discussion: """
            The spec is turned into NetworkManager profiles and applied as a trial:
            NetworkManager holds a checkpoint with a timer, nothing is written to disk, and
            unless you confirm the new network, the old one comes back.

            Exit codes: 0 done; 1 failed, the previous network is back; 2 there are changes (plan
            --detailed-exitcode) or findings (diagnose); 3 the outcome could not be
            determined; 64 wrong usage; 65 the spec is wrong or does not fit this host; 69
            NetworkManager is not there; 73 the state directory cannot be written; 75
            another trial is pending; 77 not permitted.
            """,
        version: Self.version,
        subcommands: [
            Validate.self, PlanCommand.self, Apply.self, CheckpointGroup.self, ProfileGroup.self, Show.self,
            GuestGroup.self, SwitchRequirementsCommand.self, Import.self, Rehearse.self, HistoryGroup.self,
            Diagnose.self, Snapshot.self, MetricsCommand.self, Recover.self, Guard.self, Keeper.self,
            BusServiceCommand.self,
        ])

    /// The version of this program, as `--version` prints it.
    package static let version = "0.1.0"

    package init() {}

    /// Runs the command that the arguments name, and ends the process with the documented exit code.
    ///
    /// - Parameter arguments: the arguments without the program's name; `nil` for those of this process.
    package static func run(arguments: [String]? = nil) -> Never {
        // The exit code has to say how it ended also when nobody reads any more.
        signal(SIGPIPE, SIG_IGN)
        let arguments = arguments ?? Arguments.own
        do {
            try Misspelling.check(arguments)
            var command = try parseAsRoot(arguments)
            if let alone = command as? any HostlessCommand, try alone.runWithoutHost() { try finish() }
            if !(command is any AsyncParsableCommand) {
                try command.run()
                try finish()
            }
            // Dispatch, whose threads what follows runs on, ends the process where there is no /proc.
            try ProcFS.require()
            Task(executorPreference: WorkThread.shared) { await runOnHost(arguments) }
            dispatchMain()
        } catch {
            end(with: error, arguments)
        }
    }

    /// Runs a command on the thread for blocking work.
    ///
    /// It parses the arguments again, because a parsed command cannot be handed to another thread.
    private static func runOnHost(_ arguments: [String]) async -> Never {
        do {
            if var command = try parseAsRoot(arguments) as? any AsyncParsableCommand {
                if let served = command as? any ServedCommand, let status = try await Served.run(served) {
                    if status == ExitStatus.done.rawValue { try finish() }
                    Glibc.exit(status)
                }
                try await command.run()
            }
            try finish()
        } catch {
            end(with: error, arguments)
        }
    }

    /// Ends the process with exit code 0, or throws a `CommandError` if standard output could not be written.
    private static func finish() throws -> Never {
        if let reason = Console.failure {
            throw CommandError(
                .cannotWriteState, "standard output: cannot write to it: \(String(cString: strerror(reason)))")
        }
        Glibc.exit(ExitStatus.done.rawValue)
    }

    /// Reports an error, or prints help, and ends the process with the fitting exit code.
    private static func end(with error: any Error, _ arguments: [String]) -> Never {
        let style = Console.style(of: STDERR_FILENO)
        switch error {
        case let error as CommandError:
            if asksForJSON(arguments) { document(ErrorReport(error)) }
            Console.err(error.text(style))
            Glibc.exit(error.code.rawValue)
        case EngineError.refusedSpec(let error):
            if asksForJSON(arguments) { document(ErrorReport(error)) }
            let view = DiagnosticView(style: style, width: Console.width(of: STDERR_FILENO))
            Console.err(view.text(of: error.diagnostics))
            let strict = error.isStrict ? " (--strict takes warnings for errors)" : ""
            let count = NoticeView.count(of: error.diagnostics.map(\.notice.severity))
            Console.err("\n\(count)\(strict); nothing was touched.\n")
            Glibc.exit(ExitStatus.badSpec.rawValue)
        case let error as EngineError: end(with: CommandError(error), arguments)
        default:
            // Help and the version are no errors, and neither is an exit code without words.
            let code = exitCode(for: error)
            let text = UsageText.harmless(
                fullMessage(for: error), arguments: arguments, width: Console.columns)
            if code == .success {
                Console.out(text + (text.isEmpty ? "" : "\n"))
            } else if !text.isEmpty {
                if asksForJSON(arguments) { document(ErrorReport(CommandError(.usage, message(for: error)))) }
                Console.err(text + "\n")
            }
            Glibc.exit(code.rawValue)
        }
    }

    /// Whether the arguments ask for JSON, even if no command understands them.
    private static func asksForJSON(_ arguments: [String]) -> Bool { DocumentForm(arguments) != nil }

    /// Prints an error as a JSON document, unless something is on standard output already.
    private static func document(_ report: ErrorReport) {
        if !Console.hasPrinted { Console.document(report) }
    }
}

/// A command that, with some arguments, needs no host: it then runs even in an image builder's chroot without /proc.
protocol HostlessCommand {
    /// Does the command's work if its arguments need no host.
    ///
    /// - Returns: whether the work is done; if not, `run` must do it.
    /// - Throws: the errors of `run`.
    func runWithoutHost() throws -> Bool
}
