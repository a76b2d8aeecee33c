import ArgumentParser
import Rendering
import Trial

struct HistoryGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "What was applied on this host, by whom, and how it ended.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    /// The entries, oldest first; entry N is the N-th, so numbers stay while the history grows.
    static func entries() throws -> [HistoryEntry] {
        do throws(StateError) {
            return try TrialStore().history()
        } catch {
            throw CommandError(.state(error))
        }
    }

    /// The entry with a number, or the newest.
    static func entry(_ number: Int?) throws -> HistoryEntry {
        let entries = try entries()
        let index = (number ?? entries.count) - 1
        guard entries.indices.contains(index) else {
            throw CommandError(
                .usage, entries.isEmpty ? "the history is empty" : "there is no entry \(index + 1) in the history",
                hint: entries.isEmpty ? nil : "the entries are 1 to \(entries.count): nm-topology history")
        }
        return entries[index]
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all, oldest first.")

        @Flag(help: "Print it as JSON.")
        var json = false

        func run() throws {
            let entries = try HistoryGroup.entries()
            if json { return Console.out(JSONOutput.text(HistoryReport(entries))) }
            Console.out(HistoryView(style: Console.style(of: 1)).list(entries, time: Console.dateTime))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one: its spec, its plan, and how it ended.")

        @Argument(help: ArgumentHelp("The entry's number; without it, the newest.", valueName: "N"))
        var number: Int?

        func run() throws {
            let entry = try HistoryGroup.entry(number)
            Console.out(HistoryView(style: Console.style(of: 1)).show(entry, time: Console.dateTime))
        }
    }
}
