import ArgumentParser
import Engine
import Trial

extension CheckpointGroup {
    struct RollBack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback", abstract: "Restore the old network now.")

        @OptionGroup var trial: TrialOption
        @OptionGroup var common: CommonOptions
        @Flag(help: "Print the trial as JSON.")
        var json = false

        func run() async throws {
            let session = try await common.session()
            let record = try await session.rollBack(trial.id)
            TrialOutput.show(record, json: json)
            if case .undetermined = record.phase { throw ExitCode(ExitStatus.undetermined.rawValue) }
        }
    }
}
