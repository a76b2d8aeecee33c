package import ArgumentParser
import Glibc
import Rendering

/// `nm-topology`: the root of all commands, and the place where errors leave.
package struct Application: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "nm-topology",
        abstract: "Bonds, VLANs and bridges for a remote KVM host, from one short spec, without locking yourself out.",
        discussion: """
            The spec is turned into NetworkManager profiles and applied as a trial:
            NetworkManager holds a checkpoint with a timer, nothing is written to disk, and
            unless you confirm the new network, the old one comes back.

            Exit codes: 0 done; 1 failed, the host is as it was; 2 there are changes (plan
            --detailed-exitcode) or findings (diagnose); 3 the outcome could not be
            determined; 64 wrong usage; 65 the spec is wrong or does not fit this host; 69
            NetworkManager is not there; 73 the state directory cannot be written; 75
            another trial is pending; 77 not permitted.
            """,
        version: Self.version,
        subcommands: [
            Validate.self, PlanCommand.self, Apply.self, CheckpointGroup.self, ProfileGroup.self, Show.self,
            GuestGroup.self, SwitchRequirementsCommand.self, HistoryGroup.self, Diagnose.self, Recover.self, Guard.self,
            Snapshot.self,
        ])

    package static let version = "0.1.0"

    package init() {}

    /// Runs the command that the arguments name, and ends the process with the documented exit code.
    package static func run(arguments: [String]? = nil) async -> Never {
        let style = Console.style(of: STDERR_FILENO)
        // The exit code has to say how it ended also when nobody reads any more.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            if let reason = Console.failure {
                throw CommandError(
                    .cannotWriteState, "standard output: cannot write to it: \(String(cString: strerror(reason)))")
            }
            Glibc.exit(ExitStatus.done.rawValue)
        } catch let error as CommandError {
            Console.err(error.text(style))
            Glibc.exit(error.code.rawValue)
        } catch let error as RefusedSpec {
            let view = DiagnosticView(style: style)
            Console.err(view.text(of: error.diagnostics))
            let strict = error.isStrict ? " (--strict takes warnings for errors)" : ""
            Console.err("\n\(view.count(of: error.diagnostics))\(strict); nothing was touched.\n")
            Glibc.exit(ExitStatus.badSpec.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
