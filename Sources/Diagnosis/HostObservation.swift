package import Checks
package import Host
package import Kernel
package import Planning

/// Everything on which a diagnosis is based: a host, what is recorded about it elsewhere, and what was heard on the
/// wire.
package struct HostObservation: Sendable {
    package var host: HostState
    /// The profiles' files on disk: by path, then by group and key; only those that could be read.
    package var files: [String: [String: [String: String]]] = [:]
    /// The differences from the spec that was applied last, as `Expectation` finds them; empty where there is none.
    package var differences: [Mismatch] = []
    /// What other programs do to NICs at boot.
    package var bootClaims: [BootClaim] = []
    /// The kernel's reports of frames with a bridge's own address as their source.
    package var ownAddressReports: [OwnAddressReport] = []
    /// What switches report by LLDP.
    package var switchPorts: [SwitchPort] = []
    /// What was heard on the wire; `nil` unless the person asked to listen.
    package var wire: WireReport?

    package init(_ host: HostState) { self.host = host }
}
