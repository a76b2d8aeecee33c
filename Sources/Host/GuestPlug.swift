import NetTypes

extension KernelState {
    /// The link is the host's end of a guest's or container's interface, so far as the kernel can tell: a tap, or a
    /// port of a bridge that is a virtual cable.
    package func isPlug(_ link: KernelLink) -> Bool {
        switch link.kind {
        // A tun device, as VPNs have it, has no MAC address and cannot be a bridge's port.
        case .tun: link.mac != nil
        case .macvtap: true
        case .veth: link.controllerKind == .bridge && children(of: link.index).isEmpty
        case nil, .bond, .bridge, .vlan, .dsa, .vrf, .other: false
        }
    }

    /// The link's speed is a wire's or the sum of wires': others only repeat one, or make it up.
    package func hasSpeed(_ link: KernelLink) -> Bool {
        !link.isLoopback
            && (link.kind == nil || link.kind == .bond || link.kind == .veth && !isPlug(link))
    }
}

extension KernelLink {
    /// Its MAC address is a guest's with 0xFE in front, as libvirt gives it to the host's end (virNetDevTapCreateInBridgePort).
    package var hasGuestMAC: Bool { mac?.bytes.first == 0xfe }
}
