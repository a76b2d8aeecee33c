import NetTypes

/// The content of one spec file, decoded but not yet checked across its parts.
struct FileSpec: Sendable {
    var interfaces: [InterfaceSpec] = []
    /// Interfaces that the file declares but that could not be read; their names are known nevertheless.
    var unusable: [Located<InterfaceName>] = []
    var trunks: [TrunkSpec] = []
    var absent: [Located<InterfaceName>] = []
    var foreign: [Located<InterfaceName>] = []
    var unmanaged: [Located<String>] = []
    /// Whether the spec describes the whole host: what nm-topology made and the spec does not name is removed.
    var prune: Located<Bool>?
    var checks: [Check] = []
    var guests: [GuestSpec] = []
    var silences: [SilenceSpec] = []

    static let keys =
        ["version"] + InterfaceKind.allCases.map { $0.words.section } + [
            "trunks", "guests", "absent", "foreign", "unmanaged",
            "prune", "checks", SilenceSpec.key,
        ]

    init?(_ root: SpecNode, problems: Problems) {
        if root.isNull {
            problems.error(
                .emptyFile, "the spec is empty", at: root.span, help: "the smallest valid spec is `version: 1`")
            return nil
        }
        if ForeignFormat.report(root, problems: problems) { return nil }
        guard
            var fields = Fields(root, of: "a spec", known: Self.keys, example: "version: 1", problems: problems)
        else { return nil }
        if let version = fields["version"] {
            Self.check(version, problems: problems)
        } else if fields.lacks("version") {
            problems.error(
                .version, "the spec does not say its version", at: root.span,
                help: "begin it with the line `version: 1`")
        }
        for kind in InterfaceKind.allCases { readSection(kind.inSpec, &fields, problems) }
        readTrunks(fields, problems)
        absent = fields.readList("absent", example: "absent: [br200]", problems: problems) {
            problems.name($0, "an interface that is to be removed")
        }
        foreign = fields.readList("foreign", example: "foreign: [docker0]", problems: problems) {
            problems.name($0, "an interface that another program made")
        }
        unmanaged = fields.readList("unmanaged", example: #"unmanaged: ["vnet*"]"#, problems: problems) {
            problems.pattern($0)
        }
        prune = fields.read("prune", problems.boolean)
        checks = fields.readList("checks", example: "checks: [{ping: 10.0.100.1}]", problems: problems) {
            CheckSpec($0, problems: problems)?.check
        }
        readGuests(fields, problems)
        silences += fields.readSilence(of: nil, problems: problems)
        // The interfaces in the order of the file, in whatever order the sections were read.
        interfaces.sort { $0.span < $1.span }
    }

    private static func check(_ field: Field, problems: Problems) {
        guard
            let text = problems.text(field.value, at: field.span, "`version`", "the number 1", example: "version: 1"),
            text.value != "1"
        else { return }
        problems.error(
            .version, "the version \(quoted(text.value)) of the spec language is not known", at: text.span,
            help: "write `version: 1`: the only one there is")
    }

    private mutating func readSection(_ kind: any KindSpec.Type, _ fields: inout Fields, _ problems: Problems) {
        let section = kind.words.section
        guard let field = fields[section] else { return }
        let example = "\(section): {\(kind.words.sample): {mtu: 9000}}"
        guard
            !problems.isPoisoned(field.value.span),
            let entries = problems.entries(of: field.value, place: "`\(section)`", example: example)
        else { return }
        for entry in entries {
            guard let name = problems.name(entry.key) else { continue }
            guard
                var inner = Fields(
                    entry.value, of: "\(kind.words.noun) \(quoted(entry.key.value))",
                    known: kind.keys + Layer3Spec.keys + [SilenceSpec.key],
                    example: "\(entry.key.value): {mtu: 9000}", problems: problems)
            else {
                unusable.append(name)
                continue
            }
            let spec = kind.read(&inner, name: entry.key, problems: problems)
            let mtu = inner.read("mtu", problems.mtu)
            let layer3 = Layer3Spec(&inner, problems: problems)
            silences += inner.readSilence(of: entry, problems: problems)
            guard let spec else {
                unusable.append(name)
                continue
            }
            interfaces.append(
                InterfaceSpec(
                    name: name.value, span: name.span, kind: spec, mtu: mtu, layer3: layer3, broken: inner.broken))
        }
    }

    private mutating func readGuests(_ fields: Fields, _ problems: Problems) {
        let example = "guests: {vm1: {interfaces: [{bridge: br200}]}}"
        guard
            let field = fields["guests"], !problems.isPoisoned(field.value.span),
            let entries = problems.entries(of: field.value, place: "`guests`", example: example)
        else { return }
        for entry in entries {
            guard let guest = GuestSpec(entry, problems: problems) else { continue }
            guests.append(guest)
            silences += guest.silences
        }
    }

    private mutating func readTrunks(_ fields: Fields, _ problems: Problems) {
        let example = "trunks: {bond0: {200: {bridge: br200}}}"
        guard
            let field = fields["trunks"], !problems.isPoisoned(field.value.span),
            let parents = problems.entries(of: field.value, place: "`trunks`", example: example)
        else { return }
        for parent in parents {
            let place = "trunk \(quoted(parent.key.value))"
            guard
                let name = problems.name(parent.key), !problems.isPoisoned(parent.value.span),
                let entries = problems.entries(of: parent.value, place: place, example: "200: {bridge: br200}")
            else { continue }
            for entry in entries {
                guard let trunk = TrunkSpec(entry, parent: name, problems: problems) else { continue }
                trunks.append(trunk)
                silences += trunk.silences
            }
        }
    }
}

extension Problems {
    /// Reads a pattern of interface names.
    fileprivate func pattern(_ node: SpecNode) -> Located<String>? {
        guard let text = text(node, "a pattern", "a text such as `vnet*`", example: #"unmanaged: ["vnet*"]"#) else {
            return nil
        }
        let isName =
            (1...64).contains(text.value.utf8.count)
            && text.value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x2f && $0 != 0x3a }
        if isName { return text }
        error(
            .badValue, "\(quoted(text.value)) is not a pattern of interface names", at: text.span,
            help: "write a name in which `*` stands for any text and `?` for one character, for example `vnet*`")
        return nil
    }
}
