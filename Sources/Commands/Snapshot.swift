import ArgumentParser
import Planning
import Rendering
import Trial

/// For bug reports, and for the golden hosts of the tests: everything that a plan depends on besides the spec.
struct Snapshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what a plan is made from: profiles, devices and links of this host, as JSON.",
        discussion: "Profiles are printed without secrets, but with names and addresses: look before you hand it on.",
        shouldDisplay: false)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let session = try await Session.open(log: common.log)
        let live = try await onTrial { () async throws(TrialError) in try await session.runner.settledState() }
        Console.out(JSONOutput.text(live))
    }
}
