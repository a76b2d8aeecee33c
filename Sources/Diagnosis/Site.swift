package import Checks
package import Host
import Kernel
package import NetTypes
import Planning

/// An observation, with the lookups that the rules share.
struct Site {
    let observation: HostObservation
    let host: HostState
    let kernel: KernelState
    /// All links of the host by ascending index.
    let links: [KernelLink]
    let segments: [Segment]
    /// The MAC addresses of this host's own links.
    let macs: Set<MACAddress>
    private let gatewaysByLink: [Int: [IPAddress]]

    init(_ observation: HostObservation) {
        self.observation = observation
        host = observation.host
        kernel = host.kernel
        links = host.kernel.links.values.sorted { $0.index < $1.index }
        segments = Segment.all(in: host.kernel)
        macs = Set(links.compactMap(\.mac))
        gatewaysByLink = Self.gateways(host.kernel)
    }

    func link(_ index: Int?) -> KernelLink? { index.flatMap { kernel.links[$0] } }

    func link(named name: String) -> KernelLink? { (try? InterfaceName(name)).flatMap { kernel.link(named: $0) } }

    func name(_ index: Int?) -> String { link(index)?.name ?? index.map { "link \($0)" } ?? "nothing" }

    func controller(of link: KernelLink) -> KernelLink? { self.link(link.controllerIndex) }

    /// The addresses that somebody gave to a link: neither loopback nor link-local ones.
    func prefixes(on link: KernelLink) -> [IPPrefix] {
        kernel.addresses(on: link.index).map(\.prefix).filter { !$0.address.isLoopback && !$0.address.isLinkLocal }
    }

    /// Whether the link is a guest's tap whose MAC address tells the guest's.
    func isTap(_ link: KernelLink) -> Bool { link.hasGuestMAC && (link.kind == .tun || link.kind == .veth) }

    /// Whether the MAC address belongs to the guest behind a tap.
    func isGuest(_ mac: MACAddress, behind tap: KernelLink) -> Bool {
        guard let own = tap.mac, own != mac else { return false }
        return isTap(tap) && own.bytes.dropFirst().elementsEqual(mac.bytes.dropFirst())
    }

    /// Whether the link is a NIC or like one: no other link of this host is below or inside it.
    func isPhysical(_ link: KernelLink) -> Bool {
        if link.isLoopback || isTap(link) { return false }
        return link.kind == nil || (link.kind == .veth && link.isParentElsewhere)
    }

    /// The links on which a link stands, itself included: parents, and the ports of bridges and bonds.
    func below(_ link: KernelLink) -> [KernelLink] {
        var seen: [Int] = []
        var waiting = [link]
        while let next = waiting.popLast() {
            guard !seen.contains(next.index) else { continue }
            seen.append(next.index)
            if next.kind != .veth, let parent = self.link(next.parentIndex) { waiting.append(parent) }
            waiting += kernel.ports(of: next.index)
        }
        return seen.compactMap { self.link($0) }
    }

    /// Whether an interface stands on one of these, or is one.
    func stands(_ name: String, onAnyOf names: Set<String>) -> Bool {
        link(named: name).map { link in below(link).contains { names.contains($0.name) } } ?? false
    }

    /// The gateways of main-table routes that leave by a link, the default route's first.
    func gateways(on link: KernelLink) -> [IPAddress] { gatewaysByLink[link.index] ?? [] }

    private static func gateways(_ kernel: KernelState) -> [Int: [IPAddress]] {
        let routes = kernel.routes.filter { $0.isMain && $0.type == .unicast && $0.gateway != nil }
        var result: [Int: [IPAddress]] = [:]
        var seen: Set<[Int: IPAddress]> = []
        for hop in (routes.filter(\.isDefault) + routes.filter { !$0.isDefault }).flatMap(\.nextHops) {
            guard let index = hop.outputIndex, let gateway = hop.gateway else { continue }
            if seen.insert([index: gateway]).inserted { result[index, default: []].append(gateway) }
        }
        return result
    }

    /// The name of the profile that is active on an interface.
    func activeProfile(_ interface: String) -> String? {
        guard let manager = host.manager,
            let device = manager.devices.first(where: { $0.interface == interface && $0.isReal })
        else { return nil }
        return manager.profiles.first { $0.uuid == device.activeUUID }?.id
    }
}

/// A network on the wire below this host: the link that carries it, its tag, and the link with its addresses.
struct Segment: Hashable {
    /// The NIC or bond that carries the network.
    let base: KernelLink
    /// The VLAN link that adds the tag; `nil` for untagged frames.
    let vlan: KernelLink?
    /// The link to which addresses of this network belong: the bridge above, or the VLAN, NIC or bond itself.
    let top: KernelLink

    var tag: Int? { vlan?.vlan?.id?.number }

    static func == (left: Segment, right: Segment) -> Bool {
        (left.base.index, left.vlan?.index, left.top.index) == (right.base.index, right.vlan?.index, right.top.index)
    }

    func hash(into hasher: inout Hasher) { hasher.combine([base.index, vlan?.index ?? 0, top.index]) }

    /// Finds the segments of a host.
    ///
    /// - Parameter kernel: the kernel's state, with all links.
    /// - Returns: the networks with one tag or none; those with two tags are left out.
    static func all(in kernel: KernelState) -> [Segment] {
        func isBase(_ link: KernelLink) -> Bool {
            !link.isLoopback && link.controllerKind != .bond
                && (link.kind == nil || link.kind == .bond || (link.kind == .veth && !link.hasGuestMAC))
        }
        func top(_ link: KernelLink) -> KernelLink {
            guard link.controllerKind == .bridge, let bridge = link.controllerIndex.flatMap({ kernel.links[$0] })
            else { return link }
            return bridge
        }
        var segments: [Segment] = []
        for link in kernel.links.values.sorted(by: { $0.index < $1.index }) {
            if isBase(link) {
                segments.append(Segment(base: link, vlan: nil, top: top(link)))
            } else if link.kind == .vlan, link.vlan?.id != nil,
                let parent = link.parentIndex.flatMap({ kernel.links[$0] })
            {
                // A VLAN of a bridge leaves by the bridge's ports.
                let bases = parent.kind == .bridge ? kernel.ports(of: parent.index) : [parent]
                for base in bases where isBase(base) {
                    segments.append(Segment(base: base, vlan: link, top: top(link)))
                }
            }
        }
        return segments
    }
}

/// The networks that reach the wire by a NIC or bond of this host.
package enum Networks {
    /// One network that the host is in.
    package struct Network: Sendable {
        /// The NIC or bond that carries the network.
        package let base: KernelLink
        /// The VLAN tag of the network's frames; `nil` where they are untagged.
        package let tag: WireTag?
        /// The link that has the network's addresses.
        package let top: KernelLink
        /// The gateways of routes that leave by `top`.
        package let gateways: [IPAddress]
        /// Whether frames pass `base`: it has carrier, and an LACP bond has finished negotiating.
        package let isSettled: Bool
    }

    /// Finds the networks.
    ///
    /// - Parameter observation: what was observed.
    /// - Returns: the networks with one tag or none, in the order of their links.
    package static func all(in observation: HostObservation) -> [Network] {
        let site = Site(observation)
        return site.segments.map { segment in
            Network(
                base: segment.base,
                tag: segment.tag.map { WireTag(id: $0, etherType: segment.vlan?.vlan?.protocol?.etherType ?? 0x8100) },
                top: segment.top, gateways: site.gateways(on: segment.top),
                isSettled: site.kernel.isSettled(segment.base))
        }
    }
}
