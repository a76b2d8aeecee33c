package import NetTypes

extension OVSBondSpec: KindSpec {
    static let words = KindWords(
        section: "ovs-bonds", noun: "OVS port", plural: "OVS ports", sample: "bond1",
        synonyms: ["ovs-bond", "ovs-ports", "ovs-port"], link: LinkKind("ovs-port"))
    static let takesPorts = true

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        .ovsPort(OVSBondSpec(&fields, name: name, problems: problems))
    }

    var portNames: [Located<InterfaceName>] { ports }
    var exit: Exit { ports.isEmpty ? .nowhere : .itself }

    var assembled: Interface.Kind {
        var port = OVSPort(ports: ports.map(\.value))
        // A valid spec always has a mode.
        var bond = OVSBond(mode: mode?.value ?? .activeBackup)
        bond.lacp = lacp?.value
        bond.upDelay = upDelay?.value
        bond.downDelay = downDelay?.value
        port.bond = bond
        return .ovsPort(port)
    }
}

extension OVSPort: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind {
        var port = self
        port.ports = ports
        return .ovsPort(port)
    }
}
