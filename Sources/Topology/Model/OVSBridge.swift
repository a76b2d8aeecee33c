package import NetTypes

/// A bridge of Open vSwitch: a software switch whose ports each carry one VLAN or several.
package struct OVSBridge: Hashable, Sendable {
    /// The bridge's Open vSwitch ports: one for each interface or bond that is in it.
    package var ports: [InterfaceName] = []
    /// What the bridge does with frames while no OpenFlow controller answers; `nil` leaves it to Open vSwitch.
    package var failMode: OVSFailMode?
    /// Whether the bridge runs the spanning tree protocol (IEEE 802.1D).
    package var stp: Bool?
    /// Whether the bridge runs the rapid spanning tree protocol (IEEE 802.1w).
    package var rstp: Bool?
    package var multicastSnooping: Bool?

    package init() {}
}

/// What a bridge of Open vSwitch does while no OpenFlow controller answers.
package enum OVSFailMode: String, Hashable, Sendable, CaseIterable {
    /// It forwards frames as any switch does.
    case standalone
    /// It drops what no rule of a controller forwards.
    case secure
}
