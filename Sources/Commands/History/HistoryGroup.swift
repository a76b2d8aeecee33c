import ArgumentParser
import Glibc
import System
import Trial

struct HistoryGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "What was applied on this host, by whom, and how it ended; and the way back.",
        subcommands: [List.self, Show.self, Restore.self], defaultSubcommand: List.self)

    /// The store, for those who may read it.
    static func store() throws -> TrialStore {
        if geteuid() != 0 {
            throw CommandError(
                .notPermitted, "this needs root: the history holds profiles with their secrets",
                hint: Arguments.withSudo)
        }
        do throws(StateError) {
            return try TrialStore()
        } catch {
            throw CommandError(.state(error))
        }
    }

    /// The entry with a number, or the newest.
    ///
    /// - Throws: `CommandError` when there is none, or it is damaged.
    static func entry(_ number: Int?) throws -> HistoryEntry {
        let store = try store()
        let item: HistoryItem?
        let numbers: [Int]
        do throws(StateError) {
            numbers = try store.historyNumbers()
            item = if let wanted = number ?? numbers.last { try store.history(wanted) } else { nil }
        } catch {
            throw CommandError(.state(error))
        }
        switch item?.content {
        case .success(let entry): return entry
        case .failure(let error):
            throw CommandError(
                .badSpec, "entry \(item?.number ?? 0) of the history cannot be used; nothing was touched",
                details: [error.description])
        case nil: throw missing(number ?? 0, numbers)
        }
    }

    /// There is no entry with this number.
    static func missing(_ number: Int, _ numbers: [Int]) -> CommandError {
        guard let first = numbers.first, let last = numbers.last else {
            return CommandError(.usage, "the history is empty")
        }
        return CommandError(
            .usage, "there is no entry \(number) in the history",
            hint: "the entries are \(first) to \(last): nm-topology history")
    }

    /// The numbers that there are, the newest first, for a shell's completion.
    @Sendable static func completions(_: [String], _: Int, _: String) -> [String] {
        ((try? TrialStore().historyNumbers()) ?? []).reversed().map(String.init)
    }
}
