import ArgumentParser
import Rendering
import Trial

struct CheckpointGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Look at, keep, take back or prolong the pending trial.",
        subcommands: [Status.self, Confirm.self, RollBack.self, Extend.self], defaultSubcommand: Status.self)

    /// Prints a trial in the form that was asked for.
    static func show(_ record: TrialRecord, json: Bool) {
        let host = Session.host
        if json {
            Console.out(JSONOutput.text(TrialReport(record, now: host.now())))
        } else {
            let view = TrialView(style: Console.style(of: 1))
            Console.out(view.status(of: record, now: host.now(), date: host.date(), time: Console.time))
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the last trial of this boot is doing, or how it ended.")

        @OptionGroup var common: CommonOptions
        @Flag(help: "Print it as JSON.")
        var json = false

        func run() async throws {
            let session = try await Session.open(log: common.log)
            // Whatever is due is done first; if another process is just doing it, the record says so.
            let earlier = try await onTrial { () async throws(TrialError) in try session.runner.trial() }
            if let earlier {
                _ = try? await session.runner.tendIfDue(earlier)
            } else {
                _ = try? await session.runner.tend()
            }
            let recorded = try await onTrial { () async throws(TrialError) in try session.runner.trial() }
            guard let record = recorded else {
                if json { return Console.out("{}\n") }
                Console.out("There was no trial since this host was started.\n")
                // How the boot before ended, which may have been in the middle of a trial.
                if let last = try? HistoryGroup.entry(nil) {
                    Console.out("The last one before: ")
                    CheckpointGroup.show(last.record, json: false)
                }
                return
            }
            CheckpointGroup.show(record, json: json)
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep the new network: write it to disk and let go of the checkpoint.",
            discussion: "Do it from a new login: that you can log in is the proof that the new network works.")

        @OptionGroup var trial: TrialOption
        @OptionGroup var common: CommonOptions
        @Flag(help: "Print the trial as JSON.")
        var json = false

        func run() async throws {
            let session = try await Session.open(log: common.log)
            let record = try await onTrial { () async throws(TrialError) in try await session.runner.confirm(trial.id) }
            CheckpointGroup.show(record, json: json)
        }
    }

    struct RollBack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback", abstract: "Restore the old network now.")

        @OptionGroup var trial: TrialOption
        @OptionGroup var common: CommonOptions
        @Flag(help: "Print the trial as JSON.")
        var json = false

        func run() async throws {
            let session = try await Session.open(log: common.log)
            let record = try await onTrial { () async throws(TrialError) in try await session.runner.rollBack(trial.id)
            }
            CheckpointGroup.show(record, json: json)
            if case .undetermined = record.phase { throw ExitCode(ExitStatus.undetermined.rawValue) }
        }
    }

    struct Extend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give yourself more time to answer.")

        @OptionGroup var trial: TrialOption
        @OptionGroup var common: CommonOptions
        @Option(help: ArgumentHelp("Seconds from now, 10 to 86400.", valueName: "SECONDS"))
        var timeout = 120
        @Flag(help: "Print the trial as JSON.")
        var json = false

        func validate() throws {
            guard (10...86400).contains(timeout) else { throw ValidationError("--timeout takes 10 to 86400 seconds.") }
        }

        func run() async throws {
            let session = try await Session.open(log: common.log)
            let record = try await onTrial { () async throws(TrialError) in
                try await session.runner.extend(trial.id, seconds: timeout)
            }
            CheckpointGroup.show(record, json: json)
        }
    }
}
