package import Checks
package import Host
package import Kernel
package import Planning

/// Everything a diagnosis is made from: a host, what is written about it elsewhere, and what was heard on the wire if that
/// was allowed.
package struct HostObservation: Sendable {
    package var host: HostState
    /// The files of profiles as they are on disk, by path; only those that could be read.
    package var files: [String: [String: [String: String]]] = [:]
    /// What is otherwise than in the spec that was applied last, as `Expectation` finds it; nothing where there is none.
    package var differences: [Mismatch] = []
    package var ownAddressReports: [OwnAddressReport] = []
    /// What switches say by LLDP.
    package var switchPorts: [SwitchPort] = []
    /// `nil` unless it was asked for.
    package var wire: WireReport?

    package init(_ host: HostState) { self.host = host }
}
