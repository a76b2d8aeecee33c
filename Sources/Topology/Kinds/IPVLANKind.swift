package import NetTypes

extension IPVLANSpec: KindSpec {
    static let words = KindWords(
        section: "ipvlans", noun: "ipvlan", plural: "ipvlans", sample: "ipvlan0", synonyms: ["ipvlan", "ip-vlan"],
        link: .ipvlan)

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        IPVLANSpec(&fields, name: name, problems: problems).map { .ipvlan($0) }
    }

    var parents: [Located<InterfaceName>] { [parent] }

    /// An ipvlan without an MTU of its own gets its parent's from the kernel.
    var mtuFollows: [Located<InterfaceName>] { [parent] }
    var exit: Exit { .sameAs(parent) }

    static func judge(_ place: PortPlace, _ problems: Problems) {
        let noun = place.controller.words.noun
        problems.error(
            .ipvlanCarries,
            "the ipvlan `\(place.port.value)` is a port of the \(noun) `\(place.controller.name)`, and has no MAC address of"
                + " its own: it carries IP packets for its own addresses only", at: place.port.span,
            help:
                "write it under `macvlans`, or make its parent `\(place.interface.ipvlan?.parent.value.text ?? "")` the port",
            related: [(place.interface.span, "`\(place.port.value)` is defined here")])
    }

    var assembled: Interface.Kind {
        .ipvlan(IPVLAN(parent: parent.value, mode: mode?.value ?? .l2, flag: flag?.value ?? .bridge))
    }
}

extension IPVLAN: KindInTopology {
    package var parents: [InterfaceName] { [parent] }
    package func with(ports: [InterfaceName]) -> Interface.Kind { .ipvlan(self) }
}
