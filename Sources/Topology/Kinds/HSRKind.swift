package import NetTypes

extension HSRSpec: KindSpec {
    static let words = KindWords(
        section: "hsrs", noun: "HSR", plural: "HSRs", sample: "hsr0", synonyms: ["hsr", "prp", "prps"], link: .hsr)

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        HSRSpec(&fields, name: name, problems: problems).map { .hsr($0) }
    }

    var parents: [Located<InterfaceName>] { [port1, port2, interlink].compactMap(\.self) }
    var mtuFollows: [Located<InterfaceName>] { parents }

    /// The tag of HSR, or the trailer of PRP (IEC 62439-3).
    var overhead: Int { HSR.overhead }
    var exit: Exit { .sameAs(port1) }

    static func judge(_ place: PortPlace, _ problems: Problems) {
        let noun = place.controller.words.noun
        problems.error(
            .hsrCarries,
            "the HSR `\(place.port.value)` is a port of the \(noun) `\(place.controller.name)`: all its frames have the MAC"
                + " addresses of its NICs, and answers to others behind it are lost", at: place.port.span,
            help: "route instead: give `\(place.port.value)` addresses of its own",
            related: [(place.interface.span, "`\(place.port.value)` is defined here")])
    }

    var assembled: Interface.Kind {
        .hsr(
            HSR(
                port1: port1.value, port2: port2.value, multicastSpec: multicastSpec?.value ?? 0,
                isPRP: prp?.value ?? false, version: version?.value,
                interlink: interlink?.value))
    }
}

extension HSR: KindInTopology {
    package var parents: [InterfaceName] { [port1, port2, interlink].compactMap(\.self) }
    package var overhead: Int { Self.overhead }
    package func with(ports: [InterfaceName]) -> Interface.Kind { .hsr(self) }
}
