import ArgumentParser
import Engine
import Glibc
import Rendering
import Trial

extension HistoryGroup {
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Undo an apply: bring back the network that it replaced, as a trial.",
            discussion: """
                The host's profiles become what they were before entry N. What nm-topology made
                in N is removed, what N replaced or changed comes back, its files to the byte,
                and what was up then is brought up. Entries that were confirmed after N are
                undone with it; the plan names them.

                It is a trial as `apply` is one: nothing is on disk until you confirm, and
                unless you do, the network of this moment comes back by itself. It gets an
                entry of its own, which can be undone the same way.
                """)

        @Argument(
            help: ArgumentHelp("The number of the entry, from `nm-topology history`.", valueName: "N"),
            completion: .custom(HistoryGroup.completions))
        var number: Int

        @OptionGroup var common: CommonOptions
        @OptionGroup var trial: TrialOptions

        func validate() throws {
            if trial.confirm == .checks || trial.confirm == .history {
                throw ValidationError(
                    "A restore has no spec, so neither checks nor the history can decide: use --confirm ask or manual.")
            }
        }

        func run() async throws {
            // One that is not there, or is damaged, needs no NetworkManager to be told so.
            _ = try HistoryBook(for: .current).entry(number)
            let style = Console.style(of: STDERR_FILENO)
            let printer = trial.observer(style: style)
            let isProgram = trial.progress == .json
            let planned = PlannedChange()
            let session = try await common.session { event in
                if case .restoring(let restoration) = event, !isProgram {
                    Console.err(RestorationView(style: style).text(of: restoration))
                }
                planned.take(event)
                printer.show(event)
            }
            if trial.dryRun {
                let restoration = try await session.restoration(number)
                if trial.isJSON { return Console.document(RestorationReport(restoration)) }
                return Console.out(RestorationView(style: Console.style(of: STDOUT_FILENO)).text(of: restoration))
            }
            try await TrialFlow(session: session, options: trial, printer: printer, planned: planned).run {
                session.restore(number, terms: trial.terms) { RestorationView(style: .plain).text(of: $0) }
            }
        }
    }
}
