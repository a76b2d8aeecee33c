import ArgumentParser
import Engine

/// The hidden command `keeper`, which starts a trial's guard again when it dies; see `GuardKeeper`.
struct Keeper: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a trial's guard again when it dies.", shouldDisplay: false)

    @Argument var trial: String

    func run() { GuardKeeper.run(trial, on: .own) }
}
