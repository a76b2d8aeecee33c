package import NetTypes

/// One end of a virtual cable between two interfaces of this host.
package struct Veth: Hashable, Sendable {
    /// The other end.
    package let peer: InterfaceName

    package init(peer: InterfaceName) { self.peer = peer }
}
