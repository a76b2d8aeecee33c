package import NetTypes

/// A macvlan: an interface with a MAC address of its own beside its parent's, on the same wire.
package struct MACVLAN: Hashable, Sendable {
    package let parent: InterfaceName
    package var mode: MACVLANMode
    /// Whether it is a macvtap, whose frames a program reads from /dev/tapN.
    package var isTap: Bool
    /// Whether its parent takes in all frames for it.
    package var isPromiscuous: Bool
    /// Its MAC address; `nil` for one that the kernel chooses at random whenever it creates the link.
    package var mac: MACAddress?

    package init(parent: InterfaceName, mode: MACVLANMode = .bridge, isTap: Bool = false, isPromiscuous: Bool = true) {
        self.parent = parent
        self.mode = mode
        self.isTap = isTap
        self.isPromiscuous = isPromiscuous
    }
}
