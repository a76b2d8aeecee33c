package import NetTypes

extension BridgeSpec: KindSpec {
    static let words = KindWords(section: "bridges", noun: "bridge", plural: "bridges", sample: "br200", link: .bridge)
    static let takesPorts = true

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        .bridge(BridgeSpec(&fields, problems: problems))
    }

    var portNames: [Located<InterfaceName>] { ports.map(\.name) }

    /// A bridge without an MTU of its own gets the least of its ports' MTUs from the kernel.
    var mtuFollows: [Located<InterfaceName>] { portNames }
    var exit: Exit { .anyPort }

    static func judge(_ place: PortPlace, _ problems: Problems) {
        let (port, controller) = (place.port, place.controller.name)
        problems.error(
            .bridgeAsPort, "the bridge `\(port.value)` is a port of `\(controller)`", at: port.span,
            help: "a bridge cannot be a port: list what is in `\(port.value)` as ports of `\(controller)`",
            related: [(place.interface.span, "`\(port.value)` is defined here")])
    }

    static func judge(_ place: VLANPlace, _ problems: Problems) {
        let (spec, parent, controller) = (place.spec, place.vlan.parent, place.controller)
        if place.draft.controllers[spec.name]?.value == controller.value { return }
        problems.warning(
            .vlanOnBridgePort,
            "the parent `\(parent.value)` of `\(spec.name)` is a port of the bridge `\(controller.value)`, which never sees"
                + " the frames of VLAN \(place.vlan.id.value)", at: parent.span,
            help: "if `\(controller.value)` is to carry VLAN \(place.vlan.id.value) too, write"
                + " `parent: \(controller.value)`", related: [(controller.span, "it is made a port here")],
            of: spec.span)
    }

    var assembled: Interface.Kind {
        var bridge = Bridge()
        bridge.ports = ports.map(\.name.value)
        bridge.stp = stp?.value ?? false
        bridge.forwardDelay = forwardDelay?.value
        bridge.helloTime = helloTime?.value
        bridge.maxAge = maxAge?.value
        bridge.multicastQuerier = multicastQuerier?.value
        bridge.groupForwardMask = groupForwardMask?.value
        bridge.vlanProtocol = vlanProtocol?.value
        bridge.ageingTime = ageingTime?.value
        bridge.priority = priority?.value
        bridge.multicastSnooping = multicastSnooping?.value
        bridge.vlanFiltering = vlanFiltering?.value ?? false
        bridge.vlans = vlans.map(\.value).sorted { $0.first < $1.first }
        bridge.vlanDefaultPVID = vlanDefaultPVID?.value
        bridge.mac = mac?.value
        bridge.options = options.mapValues(\.value)
        bridge.macSource = macSource?.value
        return .bridge(bridge)
    }
}

extension BridgePortSpec {
    var assembled: BridgePort {
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
    /// The VLANs of this range except one, since NetworkManager refuses a VLAN that is named twice.
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

extension Bridge: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind {
        var bridge = self
        bridge.ports = ports
        return .bridge(bridge)
    }
}
