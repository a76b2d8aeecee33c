import NetTypes

/// A rule that chooses a routing table, as the spec gives it.
struct RoutingRuleSpec: Sendable {
    /// The place of the whole rule.
    let span: Span
    let rule: RoutingRule
    /// Where the spec says the table; `nil` for a rule that rejects packets.
    let table: Span?

    static let keys = [
        "from", "to", "not", "iif", "oif", "fwmark", "tos", "ipproto", "sport", "dport", "uid-range",
        "suppress-prefixlength", "table", "type", "priority", "family",
    ]

    /// The ports that NetworkManager takes: not the last one.
    private static let ports = 1...65_534

    /// What a rule does instead of looking into a table.
    private enum Kind: String, CaseIterable { case blackhole, unreachable, prohibit }

    init?(_ node: SpecNode, problems: Problems) {
        let example = "{from: 10.0.200.0/24, table: 200, priority: 1000}"
        guard var fields = Fields(node, of: "a rule", known: Self.keys, example: example, problems: problems) else {
            return nil
        }
        let source = fields.read("from") { problems.selector($0) }
        let destination = fields.read("to") { problems.selector($0) }
        let isInverted = fields.read("not", problems.boolean)
        let input = fields.read("iif") { problems.name($0.value, at: $0.span, "`iif`") }
        let output = fields.read("oif") { problems.name($0.value, at: $0.span, "`oif`") }
        let mark = fields.read("fwmark", problems.mark)
        let typeOfService = fields.read("tos", problems.typeOfService)
        let ipProtocol = fields.read("ipproto", problems.ipProtocol)
        let sourcePorts = fields.read("sport") { problems.range($0, in: Self.ports, example: "1024-65534") }
        let destinationPorts = fields.read("dport") { problems.range($0, in: Self.ports, example: "80") }
        let users = fields.read("uid-range") { problems.range($0, in: 0...4_294_967_294, example: "1000-1999") }
        let family = fields.read("family") { problems.word($0, as: FamilyWord.self) }
        let kind = fields.read("type") { problems.word($0, as: Kind.self) }
        let table = fields.read("table", problems.table)
        let priority = fields.read("priority") { problems.integer($0, in: 1...4_294_967_295, example: 1000) }
        let suppressed = fields.read("suppress-prefixlength") { problems.integer($0, in: 0...128, example: 0) }
        guard
            let agreed = problems.family(
                source, destination, family?.map(\.value), node, fields),
            let action = problems.action(table, kind?.map(\.rawValue), node, fields)
        else { return nil }
        if priority == nil, fields.lacks("priority") {
            problems.error(
                .missingKey, "a rule needs `priority`, its place among the others", at: node.span,
                help: "write for example `\(example)`: the lowest is tried first, and the main table is looked into at"
                    + " 32766")
        }
        if let suppressed {
            if suppressed.value > agreed.bits {
                problems.error(
                    .outOfRange, "`suppress-prefixlength` of \(agreed.label) is at most \(agreed.bits)",
                    at: suppressed.span, help: "write `suppress-prefixlength: 0` to leave default routes out")
                return nil
            }
            guard case .lookup = action else {
                problems.error(
                    .ruleContradiction, "`suppress-prefixlength` leaves out routes of a table, and the rule has none",
                    at: suppressed.span, help: "remove it, or write `table` instead of `type`")
                return nil
            }
        }
        guard let priority, fields.broken.isEmpty else { return nil }
        span = node.span
        self.table = table?.span
        var rule = RoutingRule(family: agreed, priority: priority.value, action: action)
        // The whole of the family is no selector to NetworkManager.
        rule.source = source.flatMap { $0.value.isDefault ? nil : $0.value }
        rule.destination = destination.flatMap { $0.value.isDefault ? nil : $0.value }
        rule.isInverted = isInverted?.value ?? false
        rule.input = input?.value
        rule.output = output?.value
        rule.mark = mark?.value
        rule.typeOfService = typeOfService?.value
        rule.ipProtocol = ipProtocol?.value
        rule.sourcePorts = sourcePorts?.value
        rule.destinationPorts = destinationPorts?.value
        rule.users = users?.value
        rule.suppressedPrefixLength = suppressed?.value
        self.rule = rule
    }
}

