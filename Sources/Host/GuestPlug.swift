import NetTypes

extension KernelState {
    /// Whether the link is the host's end of a guest's or container's interface, as far as the kernel can tell.
    ///
    /// Such an end is a tap, a macvtap, or a virtual cable's end that is a bridge's port.
    package func isPlug(_ link: KernelLink) -> Bool {
        switch link.kind {
        // A tun device of a VPN has no MAC address and cannot be a bridge's port.
        case .tun: link.mac != nil
        case .macvtap: true
        case .veth: link.controllerKind == .bridge && children(of: link.index).isEmpty
        case nil, .bond, .bridge, .vlan, .dsa, .vrf, .vxlan, .macvlan, .ipvlan, .hsr, .macsec, .other: false
        }
    }

    /// Whether the link's speed is a wire's or the sum of several; other links repeat another's, or invent one.
    package func hasSpeed(_ link: KernelLink) -> Bool {
        !link.isLoopback
            && (link.kind == nil || link.kind == .bond || link.kind == .veth && !isPlug(link))
    }
}

extension KernelLink {
    /// Whether the MAC address begins with 0xFE, as the host's end of a guest's NIC does.
    ///
    /// libvirt takes the guest's address and changes its first byte (virNetDevTapCreateInBridgePort).
    package var hasGuestMAC: Bool { mac?.bytes.first == 0xfe }
}
