package import NetTypes

extension VLANSpec: KindSpec {
    static let words = KindWords(section: "vlans", noun: "VLAN", plural: "VLANs", sample: "bond0.100", link: .vlan)

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        VLANSpec(&fields, name: name, problems: problems).map { .vlan($0) }
    }

    var parents: [Located<InterfaceName>] { [parent] }

    /// A VLAN without an MTU of its own gets its parent's from the kernel.
    var mtuFollows: [Located<InterfaceName>] { [parent] }
    var exit: Exit { .tagged(self) }

    static func judge(_ place: PortPlace, _ problems: Problems) {
        let (port, controller) = (place.port, place.controller)
        // Only the first VLAN among a bond's ports gets the warning.
        guard controller.bond != nil,
            controller.ports.first(where: { place.draft[$0.value]?.vlan != nil })?.span == port.span
        else { return }
        problems.warning(
            .vlanInBond, "the VLAN `\(port.value)` is a port of the bond `\(controller.name)`", at: port.span,
            help:
                "usually it is the other way round: the bond takes the NICs, and the VLANs have the bond as their parent"
        )
    }

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
