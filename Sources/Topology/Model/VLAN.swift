package import NetTypes

/// A VLAN interface: its frames carry one VLAN's tag on its parent, and no tag on itself (IEEE 802.1Q).
package struct VLAN: Hashable, Sendable {
    package let parent: InterfaceName
    package let id: VLANID
    package let tag: VLANProtocol
    /// Pairs `from:to` of priority code point to Linux priority (NetworkManager's `vlan.ingress-priority-map`).
    package let ingressPriorityMap: [String]
    /// Pairs `from:to` of Linux priority to priority code point (NetworkManager's `vlan.egress-priority-map`).
    package let egressPriorityMap: [String]

    package init(
        parent: InterfaceName, id: VLANID, tag: VLANProtocol = .dot1Q, ingressPriorityMap: [String] = [],
        egressPriorityMap: [String] = []
    ) {
        self.parent = parent
        self.id = id
        self.tag = tag
        self.ingressPriorityMap = ingressPriorityMap
        self.egressPriorityMap = egressPriorityMap
    }
}