extension Problems {
    /// Reads the network, or the one address, that packets come from or go to.
    fileprivate func selector(_ field: Field) -> Located<IPPrefix>? {
        let key = field.key.value
        guard let text = text(field.value, at: field.span, "`\(key)`", "a network", example: "\(key): 10.0.200.0/24")
        else { return nil }
        if let address = IPAddress(text.value), let one = IPPrefix(address, length: address.family.bits) {
            return Located(value: one, span: text.span)
        }
        guard let network = network(text) else { return nil }
        guard network.value.isNetwork else {
            error(
                .routeHostBits, "\(quoted(text.value)) is an address within a network, not a network", at: text.span,
                help:
                    "write `\(key): \(network.value.network)`, or `\(key): \(network.value.address)` for this one host")
            return nil
        }
        return network
    }

    /// The family that all parts of a rule agree on.
    fileprivate func family(
        _ source: Located<IPPrefix>?, _ destination: Located<IPPrefix>?, _ said: Located<IPFamily>?, _ node: SpecNode,
        _ fields: Fields
    ) -> IPFamily? {
        let parts = [
            source.map { ($0.value.family, "its `from` is", $0.span) },
            destination.map { ($0.value.family, "its `to` is", $0.span) },
            said.map { ($0.value, "its `family` is", $0.span) },
        ].compactMap(\.self)
        guard let first = parts.first else {
            if fields.lacks("from"), fields.lacks("to"), fields.lacks("family") {
                error(
                    .missingKey, "the rule is for IPv4 or IPv6, and nothing says for which", at: node.span,
                    help: "write `family: ipv4`, or `from` or `to`; a rule for both is written twice")
            }
            return nil
        }
        if let other = parts.first(where: { $0.0 != first.0 }) {
            error(
                .wrongFamily, "\(other.1) \(other.0.label), and \(first.1) \(first.0.label)", at: other.2,
                help: "a rule is for one of the two: write one for each", related: [(first.2, "the other is here")])
            return nil
        }
        return first.0
    }

    /// What the rule does: exactly one of `table` and `type` says it.
    fileprivate func action(
        _ table: Located<Int>?, _ kind: Located<String>?, _ node: SpecNode, _ fields: Fields
    ) -> RoutingRule.Action? {
        switch (table, kind) {
        case (let table?, nil): return fields.lacks("type") ? .lookup(table.value) : nil
        case (nil, let kind?):
            guard fields.lacks("table") else { return nil }
            return kind.value == "blackhole" ? .blackhole : kind.value == "prohibit" ? .prohibit : .unreachable
        case (let table?, let kind?):
            error(
                .ruleContradiction,
                "the rule has a table to look into and `type: \(kind.value)`, which rejects packets",
                at: kind.span, help: "remove one of them", related: [(table.span, "the table is here")])
            return nil
        case (nil, nil):
            if fields.lacks("table"), fields.lacks("type") {
                error(
                    .missingKey, "a rule needs `table`, the routing table that it leads to", at: node.span,
                    help: "write for example `table: 200`; or `type: blackhole`, `unreachable` or `prohibit`")
            }
            return nil
        }
    }

    /// Reads a routing table: its number, or `main`.
    func table(_ field: Field) -> Located<Int>? {
        expect(.words(["main"]), at: field.value.span)
        if case .scalar("main", _) = field.value.content {
            return Located(value: RoutingTable.main, span: field.value.span)
        }
        return integer(field, in: 1...4_294_967_295, example: 100)
    }

