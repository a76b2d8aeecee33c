package import NetTypes

extension VLANSpec: KindSpec {
    static let words = KindWords(section: "vlans", noun: "VLAN", plural: "VLANs", sample: "bond0.100", link: .vlan)

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        VLANSpec(&fields, name: name, problems: problems).map { .vlan($0) }
    }

    var parents: [Located<InterfaceName>] { [parent] }

    /// The kernel gives a VLAN its parent's.
    var mtuFollows: [Located<InterfaceName>] { [parent] }
    var exit: Exit { .tagged(self) }

    var assembled: Interface.Kind {
        .vlan(
            VLAN(
                parent: parent.value, id: id.value, tag: tag?.value ?? .dot1Q,
                ingressPriorityMap: ingressPriorityMap.map(\.value), egressPriorityMap: egressPriorityMap.map(\.value)))
    }
}

extension VLAN: KindInTopology {
    package var parents: [InterfaceName] { [parent] }
    package func with(ports: [InterfaceName]) -> Interface.Kind { .vlan(self) }
}
