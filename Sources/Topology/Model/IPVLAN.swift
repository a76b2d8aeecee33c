package import NetTypes

/// An ipvlan: an interface with IP addresses of its own, and its parent's MAC address.
package struct IPVLAN: Hashable, Sendable {
    package let parent: InterfaceName
    package var mode: IPVLANMode
    package var flag: IPVLANFlag

    package init(parent: InterfaceName, mode: IPVLANMode = .l2, flag: IPVLANFlag = .bridge) {
        self.parent = parent
        self.mode = mode
        self.flag = flag
    }
}
