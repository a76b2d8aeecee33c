package import NetTypes

extension MACVLANSpec: KindSpec {
    static let words = KindWords(
        section: "macvlans", noun: "macvlan", plural: "macvlans", sample: "macvlan0",
        synonyms: ["macvlan", "mac-vlan", "macvtap", "macvtaps", "mac-vtap"], link: .macvlan)

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        MACVLANSpec(&fields, name: name, problems: problems).map { .macvlan($0) }
    }

    var parents: [Located<InterfaceName>] { [parent] }

    /// A macvlan without an MTU of its own gets its parent's from the kernel.
    var mtuFollows: [Located<InterfaceName>] { [parent] }
    var exit: Exit { .sameAs(parent) }

    var assembled: Interface.Kind {
        var macvlan = MACVLAN(
            parent: parent.value, mode: mode?.value ?? .bridge, isTap: tap?.value ?? false,
            isPromiscuous: promiscuous?.value ?? true)
        macvlan.mac = mac?.value
        return .macvlan(macvlan)
    }
}

extension MACVLAN: KindInTopology {
    package var parents: [InterfaceName] { [parent] }
    package func with(ports: [InterfaceName]) -> Interface.Kind { .macvlan(self) }
}
