package import NetTypes

/// An interface that Open vSwitch makes: an internal one, which has addresses, or one end of a patch between bridges.
package struct OVSInterface: Hashable, Sendable {
    /// The other end of a patch; `nil` for an internal interface.
    package var peer: InterfaceName?
    /// The MAC address of an internal interface; `nil` leaves it to Open vSwitch.
    package var mac: MACAddress?

    package init(peer: InterfaceName? = nil) { self.peer = peer }
}
