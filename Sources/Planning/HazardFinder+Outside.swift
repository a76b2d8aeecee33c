import Host
import NetTypes
import OrderedCollections
import Topology

/// Hazards of interfaces that the spec does not speak of.
extension HazardFinder {
    /// Finds a default route of the spec beside one on an interface outside of it; rule T078 covers two within a spec.
    func secondDefaultRoutes() -> [Hazard] {
        IPFamily.allCases.compactMap { family in
            let routes = after.routes.filter { $0.destination.isDefault && $0.destination.family == family }
                .sorted { $0.metric < $1.metric }
            guard let standing = routes.first(where: { byDevice[$0.device] == nil }) else { return nil }
            let old = Hazard.Hop(family: family, gateway: standing.via, device: standing.device)
            if let new = routes.first(where: { isChanged($0.device) }) {
                return .secondDefaultRoute(
                    old: old, new: Hazard.Hop(family: family, gateway: new.via, device: new.device))
            }
            // DHCP or router advertisement will bring it, so its gateway is not known.
            let automatic = after.automatic.first { $0.family == family && $0.mayBeDefault && isChanged($0.device) }
            return automatic.map {
                .secondDefaultRoute(old: old, new: Hazard.Hop(family: family, gateway: nil, device: $0.device))
            }
        }
    }

    /// Finds an address of the spec in a network that an interface outside of the spec already has.
    func sharedNetworks() -> [Hazard] {
        var hazards: [Hazard] = []
        for step in plan.steps where isChanged(step.device) {
            guard let interface = topology.interfaces[step.interface] else { continue }
            for new in interface.ipv4.addresses + interface.ipv6.addresses where new.isOfNetwork {
                let other = after.addresses.first {
                    byDevice[$0.device] == nil && $0.prefix.isOfNetwork && $0.prefix.overlaps(new)
                        && live.links[$0.device]?.isUp == true
                }
                guard let other else { continue }
                hazards.append(
                    .sharedNetwork(
                        Hazard.Holder(prefix: new, device: step.device),
                        with: Hazard.Holder(prefix: other.prefix, device: other.device)))
            }
        }
        return hazards
    }

    /// Finds bridges without a spanning tree that get new ports and keep others that the spec does not have.
    func sharedBridges() -> [Hazard] {
        var hazards: [Hazard] = []
        var seen: Set<InterfaceName> = []
        for step in plan.steps {
            guard let bridge = topology.interfaces[step.interface]?.attachment?.controller,
                live.links[bridge]?.kind == .bridge, live.links[step.device]?.controller != bridge,
                !removed.contains(bridge), live.links[bridge]?.bridge?.stp != true, seen.insert(bridge).inserted
            else { continue }
            let staying = graph.ownPorts(of: bridge).filter { port in
                (byDevice[port].map { topology.interfaces[$0.interface] == nil } ?? true) && !removed.contains(port)
            }
            if !staying.isEmpty { hazards.append(.sharedBridge(bridge, new: step.device, staying: staying)) }
        }
        return hazards
    }

    /// Reports what `--prune` removes of this session's path, though nobody named it.
    func pruned(_ path: [InterfaceName], to: InterfaceName?, _ session: RemoteSession) -> [Hazard] {
        let lost = plan.removals.filter { $0.isPruned && path.contains($0.interface) }.map(\.interface)
        guard !lost.isEmpty, to == nil || after.wayOut(of: session).entry == nil else { return [] }
        return [.sessionPruned(session.server, removed: lost)]
    }

    private func isChanged(_ device: InterfaceName) -> Bool { byDevice[device].map { !$0.isUnchanged } ?? false }
}

extension IPPrefix {
    /// Whether other hosts on the link may be in this network.
    fileprivate var isOfNetwork: Bool { length < family.bits && !address.isLinkLocal && !address.isLoopback }
}
