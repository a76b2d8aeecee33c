import NetTypes

extension LiveState {
    /// Joins what the kernel and NetworkManager report, by names; links whose name NetworkManager cannot use are left
    /// out.
    package init(_ kernel: KernelState, profiles: [LiveProfile] = [], devices: [LiveDevice] = []) {
        self.init(profiles: profiles, devices: devices, links: LiveLinks.links(of: kernel))
        rules = kernel.rules
        rejections = kernel.routes.filter { $0.type.isRejection }
    }
}

/// Makes links with names in place of indexes.
private enum LiveLinks {
    /// The links of a kernel state by name, each with its addresses and routes.
    static func links(of state: KernelState) -> [InterfaceName: LiveLink] {
        let names = state.links.compactMapValues(\.interfaceName)
        var routes: [Int: [LiveLink.RouteState]] = [:]
        for route in state.routes where route.type == .unicast {
            for hop in route.nextHops {
                guard let index = hop.outputIndex else { continue }
                var state = LiveLink.RouteState(
                    destination: route.destination, via: hop.gateway, table: route.table, metric: route.metric)
                state.origin = route.protocol
                state.source = route.preferredSource
                state.isOnLink = hop.isOnLink
                state.mtu = route.mtu
                state.advertisedMSS = route.advertisedMSS
                state.scope = route.scope.rawValue
                routes[index, default: []].append(state)
            }
        }
        let tables = tables(of: state)
        var result: [InterfaceName: LiveLink] = [:]
        for (index, link) in state.links {
            guard let name = names[index], !OVSState.datapaths.contains(name.text) else { continue }
            var live = LiveLink(
                index: index, name: name, kind: link.kind, mtu: link.mtu, isUp: link.isUp, hasCarrier: link.hasCarrier)
            live.alternativeNames = link.alternativeNames
            if link.isUp, link.hasCarrier, ![.up, .unknown].contains(link.operationalState) { live.isSilent = true }
            live.controller = link.controllerIndex.flatMap { names[$0] }
            if let controller = live.controller, OVSState.datapaths.contains(controller.text) { live.controller = nil }
            live.parent = link.isParentElsewhere || link.kind == .veth ? nil : link.parentIndex.flatMap { names[$0] }
            live.peer =
                link.kind == .veth && !link.isParentElsewhere ? link.parentIndex.flatMap { names[$0] } : nil
            live.mac = link.mac
            live.queueLength = link.queueLength
            live.permanentMAC = link.permanentMAC ?? link.bondPort?.permanentMAC
            if link.kind == .bridge { live.tables = tables[index] ?? BridgeTables() }
            add(link, to: &live, names, isSettled: state.isSettled(link))
            live.bridgeVLANs = (state.bridgeVLANs[index]?.entries ?? []).flatMap(vlans)
            live.port = link.bridgePort.map { port(of: $0.options, names, tables[index]) }
            if let details = link.bondPort {
                var port = LiveLink.BondPortState()
                (port.priority, port.queueID) = (details.priority, details.queueID)
                live.bondPort = port
            }
            live.virtualFunctionCount = link.virtualFunctionCount
            live.virtualFunctions = link.virtualFunctions
            live.addresses = state.addresses(on: index).map(address)
            live.routes = routes[index] ?? []
            result[name] = live
        }
        state.openVSwitch?.add(to: &result)
        return result
    }

    /// Adds what only links of one kind have.
    private static func add(
        _ link: KernelLink, to live: inout LiveLink, _ names: [Int: InterfaceName], isSettled: Bool
    ) {
        switch link.details {
        case .vlan(let vlan): live.vlan = tag(vlan)
        case .vxlan(let vxlan): live.vxlan = vxlan
        case .macvlan(let macvlan): live.macvlan = macvlan
        case .ipvlan(let ipvlan): live.ipvlan = ipvlan
        case .hsr(let hsr):
            live.hsr = LiveLink.HSRState(
                port2: hsr.port2Index.flatMap { names[$0] }, interlink: hsr.interlinkIndex.flatMap { names[$0] },
                multicastSpec: hsr.multicastSpec, isPRP: hsr.isPRP)
        case .macsec(let macsec): live.macsec = macsec
        case .tunnel(let tunnel): live.tunnel = tunnel
        case .vrf(let table): live.vrfTable = table
        case .bond(let bond): live.bond = self.bond(of: bond, names, isSettled: isSettled)
        case .bridge(let bridge): live.bridge = self.bridge(bridge)
        case .hardware, .other: break
        }
    }

