package import NetTypes

/// What the kernel reports of links, addresses and routes of one network namespace at one time.
///
/// Each kind is consistent in itself. Something may have changed between reading two kinds, so an address may be on a
/// link that is missing.
package struct KernelState: Hashable, Sendable {
    /// The links by index.
    package let links: [Int: KernelLink]
    /// The addresses of all links; IPv4 first, each family in the kernel's order.
    package let addresses: [KernelAddress]
    /// The routes of all tables; IPv4 first, each family in the kernel's order.
    package let routes: [KernelRoute]
    /// The rules that choose a routing table; IPv4 first, each family in the kernel's order.
    package let rules: [LiveRule]
    /// The VLANs of bridges and their ports by link index, whether or not the bridge filters.
    package let bridgeVLANs: [Int: BridgeVLANs]
    /// The forwarding databases of all bridges and of devices that have one; empty where there is no bridge.
    package let forwarding: [ForwardingEntry]
    /// The multicast groups that bridges know members of.
    package let multicast: [MulticastEntry]
    /// What Open vSwitch's database says; `nil` where there is none that answers.
    package let openVSwitch: OVSState?

    private let indexByName: [String: Int]
    private let portsByController: [Int: [Int]]
    private let addressesByLink: [Int: [KernelAddress]]

    /// Puts a state together from its parts, as tests do.
    package init(
        links: [KernelLink],
        addresses: [KernelAddress] = [],
        routes: [KernelRoute] = [],
        rules: [LiveRule] = [],
        bridgeVLANs: [Int: BridgeVLANs] = [:],
        forwarding: [ForwardingEntry] = [],
        multicast: [MulticastEntry] = [],
        openVSwitch: OVSState? = nil
    ) {
        self.links = Dictionary(links.map { ($0.index, $0) }) { _, last in last }
        self.addresses = addresses
        self.routes = routes
        self.rules = rules
        self.bridgeVLANs = bridgeVLANs
        self.forwarding = forwarding
        self.multicast = multicast
        self.openVSwitch = openVSwitch
        var indexByName: [String: Int] = [:]
        var portsByController: [Int: [Int]] = [:]
        for link in self.links.values.sorted(by: { $0.index < $1.index }) {
            indexByName[link.name] = link.index
            if let controller = link.controllerIndex { portsByController[controller, default: []].append(link.index) }
        }
        self.indexByName = indexByName
        self.portsByController = portsByController
        addressesByLink = Dictionary(grouping: addresses, by: \.index)
    }

    package var hasBridge: Bool { links.values.contains { $0.kind == .bridge } }

    package func link(named name: InterfaceName) -> KernelLink? {
        indexByName[name.text].flatMap { links[$0] }
    }

    /// The ports of a bridge, bond or other controller, by ascending index.
    package func ports(of controller: Int) -> [KernelLink] {
        (portsByController[controller] ?? []).compactMap { links[$0] }
    }

    /// Whether frames pass a link: it has carrier and, if it is an LACP bond, at least one port has agreed with the
    /// switch.
    ///
    /// Such a port collects and distributes, and its partner is in sync and collects (IEEE 802.1AX §6.4.15). Linux
    /// passes some frames before the negotiation begins and none until it is over.
    /// some frames before the negotiation begins and none until it is over.
    package func isSettled(_ link: KernelLink) -> Bool {
        guard link.bond?.mode == .lacp else { return link.hasCarrier }
        return ports(of: link.index).contains { port in
            // Where the driver or kernel reports no LACP state, carrier has to do.
            guard let actor = port.bondPort?.actorState, let partner = port.bondPort?.partnerState else {
                return port.hasCarrier
            }
            return actor.isSuperset(of: [.synchronization, .collecting, .distributing])
                && partner.isSuperset(of: [.synchronization, .collecting])
        }
    }

    /// The links that stand on another: its VLANs and macvlans, by ascending index; a veth's peer does not count.
    package func children(of parent: Int) -> [KernelLink] {
        links.values.filter { link in
            (link.parentIndex == parent && link.kind != .veth) || link.hsr?.port2Index == parent
                || link.hsr?.interlinkIndex == parent
        }.sorted { $0.index < $1.index }
    }

    /// The permanent entries that somebody made in bridges' forwarding databases.
    ///
    /// They do not age out, and do not stem from a link's own address.
    package var staticForwarding: [ForwardingEntry] {
        forwarding.filter { entry in
            entry.isPermanent && !entry.isSelf && entry.controllerIndex != nil
                && (!entry.isLocal || links[entry.index].map(\.mac) != .some(entry.mac))
        }
    }

    /// The addresses on a link, in the kernel's order.
    package func addresses(on index: Int) -> [KernelAddress] { addressesByLink[index] ?? [] }

    /// The routes that may leave through a link, in the kernel's order.
    package func routes(through index: Int) -> [KernelRoute] {
        routes.filter { $0.nextHops.contains { $0.outputIndex == index } }
    }

    /// The default routes of the main table, the preferred one first.
    package func defaultRoutes(_ family: IPFamily) -> [KernelRoute] {
        routes.filter { $0.isDefault && $0.isMain && $0.family == family }.sorted { $0.metric < $1.metric }
    }
}
