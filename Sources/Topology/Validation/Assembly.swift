import NetTypes
import OrderedCollections

extension Topology {
    /// Builds the topology from a draft without errors.
    init(_ draft: Draft, mtus: [InterfaceName: Int]) {
        let interfaces = draft.interfaces.values.flatMap { spec -> [Interface] in
            var interface = Interface(
                name: spec.name, kind: Self.kind(of: spec, in: draft),
                mtu: spec.mtu?.value ?? (spec.broken.contains("mtu") ? nil : spec.own.mtuOtherwise),
                attachment: Self.attachment(of: spec.name, in: draft), ipv4: spec.layer3.assembled(.v4),
                ipv6: spec.layer3.assembled(.v6))
            interface.common.mdns = spec.layer3.mdns?.value
            interface.common.llmnr = spec.layer3.llmnr?.value
            interface.common.zone = spec.layer3.zone?.value
            interface.common.multipath = spec.layer3.multipath?.value
            interface.common.carrierTimeout = spec.layer3.carrierTimeout?.value
            return Self.ovsPorts(of: spec, in: draft) + [interface]
        }
        self.init(
            checked: OrderedDictionary(interfaces.map { ($0.name, $0) }) { first, _ in first },
            absent: draft.absent.map(\.value), unmanaged: draft.unmanaged.map(\.value), checks: draft.checks,
            guests: draft.guests.map(\.assembled), mtus: mtus, foreign: Set(draft.foreign.map(\.value)),
            scope: Scope(
                isWhole: draft.isWhole,
                undeclared: Set(draft.interfaces.values.filter(\.isUndeclared).map(\.name)),
                lists: Set(
                    draft.interfaces.values.filter(\.own.listsPorts).map(\.name)
                        + interfaces.filter { $0.ovsPort != nil }.map(\.name))))
        // What the spec itself tells of NICs needs no host.
        if !macSources.isEmpty {
            let known = draft.interfaces.values.compactMap { spec in
                spec.ethernet?.mac.map { (spec.name, $0.value) }
            }
            self = copying(Dictionary(known) { first, _ in first })
        }
    }

    /// What an interface is; the ports of a bridge of Open vSwitch, and their VLANs, go by the names of their own.
    private static func kind(of spec: InterfaceSpec, in draft: Draft) -> Interface.Kind {
        let kind = spec.own.assembled
        switch kind {
        case .ovsBridge(let bridge):
            return bridge.with(ports: bridge.ports.map { draft[$0]?.ovsBond == nil ? OVSPort.name(for: $0) : $0 })
        case .ovsPort(var port):
            if let controller = draft.controllers[spec.name]?.value,
                let own = draft[controller]?.ovsBridge?.ports.first(where: { $0.name.value == spec.name })
            {
                port.tag = own.tag?.value
                port.trunks = own.ranges
            }
            return .ovsPort(port)
        default: return kind
        }
    }

    /// The ports that a bridge of Open vSwitch needs for interfaces that are in no bond of it.
    private static func ovsPorts(of spec: InterfaceSpec, in draft: Draft) -> [Interface] {
        (spec.ovsBridge?.ports ?? []).filter { draft[$0.name.value]?.ovsBond == nil }.map { own in
            var port = OVSPort(ports: [own.name.value])
            port.tag = own.tag?.value
            port.trunks = own.ranges
            return Interface(
                name: OVSPort.name(for: own.name.value), kind: .ovsPort(port), attachment: .ovsBridge(spec.name))
        }
    }

    private static func attachment(of name: InterfaceName, in draft: Draft) -> Interface.Attachment? {
        guard let controller = draft.controllers[name]?.value, let spec = draft[controller] else { return nil }
        if spec.vrf != nil { return .vrf(controller) }
        if spec.ovsBond != nil { return .ovsPort(controller) }
        if spec.ovsBridge != nil {
            return draft[name]?.ovsBond == nil ? .ovsPort(OVSPort.name(for: name)) : .ovsBridge(controller)
        }
        guard spec.bridge != nil else {
            return .bond(controller, draft.bondPorts[name]?.assembled ?? BondPort())
        }
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
                    isIsolated: isolated?.value ?? false))
        }
    }
}

extension Layer3Spec {
    /// The configuration of one family.
    fileprivate func assembled(_ family: IPFamily) -> IPConfiguration {
        var configuration = IPConfiguration(method: method(family))
        configuration.rules = rules.map(\.rule).filter { $0.family == family }
        guard configuration.method != .disabled else { return configuration }
        configuration.addresses = addresses(family).map(\.value)
        configuration.gateway = gateway(family)?.value
        configuration.routes = routes.filter { $0.destination.value.family == family }.map(\.assembled)
        configuration.dnsServers = dnsServers.map(\.value).filter { $0.family == family }
        // NetworkManager takes no domains for an address that is for the link alone.
        if configuration.method != .linkLocal { configuration.dnsSearch = dnsSearch.map(\.value) }
        configuration.dnsPriority = dnsPriority?.value
        configuration.dnsOptions = dnsOptions.map(\.value)
        configuration.isRequired = required.contains { $0.value == family }
        configuration.routeMetric = routeMetric?.value
        configuration.neverDefault = refusesGateway(family) != nil
        let options = automaticOptions(family)
        configuration.ignoresDNS = options.contains { $0.usesDNS?.value == false }
        configuration.ignoresRoutes = options.contains { $0.usesRoutes?.value == false }
        let dhcp = family == .v4 ? dhcp4Options : dhcp6Options
        configuration.dhcp.clientID = dhcp.clientID?.value
        configuration.dhcp.duid = dhcp.duid?.value
        configuration.dhcp.iaid = dhcp.iaid?.value
        configuration.dhcp.hostname = dhcp.hostname?.value
        configuration.dhcp.sendsHostname = dhcp.sendsHostname?.value
        configuration.dhcp.timeout = dhcp.timeout?.value
        if family == .v4 {
            configuration.hasLinkLocal = hasLinkLocal(.v4) && configuration.method != .linkLocal
            configuration.duplicateTimeout = duplicateTimeout?.value
        } else {
            configuration.advertisementTimeout = raOptions.timeout?.value
            // A token takes the place of the MAC address.
            configuration.addressGeneration = addressGeneration?.value ?? (token == nil ? nil : .eui64)
            configuration.privacy = privacy?.value
            configuration.token = token?.value
        }
        return configuration
    }

    private func method(_ family: IPFamily) -> IPConfiguration.Method {
        switch family {
        case .v4 where dhcp4?.value == true: .auto
        case .v6 where acceptRA?.value == true: .auto
        case .v6 where dhcp6?.value == true: .dhcp
        default: !addresses(family).isEmpty ? .manual : hasLinkLocal(family) ? .linkLocal : .disabled
        }
    }
}
