import ArgumentParser
import Engine

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
            let session = try await common.session()
            TrialOutput.show(try await session.extend(trial.id, seconds: timeout), json: json)
        }
    }
}
