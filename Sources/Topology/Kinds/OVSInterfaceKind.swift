package import NetTypes

extension OVSInterfaceSpec: KindSpec {
    static let words = KindWords(
        section: "ovs-interfaces", noun: "OVS interface", plural: "OVS interfaces", sample: "mgmt0",
        synonyms: ["ovs-interface", "ovs-patches"], link: LinkKind("openvswitch"))

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        .ovsInterface(OVSInterfaceSpec(&fields, problems: problems))
    }

    var exit: Exit { peer.map { .otherEnd($0) } ?? .nowhere }

    var assembled: Interface.Kind {
        var interface = OVSInterface(peer: peer?.value)
        interface.mac = mac?.value
        return .ovsInterface(interface)
    }
}

extension OVSInterface: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind { .ovsInterface(self) }
}
