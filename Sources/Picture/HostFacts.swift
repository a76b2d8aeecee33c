package import Kernel
package import Planning

/// What is known of a host at one moment.
package struct HostFacts: Hashable, Sendable {
    package let kernel: KernelState
    /// NetworkManager's profiles and devices, and the kernel's links in the planner's terms.
    package let live: LiveState
    /// NetworkManager was asked; otherwise `live` has no profiles and no devices.
    package let hasNetworkManager: Bool
    /// By link index; only of links whose speed means something.
    package let speeds: [Int: LinkSpeed]
    /// What the bridges have learned.
    package let forwarding: [ForwardingEntry]

    package init(
        kernel: KernelState, live: LiveState, hasNetworkManager: Bool, speeds: [Int: LinkSpeed] = [:],
        forwarding: [ForwardingEntry] = []
    ) {
        self.kernel = kernel
        self.live = live
        self.hasNetworkManager = hasNetworkManager
        self.speeds = speeds
        self.forwarding = forwarding
    }

    /// The links whose speed is a wire's or the sum of wires': others only repeat one, or make it up.
    package static func haveSpeed(_ kernel: KernelState) -> [KernelLink] {
        kernel.links.values.filter { link in
            !link.isLoopback
                && (link.kind == nil || link.kind == "bond" || link.kind == "veth" && !isPlug(link, kernel))
        }
    }

    /// The link is the host's end of a guest's or container's interface, so far as the kernel can tell: a tap, or a
    /// port of a bridge that is a virtual cable.
    static func isPlug(_ link: KernelLink, _ kernel: KernelState) -> Bool {
        switch link.kind {
        // A tun device, as VPNs have it, has no MAC address and cannot be a bridge's port.
        case "tun": link.mac != nil
        case "macvtap": true
        case "veth": link.controllerKind == "bridge" && kernel.children(of: link.index).isEmpty
        default: false
        }
    }
}
