import ArgumentParser
import Engine
import Rendering
import Trial

extension CheckpointGroup {
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the last trial of this boot is doing, or how it ended, and what you can type now.")

        @OptionGroup var common: CommonOptions
        @Flag(help: "Print it as JSON.")
        var json = false

        func run() async throws {
            let session: Session
            do {
                session = try await common.session()
            } catch {
                // Without NetworkManager nothing can be done for a trial; what is known of it is said all the same.
                if let record = TrialStanding.last() { TrialOutput.show(record, json: json, withSteps: true) }
                throw error
            }
            guard let record = try await session.status() else { return showNone() }
            TrialOutput.show(record, json: json, withSteps: true, down: await session.down(of: record))
            if !json { Console.out(await TrialOutput.addresses(of: record, in: session)) }
        }

        private func showNone() {
            if json { return Console.document(NoTrialReport()) }
            Console.out("No trial is under way.\n")
            // How the last one ended: the boot before may have been in the middle of a trial.
            if let last = try? HistoryBook(for: .current).entry(nil) {
                Console.out("The last one: ")
                TrialOutput.show(last.record, json: false, withSteps: true)
            } else {
                Console.out(NextSteps.text(NextSteps.withoutTrial, style: Console.style(of: 1)))
            }
        }
    }
}
