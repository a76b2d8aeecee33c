import NetTypes
import OrderedCollections

extension Topology {
    /// Builds the topology from a draft without errors.
    init(_ draft: Draft, mtus: [InterfaceName: Int]) {
        let interfaces = draft.interfaces.values.map { spec in
            Interface(
                name: spec.name, kind: spec.own.assembled,
                mtu: spec.mtu?.value ?? (spec.broken.contains("mtu") ? nil : spec.own.mtuOtherwise),
                attachment: Self.attachment(of: spec.name, in: draft), ipv4: spec.layer3.assembled(.v4),
                ipv6: spec.layer3.assembled(.v6))
        }
        self.init(
            checked: OrderedDictionary(interfaces.map { ($0.name, $0) }) { first, _ in first },
            absent: draft.absent.map(\.value), unmanaged: draft.unmanaged.map(\.value), checks: draft.checks,
            guests: draft.guests.map(\.assembled), mtus: mtus, foreign: Set(draft.foreign.map(\.value)),
            scope: Scope(
                isWhole: draft.isWhole,
                undeclared: Set(draft.interfaces.values.filter(\.isUndeclared).map(\.name)),
                lists: Set(draft.interfaces.values.filter(\.own.listsPorts).map(\.name))))
    }

    private static func attachment(of name: InterfaceName, in draft: Draft) -> Interface.Attachment? {
        guard let controller = draft.controllers[name]?.value, let spec = draft[controller] else { return nil }
        if spec.vrf != nil { return .vrf(controller) }
        guard spec.bridge != nil else { return .bond(controller) }
        let port = draft.bridgePorts[name]?.assembled
        return .bridge(controller, port ?? BridgePort())
    }
}

extension InterfaceSpec {
    /// Whether the spec only uses the interface: where the host has it, the host knows what it is.
    fileprivate var isUndeclared: Bool { isImplicit || isMadeByTrunk && !layer3.isGiven }
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

extension Layer3Spec {
    /// The configuration of one family.
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
