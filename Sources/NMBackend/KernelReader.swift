package import Kernel
package import NetTypes
package import Planning

/// The kernel's links as the planner wants them.
package enum KernelReader {
    /// Reads the state of the calling process's network namespace; blocks for some milliseconds.
    package static func links() throws(KernelError) -> [InterfaceName: LiveLink] { links(of: try KernelState.read()) }

    /// Names take the place of indexes, and addresses and routes go to their links.
    package static func links(of state: KernelState) -> [InterfaceName: LiveLink] {
        let names = state.links.compactMapValues(\.interfaceName)
        var routes: [Int: [LiveLink.RouteState]] = [:]
        for route in state.routes where route.type == .unicast {
            for hop in route.nextHops {
                guard let index = hop.outputIndex else { continue }
                var state = LiveLink.RouteState(
                    destination: route.destination, via: hop.gateway, table: route.table, metric: route.metric)
                state.origin = route.protocol
                state.source = route.preferredSource
                routes[index, default: []].append(state)
            }
        }
        var result: [InterfaceName: LiveLink] = [:]
        for (index, link) in state.links {
            guard let name = names[index] else { continue }
            var live = LiveLink(
                index: index, name: name, kind: link.kind, mtu: link.mtu, isUp: link.isUp, hasCarrier: link.hasCarrier)
            live.controller = link.controllerIndex.flatMap { names[$0] }
            live.parent = link.isParentElsewhere || link.kind == "veth" ? nil : link.parentIndex.flatMap { names[$0] }
            live.mac = link.mac
            live.permanentMAC = link.permanentMAC ?? link.bondPort?.permanentMAC
            live.vlan = link.vlan.flatMap(tag)
            live.bond = link.bond.map { bond(of: $0, names, isSettled: state.isSettled(link)) }
            live.bridge = link.bridge.map(bridge)
            live.bridgeVLANs = (state.bridgeVLANs[index]?.entries ?? []).flatMap(vlans)
            live.addresses = state.addresses(on: index).map { address in
                LiveLink.AddressState(
                    prefix: address.prefix, isTentative: address.isTentative, isDuplicate: address.isDuplicate)
            }
            live.routes = routes[index] ?? []
            result[name] = live
        }
        return result
    }

    private static func tag(_ vlan: VLANDetails) -> LiveLink.VLANTag? {
        guard let id = vlan.id, let tag = vlan.protocol else { return nil }
        return LiveLink.VLANTag(id: id.number, etherType: tag.etherType)
    }

    private static func bond(
        of bond: BondDetails, _ names: [Int: InterfaceName], isSettled: Bool
    ) -> LiveLink.BondState {
        LiveLink.BondState(
            mode: bond.mode?.rawValue ?? "", activePort: bond.activePortIndex.flatMap { names[$0] },
            partner: bond.aggregator?.partnerMAC, isSettled: bond.mode == .lacp ? isSettled : nil)
    }

    private static func bridge(_ bridge: BridgeDetails) -> LiveLink.BridgeState {
        LiveLink.BridgeState(
            stp: bridge.isSTP, vlanFiltering: bridge.isVLANFiltering,
            ageingTime: Int(bridge.ageingTime.components.seconds))
    }

    private static func vlans(_ entry: BridgeVLANs.Entry) -> [LiveLink.BridgeVLANState] {
        (entry.first.number...entry.last.number).map { id in
            LiveLink.BridgeVLANState(id: id, pvid: entry.isPVID, untagged: entry.isUntagged)
        }
    }
}
