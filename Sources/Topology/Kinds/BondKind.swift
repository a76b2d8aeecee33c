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
    static let shareInBond: ShareInBond? = .ports

    static func judge(_ place: PortPlace, _ problems: Problems) {
        let (port, controller) = (place.port, place.controller.name)
        guard place.controller.bond != nil else { return }
        problems.error(
            .bondInBond, "the bond `\(port.value)` is a port of the bond `\(controller)`", at: port.span,
            help: "the kernel refuses bonds in bonds: list the NICs of `\(port.value)` as ports of `\(controller)`",
            related: [(place.interface.span, "`\(port.value)` is defined here")])
    }

    static func judge(_ place: VLANPlace, _ problems: Problems) {
        let (parent, controller) = (place.vlan.parent, place.controller)
        problems.error(
            .vlanOnBondPort,
            "the parent `\(parent.value)` of `\(place.spec.name)` is a port of the bond `\(controller.value)`",
            at: parent.span, help: "write `parent: \(controller.value)`",
            related: [(controller.span, "it is made a port here")])
    }

    var assembled: Interface.Kind {
        // Where an option has two names, the kernel's first counts; a rule has checked that both have the same value.
        var values = OrderedDictionary(options.map { (BondOptionValue.name($0.key), $0.value.value.value) }) {
            first, _ in
            first
        }
        if let primary { values["primary"] = primary.value.text }
        // A valid spec always has a mode; the kernel's default only keeps this function total.
        var bond = Bond(mode: mode?.value ?? .balanceRR, options: values, ports: ports.map(\.value), mac: mac?.value)
        bond.macSource = macSource?.value
        return .bond(bond)
    }
}

extension BondPortSpec {
    var assembled: BondPort {
        var port = BondPort()
        port.priority = priority?.value
        port.queueID = queueID?.value
        return port
    }
}

extension Bond: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind {
        var bond = self
        bond.ports = ports
        return .bond(bond)
    }
}
