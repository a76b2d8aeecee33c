import NetTypes
import OrderedCollections

extension Topology {
    /// Builds the picture from a draft without errors.
    init(_ draft: Draft, mtus: [InterfaceName: Int]) {
        let interfaces = draft.interfaces.values.map { spec in
            Interface(
                name: spec.name, kind: spec.assembledKind, mtu: spec.mtu?.value,
                attachment: Self.attachment(of: spec.name, in: draft), ipv4: spec.layer3.assembled(.v4),
                ipv6: spec.layer3.assembled(.v6))
        }
        self.init(
            checked: OrderedDictionary(interfaces.map { ($0.name, $0) }) { first, _ in first },
            absent: draft.absent.map(\.value), unmanaged: draft.unmanaged.map(\.value), checks: draft.checks,
            guests: draft.guests.map(\.assembled), mtus: mtus)
    }

    private static func attachment(of name: InterfaceName, in draft: Draft) -> Interface.Attachment? {
        guard let controller = draft.controllers[name]?.value, let spec = draft[controller] else { return nil }
        guard spec.bridge != nil else { return .bond(controller) }
        let port = draft.bridgePorts[name]?.assembled
        return .bridge(controller, port ?? BridgePort())
    }
}

extension InterfaceSpec {
    fileprivate var assembledKind: Interface.Kind {
        switch kind {
        case .ethernet(let ethernet):
            .ethernet(
                Ethernet(mac: ethernet.mac?.value, path: ethernet.path?.value, sriov: ethernet.sriov?.assembled))
        case .bond(let bond): .bond(bond.assembled)
        case .vlan(let vlan):
            .vlan(
                VLAN(
                    parent: vlan.parent.value, id: vlan.id.value, tag: vlan.tag?.value ?? .dot1Q,
                    ingressPriorityMap: vlan.ingressPriorityMap.map(\.value),
                    egressPriorityMap: vlan.egressPriorityMap.map(\.value)))
        case .bridge(let bridge): .bridge(bridge.assembled)
        }
    }
}

extension SRIOVSpec {
    fileprivate var assembled: SRIOV {
        let sorted = functions.sorted { $0.index.value < $1.index.value }.map { ($0.index.value, $0.assembled) }
        return SRIOV(count: count?.value ?? 1, functions: OrderedDictionary(sorted) { first, _ in first })
    }
}

extension VirtualFunctionSpec {
    fileprivate var assembled: VirtualFunction {
        var function = VirtualFunction()
        function.mac = mac?.value
        function.vlan = vlan?.value
        function.isTrusted = trust?.value
        function.checksSpoofing = spoofCheck?.value
        function.pci = pci?.value
        return function
    }
}

extension GuestSpec {
    fileprivate var assembled: Guest { Guest(name: name.value, interfaces: interfaces.map(\.assembled)) }
}

extension GuestInterfaceSpec {
    fileprivate var assembled: GuestInterface {
        switch target {
        case .virtualFunction(let name): .virtualFunction(name.value)
        case .bridge(let bridge):
            .bridge(
                GuestPort(
                    bridge: bridge.value, model: model?.value ?? .virtio, mac: mac?.value, vlan: vlan?.value,
                    taggedVLANs: vlans.map { $0.value.first...$0.value.last }.sorted { $0.lowerBound < $1.lowerBound },
                    isIsolated: isIsolated))
        }
    }
}

extension BondSpec {
    fileprivate var assembled: Bond {
        var values = options.mapValues(\.value.value)
        if let primary { values["primary"] = primary.value.text }
        // A mode is always there once everything is valid; the kernel's default keeps this total.
        return Bond(mode: mode?.value ?? .balanceRR, options: values, ports: ports.map(\.value), mac: mac?.value)
    }
}

extension BridgeSpec {
    fileprivate var assembled: Bridge {
        var bridge = Bridge()
        bridge.ports = ports.map(\.name.value)
        bridge.stp = stp?.value ?? false
        bridge.forwardDelay = forwardDelay?.value
        bridge.ageingTime = ageingTime?.value
        bridge.priority = priority?.value
        bridge.multicastSnooping = multicastSnooping?.value
        bridge.vlanFiltering = vlanFiltering?.value ?? false
        bridge.vlans = vlans.map(\.value).sorted { $0.first < $1.first }
        bridge.vlanDefaultPVID = vlanDefaultPVID?.value
        bridge.mac = mac?.value
        return bridge
    }
}

extension BridgePortSpec {
    fileprivate var assembled: BridgePort {
        var port = BridgePort()
        port.vlans = vlans.map(\.value)
        if let pvid = pvid?.value {
            port.vlans = port.vlans.flatMap { $0.without(pvid) }
            port.vlans.append(BridgeVLAN(first: pvid, last: pvid, pvid: true, untagged: true))
        }
        // NetworkManager keeps them sorted, and would report a difference otherwise.
        port.vlans.sort { $0.first < $1.first }
        port.pathCost = pathCost?.value
        port.priority = priority?.value
        port.hairpin = hairpin?.value
        return port
    }
}

extension BridgeVLAN {
    /// The range with a gap where the VLAN was: NetworkManager refuses one that is named twice.
    fileprivate func without(_ id: VLANID) -> [BridgeVLAN] {
        guard first <= id, id <= last else { return [self] }
        let below = VLANID(id.number - 1).flatMap {
            first <= $0 ? BridgeVLAN(first: first, last: $0, untagged: untagged) : nil
        }
        let above = VLANID(id.number + 1).flatMap {
            $0 <= last ? BridgeVLAN(first: $0, last: last, untagged: untagged) : nil
        }
        return [below, above].compactMap(\.self)
    }
}

extension Layer3Spec {
    /// One family's half.
    fileprivate func assembled(_ family: IPFamily) -> IPConfiguration {
        var configuration = IPConfiguration(method: method(family))
        guard configuration.method != .disabled else { return configuration }
        configuration.addresses = addresses(family).map(\.value)
        configuration.gateway = gateway(family)?.value
        configuration.routes = routes.filter { $0.destination.value.family == family }.map {
            Route(
                destination: $0.destination.value, via: $0.via?.value, metric: $0.metric?.value, table: $0.table?.value)
        }
        configuration.dnsServers = dnsServers.map(\.value).filter { $0.family == family }
        configuration.dnsSearch = dnsSearch.map(\.value)
        configuration.dnsPriority = dnsPriority?.value
        configuration.routeMetric = routeMetric?.value
        configuration.neverDefault = neverDefault?.value ?? false
        return configuration
    }

    private func method(_ family: IPFamily) -> IPConfiguration.Method {
        switch family {
        case .v4 where dhcp4?.value == true: .auto
        case .v6 where acceptRA?.value == true: .auto
        case .v6 where dhcp6?.value == true: .dhcp
        default: addresses(family).isEmpty ? .disabled : .manual
        }
    }
}
