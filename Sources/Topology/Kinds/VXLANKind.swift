package import NetTypes

extension VXLANSpec: KindSpec {
    static let words = KindWords(
        section: "vxlans", noun: "VXLAN", plural: "VXLANs", sample: "vxlan5000",
        synonyms: ["vxlan", "vxlan-devices", "vxlan-tunnels"], link: .vxlan)

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        VXLANSpec(&fields, name: name, problems: problems).map { .vxlan($0) }
    }

    var parents: [Located<InterfaceName>] { parent.map { [$0] } ?? [] }
    var mtuFollows: [Located<InterfaceName>] { parents }
    var overhead: Int { built.overhead }

    /// Without a parent the kernel would take its standard MTU, and packets of 1550 bytes would be lost on the way.
    var mtuOtherwise: Int? { parent == nil ? MTU.standard - overhead : nil }
    var exit: Exit { .nowhere }
    var assembled: Interface.Kind { .vxlan(built) }

    private var built: VXLAN {
        var vxlan = VXLAN(id: id.value)
        vxlan.parent = parent?.value
        vxlan.local = local?.value
        vxlan.remote = remote?.value
        vxlan.port = port?.value ?? VXLAN.standardPort
        vxlan.ttl = ttl?.value
        vxlan.learning = learning?.value ?? true
        return vxlan
    }
}

extension VXLAN: KindInTopology {
    package var parents: [InterfaceName] { parent.map { [$0] } ?? [] }
    package func with(ports: [InterfaceName]) -> Interface.Kind { .vxlan(self) }
}