    /// Reads `VALUE` or `VALUE/MASK`, each in decimal or, with `0x`, in hexadecimal.
    fileprivate func mark(_ field: Field) -> Located<RoutingRule.Mark>? {
        let what = "a number, or a number and a mask"
        guard let text = text(field.value, at: field.span, "`fwmark`", what, example: "fwmark: 0x10/0xff") else {
            return nil
        }
        let parts = text.value.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Self.number($0).flatMap { UInt32(exactly: $0) } }
        guard numbers.count == parts.count, (1...2).contains(numbers.count) else {
            error(
                .badValue, "`fwmark` must be \(what), found \(quoted(text.value))", at: text.span,
                help: "write for example `fwmark: 16`, or `fwmark: 0x10/0xff`")
            return nil
        }
        let mask = numbers.count > 1 ? numbers[1] : .max
        if numbers[0] & ~mask != 0 || mask == 0 {
            error(
                .ruleContradiction,
                "\(quoted(text.value)): the mask leaves out bits of the mark, which the kernel then does not compare",
                at: text.span, help: "write the bits of the mark into the mask, too, for example `0x10/0xff`")
            return nil
        }
        return Located(value: RoutingRule.Mark(value: numbers[0], mask: mask), span: text.span)
    }

    /// A number in decimal or, with `0x`, in hexadecimal.
    private static func number(_ text: Substring) -> Int? {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text
        guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+"), digits.count <= 10
        else { return nil }
        return Int(digits, radix: text.hasPrefix("0x") ? 16 : 10)
    }

    /// Reads the type of service: the six bits of the DSCP, as the byte in the header has them.
    fileprivate func typeOfService(_ field: Field) -> Located<Int>? {
        let what = "a number from 4 to 252"
        guard let text = text(field.value, at: field.span, "`tos`", what, example: "tos: 0x10") else { return nil }
        guard let number = Self.number(text.value[...]) else {
            error(
                .badValue, "`tos` must be \(what), found \(quoted(text.value))", at: text.span,
                help: "write for example `tos: 0x10`")
            return nil
        }
        guard (4...252).contains(number), number % 4 == 0 else {
            error(
                .outOfRange,
                (1...255).contains(number)
                    ? "`tos` is a multiple of 4, found \(quoted(text.value)): the lowest two bits are not routed by"
                    : "`tos` must be \(what), found \(quoted(text.value))", at: text.span,
                help: "write the DSCP times 4, for example `tos: 0xb8` for DSCP 46")
            return nil
        }
        return Located(value: number, span: text.span)
    }

    /// Reads an IP protocol by its name or number (IANA's list).
    fileprivate func ipProtocol(_ field: Field) -> Located<Int>? {
        let names = [
            "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ah": 51, "icmpv6": 58, "ospf": 89,
            "vrrp": 112, "l2tp": 115, "sctp": 132,
        ]
        guard
            let text = text(
                field.value, at: field.span, "`ipproto`", "the name or number of a protocol", example: "ipproto: tcp")
        else { return nil }
        if let number = names[text.value] { return Located(value: number, span: text.span) }
        guard text.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            let known = names.keys.sorted()
            let meant = Suggestion.closest(to: text.value, among: known).map { "did you mean `\($0)`?" }
            error(
                .badValue, "\(quoted(text.value)) is no protocol that is known by name", at: text.span,
                help: meant
                    ?? "the names here are \(known.map { "`\($0)`" }.joined(separator: ", ")); or write its number")
            return nil
        }
        return integer(
            text, "`ipproto`", "a number from 1 to 255", in: 1...255, help: "write for example `ipproto: tcp`"
        )
        .map { Located(value: $0, span: text.span) }
    }

    /// Reads `NUMBER` or `FIRST-LAST`.
    fileprivate func range(_ field: Field, in bounds: ClosedRange<Int>, example: String) -> Located<ClosedRange<Int>>? {
        let key = field.key.value
        let what = "a number or a range from \(bounds.lowerBound) to \(bounds.upperBound)"
        let help = "write for example `\(key): \(example)`"
        guard let text = text(field.value, at: field.span, "`\(key)`", what, example: "\(key): \(example)") else {
            return nil
        }
        let parts = text.value.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else {
            error(.badValue, "`\(key)` must be \(what), found \(quoted(text.value))", at: text.span, help: help)
            return nil
        }
        var numbers: [Int] = []
        for part in parts {
            let place = Located(value: String(part), span: text.span)
            guard let number = integer(place, "`\(key)`", what, in: bounds, help: help) else { return nil }
            numbers.append(number)
        }
        guard let first = numbers.first, let last = numbers.last, first <= last else {
            error(
                .outOfRange, "the range \(quoted(text.value)) ends before it begins", at: text.span,
                help: "write the lower number first")
            return nil
        }
        return Located(value: first...last, span: text.span)
    }
}