    private static func port(
        of options: BridgePortOptions, _ names: [Int: InterfaceName], _ tables: BridgeTables?
    ) -> BridgePortState {
        BridgePortState(
            options: options.values, backupPort: options.backupPortIndex.flatMap { names[$0] },
            tables: tables ?? BridgeTables())
    }

    /// The permanent entries of the bridges' tables, by the index of the port or bridge that they are for.
    private static func tables(of state: KernelState) -> [Int: BridgeTables] {
        var tables: [Int: BridgeTables] = [:]
        for entry in state.staticForwarding {
            tables[entry.index, default: BridgeTables()].addresses.append(
                BridgeTables.StaticAddress(
                    mac: entry.mac, vlan: entry.vlan?.number, isLocal: entry.isLocal, isSticky: entry.isSticky))
        }
        for entry in state.multicast where entry.isPermanent {
            tables[entry.index, default: BridgeTables()].groups.append(
                BridgeTables.StaticGroup(group: entry.group, vlan: entry.vlan?.number, source: entry.source))
        }
        return tables
    }

    static func tag(_ vlan: VLANDetails) -> LiveLink.VLANTag? {
        guard let id = vlan.id, let tag = vlan.protocol else { return nil }
        var state = LiveLink.VLANTag(id: id.number, etherType: tag.etherType)
        state.flags = vlan.flags
        state.ingressPriorities = vlan.ingressPriorities
        state.egressPriorities = vlan.egressPriorities
        return state
    }

    static func bond(of bond: BondDetails, _ names: [Int: InterfaceName], isSettled: Bool) -> LiveLink.BondState {
        var state = LiveLink.BondState(
            mode: bond.mode?.rawValue ?? "", activePort: bond.activePortIndex.flatMap { names[$0] },
            partner: bond.aggregator?.partnerMAC, isSettled: bond.mode == .lacp ? isSettled : nil)
        state.primary = bond.primaryPortIndex.flatMap { names[$0] }
        state.options = bond.options
        return state
    }

    static func bridge(_ bridge: BridgeDetails) -> LiveLink.BridgeState {
        var state = LiveLink.BridgeState(
            stp: bridge.isSTP, vlanFiltering: bridge.isVLANFiltering,
            ageingTime: bridge.ageingTime / 1000)
        var options = LiveLink.BridgeOptions()
        options.priority = bridge.priority
        options.forwardDelay = bridge.forwardDelay
        options.helloTime = bridge.helloTime
        options.maximumAge = bridge.maximumAge
        options.groupForwardMask = bridge.groupForwardMask
        options.isMulticastQuerier = bridge.isMulticastQuerier
        options.vlanProtocol = bridge.vlanProtocol
        options.others = bridge.options ?? [:]
        options.isMulticastSnooping = bridge.isMulticastSnooping
        options.defaultPVID = bridge.defaultPVID
        options.isTopologyChanging = bridge.isTopologyChanging
        state.options = options
        return state
    }

    static func vlans(_ entry: BridgeVLANs.Entry) -> [LiveLink.BridgeVLANState] {
        (entry.first.number...entry.last.number).map { id in
            LiveLink.BridgeVLANState(id: id, pvid: entry.isPVID, untagged: entry.isUntagged)
        }
    }

    static func address(_ address: KernelAddress) -> LiveLink.AddressState {
        var state = LiveLink.AddressState(
            prefix: address.prefix, isTentative: address.isTentative, isDuplicate: address.isDuplicate)
        state.isDynamic = address.isDynamic
        state.isTemporary = address.isTemporary
        state.hasTemporaries = address.hasTemporaries
        return state
    }
}
