package import NetTypes

/// What an IP tunnel reports of itself (`IFLA_GRE_…`, `IFLA_IPTUN_…`, `IFLA_VTI_…`); its parent is the link's
/// (`KernelLink.parentIndex`).
package struct TunnelDetails: Hashable, Sendable, Codable {
    package let mode: TunnelMode
    package var local: IPAddress?
    package var remote: IPAddress?
    /// The time to live of outer packets; 0 takes it from the packets inside.
    package var ttl = 0
    /// The key that incoming packets must have; `nil` for none.
    package var inputKey: UInt32?
    /// The key of outgoing packets; `nil` for none.
    package var outputKey: UInt32?

    /// A tunnel of which nothing else is known yet.
    package init(mode: TunnelMode) { self.mode = mode }
}
