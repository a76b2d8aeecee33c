import ArgumentParser
import Trial

extension CheckpointGroup {
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
            TrialOutput.show(record, json: json)
        }
    }
}
