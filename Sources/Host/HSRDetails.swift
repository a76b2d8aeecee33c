package import NetTypes

/// What an HSR or PRP link reports of itself (`IFLA_HSR_…`); its first NIC is the link's parent
/// (`KernelLink.parentIndex`).
package struct HSRDetails: Hashable, Sendable, Codable {
    /// The index of the second NIC; `nil` when it is gone.
    package var port2Index: Int?
    /// The index of the NIC for machines that know nothing of HSR; `nil` where there is none.
    package var interlinkIndex: Int?
    /// The last byte of the multicast address of supervision frames; `nil` if not known.
    package var multicastSpec: Int?
    /// Whether the protocol is PRP.
    package var isPRP = false

    /// An HSR of which nothing is known yet.
    package init() {}
}

extension LiveLink {
    /// The same with a name in place of the index.
    package struct HSRState: Hashable, Sendable {
        package var port2: InterfaceName?
        package var interlink: InterfaceName?
        package var multicastSpec: Int?
        package var isPRP: Bool

        package init(port2: InterfaceName?, interlink: InterfaceName? = nil, multicastSpec: Int?, isPRP: Bool) {
            self.port2 = port2
            self.interlink = interlink
            self.multicastSpec = multicastSpec
            self.isPRP = isPRP
        }
    }

    /// The links on which this one stands: the parent, and the other NICs of an HSR.
    package var parents: [InterfaceName] { [parent, hsr?.port2, hsr?.interlink].compactMap(\.self) }
}
