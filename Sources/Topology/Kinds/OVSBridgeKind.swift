package import NetTypes

extension OVSBridgeSpec: KindSpec {
    static let words = KindWords(
        section: "ovs-bridges", noun: "OVS bridge", plural: "OVS bridges", sample: "ovs0",
        synonyms: ["ovs-bridge", "ovs", "openvswitch"], link: LinkKind("ovs-bridge"))
    static let takesPorts = true

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        .ovsBridge(OVSBridgeSpec(&fields, problems: problems))
    }

    var portNames: [Located<InterfaceName>] { ports.map(\.name) }
    var exit: Exit { .anyPort }

    static func judge(_ place: PortPlace, _ problems: Problems) {
        problems.error(
            .bridgeAsPort, "the OVS bridge `\(place.port.value)` is a port of `\(place.controller.name)`",
            at: place.port.span,
            help: "a bridge cannot be a port: join two OVS bridges by a patch, `ovs-interfaces` with `peer`",
            related: [(place.interface.span, "it is defined here")])
    }

    static func judge(_ place: VLANPlace, _ problems: Problems) {
        let (id, parent, controller) = (place.vlan.id.value, place.vlan.parent, place.controller)
        if place.draft[parent.value]?.ovsInterface != nil { return }
        problems.warning(
            .vlanOnBridgePort,
            "the parent `\(parent.value)` of `\(place.spec.name)` is a port of the OVS bridge `\(controller.value)`, which"
                + " never sees the frames of VLAN \(id)", at: parent.span,
            help: "if `\(controller.value)` is to carry VLAN \(id) too, make it an internal interface of"
                + " `ovs-interfaces`, and list it there with `tag: \(id)`",
            related: [(controller.span, "it is made a port here")], of: place.spec.span)
    }

    var assembled: Interface.Kind {
        var bridge = OVSBridge()
        bridge.ports = ports.map(\.name.value)
        bridge.failMode = failMode?.value
        bridge.stp = stp?.value
        bridge.rstp = rstp?.value
        bridge.multicastSnooping = multicastSnooping?.value
        return .ovsBridge(bridge)
    }
}

extension OVSBridge: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind {
        var bridge = self
        bridge.ports = ports
        return .ovsBridge(bridge)
    }
}
