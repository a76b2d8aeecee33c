package import NetTypes
import OrderedCollections

extension BondSpec: KindSpec {
    static let words = KindWords(section: "bonds", noun: "bond", plural: "bonds", sample: "bond0", link: .bond)
    static let takesPorts = true

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        .bond(BondSpec(&fields, name: name, problems: problems))
    }

    var portNames: [Located<InterfaceName>] { ports }
    var exit: Exit { ports.isEmpty ? .nowhere : .itself }

    var assembled: Interface.Kind {
        // Of two names for one option the kernel's first; that both have one value has been checked.
        var values = OrderedDictionary(options.map { (BondOptionValue.name($0.key), $0.value.value.value) }) {
            first, _ in
            first
        }
        if let primary { values["primary"] = primary.value.text }
        // A mode is always there once everything is valid; the kernel's default keeps this total.
        return .bond(
            Bond(mode: mode?.value ?? .balanceRR, options: values, ports: ports.map(\.value), mac: mac?.value))
    }
}

extension Bond: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind {
        .bond(Bond(mode: mode, options: options, ports: ports, mac: mac))
    }
}
