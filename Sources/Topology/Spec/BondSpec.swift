import NetTypes
import OrderedCollections

/// A bond as the `bonds` section declares it.
struct BondSpec: Sendable {
    var portSpecs: [BondPortSpec] = []
    /// Whether the spec gives `ports`: the bond shall have these and no others.
    var listsPorts = false
    var mode: Located<BondMode>?
    var options: OrderedDictionary<String, Option> = [:]
    /// Options that could not be read; rules draw no conclusions from their absence.
    var brokenOptions: Set<String> = []
    var primary: Located<InterfaceName>?
    var mac: Located<MACAddress>?
    var macSource: Located<InterfaceName>?

    static let keys = ["ports", "mode", "options", "primary", "mac", "copy-mac-from", "mtu"]

    var ports: [Located<InterfaceName>] { portSpecs.map(\.name) }

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
        portSpecs = fields.readPorts(
            example: "ports: [enp2s0, enp3s0]", options: "{priority: 10}", problems, named: BondPortSpec.init(name:)
        ) { BondPortSpec($0, problems: problems) }
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
        macSource = fields.readMACSource(problems)
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

/// A port of a bond, with its own options.
struct BondPortSpec: Sendable {
    let name: Located<InterfaceName>
    var priority: Located<Int>?
    var queueID: Located<Int>?

    static let keys = ["priority", "queue-id"]

    init(name: Located<InterfaceName>) { self.name = name }

    /// Reads `NAME: {…}`; `nil` when the name cannot be read.
    init?(_ entry: SpecNode.Entry, problems: Problems) {
        guard let name = problems.name(entry.key) else { return nil }
        self.name = name
        guard
            var fields = Fields(
                entry.value, of: "port \(quoted(name.value.text))", known: Self.keys, example: "{priority: 10}",
                problems: problems)
        else { return }
        priority = fields.read("priority") {
            problems.integer($0, in: Int(Int32.min)...Int(Int32.max), example: 10)
        }
        // The most queues that a bond can have (`tx_queues` in the kernel's bonding.rst).
        queueID = fields.read("queue-id") { problems.integer($0, in: 0...255, example: 1) }
    }
}

extension Fields {
    /// Reads the NIC that a bond or bridge has its MAC address from.
    mutating func readMACSource(_ problems: Problems) -> Located<InterfaceName>? {
        read("copy-mac-from") { problems.name($0.value, at: $0.span, "`copy-mac-from`") }
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
