import ArgumentParser
import Engine

/// The hidden command `guard`, which runs a trial's guard; see `Guardian`.
struct Guard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait for a trial's end and roll back if nobody confirms.", shouldDisplay: false)

    @Argument var trial: String
    @Flag(help: "Keep a keeper, which starts another guard when this one dies.")
    var keep = false

    func run() async throws {
        try await Guardian(
            of: trial, keepsKeeper: keep, caller: .current, host: .own, log: CommonOptions.quietLog
        ).run()
    }
}
