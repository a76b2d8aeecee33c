import NetTypes
import OrderedCollections

/// A bond as the `bonds` section declares it.
struct BondSpec: Sendable {
    var ports: [Located<InterfaceName>] = []
    /// Whether the spec gives `ports`: the bond shall have these and no others.
    var listsPorts = false
    var mode: Located<BondMode>?
    var options: OrderedDictionary<String, Option> = [:]
    /// Options that could not be read; rules draw no conclusions from their absence.
    var brokenOptions: Set<String> = []
    var primary: Located<InterfaceName>?
    var mac: Located<MACAddress>?

    static let keys = ["ports", "mode", "options", "primary", "mac", "mtu"]

    /// An option with the places of its name and its value.
    struct Option: Sendable {
        let key: Span
        let value: Located<String>
    }

    func lacks(_ option: String) -> Bool { options[option] == nil && !brokenOptions.contains(option) }

    /// The number that an option has in the spec, or otherwise the default passed in.
    func number(_ option: String, default standard: Int) -> Int {
        options[option].flatMap { Int($0.value.value) } ?? standard
    }

    init(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        ports = fields.readList("ports", example: "ports: [enp2s0, enp3s0]", problems: problems) {
            problems.name($0, "a port")
        }
        listsPorts = !fields.lacks("ports")
        mode = fields.read("mode", problems.bondMode)
        if fields.lacks("mode") {
            problems.error(
                .missingKey, "bond \(quoted(name.value)) needs `mode`", at: name.span,
                help:
                    "`mode: 802.3ad` if the switch speaks LACP on these ports, `mode: active-backup` if it knows nothing of"
                    + " the bond; the others are balance-rr, balance-xor, broadcast, balance-tlb, balance-alb")
        }
        primary = fields.read("primary") { problems.name($0.value, at: $0.span, "`primary`") }
        mac = fields.read("mac", problems.mac)
        if let field = fields["options"] {
            (options, brokenOptions) = BondOption.read(field, of: name.value, problems: problems)
        }
        if let option = options.removeValue(forKey: "primary") {
            if let primary {
                problems.error(
                    .bondOptionConflict, "`primary` is given twice", at: option.key, help: "remove it from `options`",
                    related: [(primary.span, "the other is here")])
            } else {
                primary = problems.name(option.value)
            }
        }
    }
}

extension Problems {
    /// Reads a mode by its name, or by the kernel's number for it, as NetworkManager accepts both.
    fileprivate func bondMode(_ field: Field) -> Located<BondMode>? {
        expect(.integer(0...BondMode.allCases.count - 1), at: field.value.span)
        if case .scalar(let text, _) = field.value.content, let number = Int(text),
            BondMode.allCases.indices.contains(number), String(number) == text
        {
            return Located(value: BondMode.allCases[number], span: field.value.span)
        }
        if case .scalar(let text, _) = field.value.content, ["lacp", "LACP", "802.3AD", "4ad"].contains(text) {
            error(
                .badValue, "the mode \(quoted(text)) goes by its number in the standard", at: field.value.span,
                help: "write `mode: 802.3ad`")
            return nil
        }
        return word(field, as: BondMode.self)
    }
}
