import Engine
import System
import Trial

/// What a shell offers for an argument, where it is neither a file nor a word of ours.
enum Completions {
    /// The interfaces of this host.
    @Sendable static func interfaces(_: [String], _: Int, _: String) -> [String] { HostNetwork.interfaces }

    /// The trial that a command can be about.
    @Sendable static func trials(_: [String], _: Int, _: String) -> [String] {
        TrialStanding.last().map { [$0.id] } ?? []
    }
}
