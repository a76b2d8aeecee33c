import Host
import Planning
import Topology
import Trial

extension ProfileGroup {
    /// What the profiles of a host differ in from those that `plan` would have.
    ///
    /// - Throws: `CommandError` where the spec does not fit the host.
    static func differences(of topology: Topology, on live: LiveState) throws -> [ProfileDifference] {
        do throws(Misfit) {
            return try ProfileComparison.between(live: live, topology: topology)
        } catch {
            throw CommandError(.misfit(error))
        }
    }
}
