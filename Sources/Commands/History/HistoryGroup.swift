import ArgumentParser
import Engine

struct HistoryGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "What was applied on this host, by whom, and how it ended; and the way back.",
        subcommands: [List.self, Show.self, Restore.self], defaultSubcommand: List.self)

    /// The numbers of the history's entries, newest first, for a shell's completion.
    @Sendable static func completions(_: [String], _: Int, _: String) -> [String] {
        HistoryBook.numbers().reversed().map(String.init)
    }
}
