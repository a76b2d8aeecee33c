import ArgumentParser
import Engine
import Rendering
import Trial

extension HistoryGroup {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all, oldest first.",
            discussion: """
                The newest \(TrialStore.historyLimit) are kept, of at most \(TrialStore.historyBytes >> 20) MiB together; \
                an entry's number stays with it.
                """)

        @Flag(help: "Print it as JSON.")
        var json = false

        func run() throws {
            let items = try HistoryBook(for: .current).items()
            if json { return Console.document(HistoryReport(items)) }
            Console.out(HistoryView(style: Console.style(of: 1)).list(items, time: Console.dateTime))
        }
    }
}
