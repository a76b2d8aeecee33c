package import NetTypes
package import OrderedCollections

/// A link aggregation of several ports (Linux bonding; IEEE 802.1AX for mode 802.3ad).
package struct Bond: Hashable, Sendable {
    package let mode: BondMode
    /// The kernel's bonding options except `mode`, by NetworkManager's names and including `primary`.
    ///
    /// Each value is in its one form, a word where there is one (`BondOptionValue.canonical`).
    package let options: OrderedDictionary<String, String>
    package internal(set) var ports: [InterfaceName]
    /// The bond's own MAC address; with `nil` it takes one of its ports'.
    package internal(set) var mac: MACAddress?
    /// The NIC whose MAC address the bond is to have, as long as that address is not known.
    package internal(set) var macSource: InterfaceName?

    package init(
        mode: BondMode, options: OrderedDictionary<String, String> = [:], ports: [InterfaceName],
        mac: MACAddress? = nil,
        macSource: InterfaceName? = nil
    ) {
        self.mode = mode
        self.options = options
        self.ports = ports
        self.mac = mac
        self.macSource = macSource
    }
}

/// What a bond's port has of its own.
package struct BondPort: Hashable, Sendable {
    /// The port's priority in the choice of the active port, -2147483648 to 2147483647; the highest wins.
    package var priority: Int?
    /// The transmit queue of the bond whose packets leave by this port, from 1; 0 for none.
    package var queueID: Int?

    package init() {}
}
