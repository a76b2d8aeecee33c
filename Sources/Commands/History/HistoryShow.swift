import ArgumentParser
import Engine
import Rendering

extension HistoryGroup {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one: its spec, its plan, what it replaced, and how it ended.")

        @Argument(
            help: ArgumentHelp("The entry's number; without it, the newest.", valueName: "N"),
            completion: .custom(HistoryGroup.completions))
        var number: Int?

        func run() throws {
            let entry = try HistoryBook(for: .current).entry(number)
            Console.out(HistoryView(style: Console.style(of: 1)).show(entry, time: Console.dateTime))
        }
    }
}
