package import NetTypes
package import OrderedCollections

/// A link aggregation of several ports (Linux bonding; IEEE 802.1AX for mode 802.3ad).
package struct Bond: Hashable, Sendable {
    package let mode: BondMode
    /// The kernel's bonding options except `mode`, by NetworkManager's names and including `primary`.
    ///
    /// Each value is in its one form, a word where there is one (`BondOptionValue.canonical`).
    package let options: OrderedDictionary<String, String>
    package let ports: [InterfaceName]
    /// The bond's own MAC address; with `nil` it takes one of its ports'.
    package let mac: MACAddress?

    package init(
        mode: BondMode, options: OrderedDictionary<String, String> = [:], ports: [InterfaceName], mac: MACAddress? = nil
    ) {
        self.mode = mode
        self.options = options
        self.ports = ports
        self.mac = mac
    }
}
