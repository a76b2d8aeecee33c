import ArgumentParser
import Engine

/// The process that outlives the guard where there is no systemd: see `GuardKeeper`.
struct Keeper: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a trial's guard again when it dies.", shouldDisplay: false)

    @Argument var trial: String

    func run() { GuardKeeper.run(trial, on: .own) }
}
