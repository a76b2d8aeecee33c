import ArgumentParser
import Engine

extension CheckpointGroup {
    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep the new network: write it to disk and let go of the checkpoint.",
            discussion: "Do it from a new login: that you can log in is the proof that the new network works.")

        @OptionGroup var trial: TrialOption
        @OptionGroup var common: CommonOptions
        @Flag(help: "Print the trial as JSON.")
        var json = false

        func run() async throws {
            let session = try await common.session()
            TrialOutput.show(try await session.confirm(trial.id), json: json)
        }
    }
}
