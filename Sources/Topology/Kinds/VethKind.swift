package import NetTypes

/// One end of a virtual cable as the `veths` section declares it, or as the other end names it.
struct VethSpec: KindSpec {
    let peer: Located<InterfaceName>

    static let words = KindWords(
        section: "veths", noun: "veth", plural: "veths", sample: "veth0",
        synonyms: ["veth", "virtual-ethernets", "virtual-ethernet", "veth-pairs"], link: .veth)
    static let keys = ["peer", "mtu"]

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        let peer = fields.read("peer") { problems.name($0.value, at: $0.span, "`peer`") }
        if fields.lacks("peer") {
            problems.error(
                .missingKey, "veth \(quoted(name.value)) needs `peer`", at: name.span,
                help: "write the name of the cable's other end, for example `peer: veth1`")
        }
        return peer.map { .veth(VethSpec(peer: $0)) }
    }

    var exit: Exit { .otherEnd(peer) }
    var assembled: Interface.Kind { .veth(Veth(peer: peer.value)) }
}

extension Veth: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind { .veth(self) }
}
