package import NetTypes

extension VRFSpec: KindSpec {
    static let words = KindWords(
        section: "vrfs", noun: "VRF", plural: "VRFs", sample: "blue", synonyms: ["vrf", "vrf-devices"], link: .vrf)
    static let takesPorts = true
    static let portsKeepLayer3 = true

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        VRFSpec(&fields, name: name, problems: problems).map { .vrf($0) }
    }

    var portNames: [Located<InterfaceName>] { ports }
    var exit: Exit { .nowhere }
    var assembled: Interface.Kind { .vrf(VRF(table: table.value, ports: ports.map(\.value))) }

    static func judge(_ place: PortPlace, _ problems: Problems) {
        problems.error(
            .vrfPort, "the VRF `\(place.port.value)` is a port of `\(place.controller.name)`", at: place.port.span,
            help: "a VRF cannot be a port: list its ports there",
            related: [(place.interface.span, "it is defined here")])
    }
}

extension VRF: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind { .vrf(VRF(table: table, ports: ports)) }
}
