import ArgumentParser
import Engine
import Glibc
import Rendering
import System
import Trial

struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print this host's trial and drift as metrics for Prometheus.",
        discussion: """
            For node_exporter's textfile collector: whether a trial is pending and for how
            long, how the last one ended, and how many interfaces are not as the spec says.
            When no plan can be made, the metrics say that too, and the exit code why.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "Write them to this file, which is replaced as a whole, instead of standard output.", valueName: "FILE"),
        completion: .file(extensions: ["prom"]))
    var output: String?

    func run() async throws {
        var metrics = Metrics(version: Application.version)
        metrics.trial = TrialStanding.last() ?? (try? HistoryBook(for: .current).entry(nil).record)
        metrics.now = LinuxHost.own.now()
        var failure: (any Error)?
        do {
            metrics.changes = try await changes()
        } catch {
            metrics.hasFailed = true
            failure = error
        }
        if let output {
            do throws(FileError) {
                try DurableFile.write(Array(metrics.text.utf8), to: output, mode: 0o644)
            } catch {
                throw EngineError.unwritable(error)
            }
        } else {
            Console.out(metrics.text)
        }
        if let failure { throw failure }
    }

    /// How many interfaces apply would change; `nil` where no spec is named and there is none in /etc/nm-topology.
    private func changes() async throws -> Int? {
        let read: ReadSpec
        do {
            read = try spec.read()
        } catch EngineError.noSpec {
            return nil
        }
        var count = 0
        try await CommandError.locating(in: read) {
            count = PlanReport(try await common.session().plan(read.topology(isWhole: false))).entries.count
        }
        return count
    }
}
