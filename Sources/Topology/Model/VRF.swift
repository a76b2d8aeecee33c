package import NetTypes

/// A VRF: its ports have a routing table of their own, so that their addresses and networks may also be others'.
package struct VRF: Hashable, Sendable {
    /// The routing table of its ports, 1 to 4294967295.
    package let table: Int
    package var ports: [InterfaceName]

    package init(table: Int, ports: [InterfaceName]) {
        self.table = table
        self.ports = ports
    }
}
