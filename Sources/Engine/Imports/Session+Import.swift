import Host
import Importing
import NetTypes
import Planning
import Trial
package import Topology

extension Session {
    /// Makes a spec of what this host has.
    ///
    /// - Parameter output: the spec's name in messages.
    /// - Returns: the spec, with what could not be taken.
    /// - Throws: `.trial(.control)` when NetworkManager or the kernel cannot be asked, `.cannotImport`.
    package func importedSpec(as output: String) async throws(EngineError) -> ImportedSpec {
        let live = try await EngineError.controlling { () async throws(ControlError) in
            try await control.liveState(withSettings: true)
        }
        return try ImportedSpec(of: live, as: output)
    }

    /// What an apply of an imported spec would do that is more than taking over profiles; empty where it is no more.
    ///
    /// - Parameter topology: the imported spec.
    /// - Returns: one line for each.
    /// - Throws: as `plan(_:)` does.
    package func interruptions(by topology: Topology) async throws(EngineError) -> [String] {
        let plan = try await plan(topology)
        return plan.steps.filter { $0.isInterrupting }.map { "\($0.interface) would be brought up again" }
            + plan.removals.map { "\($0.interface) would be removed" }
            + plan.replaced.map { "profile “\($0.id)” would be replaced by another one" }
    }
}
