import NetTypes

/// One entry of a spec's `checks`.
struct CheckSpec: Sendable {
    let check: Check

    private static let kinds = ["ping", "tcp", "http", "resolve", "arp"]

    init?(_ node: SpecNode, problems: Problems) {
        let example = "{ping: 10.0.100.1}"
        guard
            var fields = Fields(
                node, of: "a check", known: Self.kinds + ["on", "from", "within", "count"], example: example,
                problems: problems)
        else { return nil }
        let within = fields.read("within") { problems.integer($0, in: 1...600, example: 10) }
        let count = fields.read("count") { problems.integer($0, in: 1...100, example: 3) }
        let source = fields.read("from") { problems.source($0) }
        let interface = fields.read("on") { problems.name($0.value, at: $0.span, "`on`") }
        let given = Self.kinds.compactMap { kind in fields[kind].map { (kind, $0) } }
        guard let (kind, field) = given.first else {
            if fields.broken.isEmpty {
                problems.error(
                    .missingKey, "a check needs one of `ping`, `tcp`, `http`, `resolve`, `arp`", at: node.span,
                    help: "write for example `\(example)`")
            }
            return nil
        }
        guard given.count == 1 else {
            problems.error(
                .badValue, "this is more than one check: \(given.map { "`\($0.0)`" }.joined(separator: " and "))",
                at: given[1].1.key.span, help: "write each as an entry of its own")
            return nil
        }
        if kind != "arp", fields["on"] != nil {
            problems.error(
                .badValue, "`on` belongs to `arp`", at: fields["on"]?.key.span ?? node.span,
                help: "write `from` for the interface that `\(kind)` is sent from")
            return nil
        }
        if kind == "arp", fields.lacks("on") {
            problems.error(
                .missingKey, "`arp` needs `on`, the interface to ask on", at: field.key.span,
                help: "write for example `{arp: 10.0.100.1, on: bond0.100}`")
            return nil
        }
        guard let probe = Self.probe(kind, field, on: interface?.value, problems), fields.broken.isEmpty else {
            return nil
        }
        check = Check(probe, source: source, within: within?.value ?? 10, count: count?.value ?? 1)
        if let from = fields["from"], !Self.takes(source, probe, at: from, problems) { return nil }
        // A check runs at most twice a second, so it cannot succeed more often than this.
        if check.count > 2 * check.within {
            let needed = (check.count + 1) / 2
            problems.error(
                .badValue, "\(check.count) times in a row need \(needed) s, and it has \(check.within) s",
                at: fields["count"]?.span ?? node.span, help: "write `within: \(needed)` or more")
            return nil
        }
    }

    /// Whether the probe can be sent from the source that the spec gives; reports why not.
    private static func takes(
        _ source: Check.Source?, _ probe: Check.Probe, at from: Field, _ problems: Problems
    ) -> Bool {
        let target: IPAddress
        switch probe {
        case .resolve:
            problems.error(
                .badValue, "`resolve` takes no `from`: the resolver decides how it asks", at: from.key.span,
                help: "leave it out; a name server can be checked by `tcp: 10.0.100.53:53`")
            return false
        case .arp(let address, _):
            if case .interface = source {
                problems.error(
                    .badValue, "`arp` is sent through its `on`; its `from` is an address", at: from.span,
                    help: "leave `from` out or write an address")
                return false
            }
            target = address
        case .ping(let address), .tcp(let address, _), .http(let address, _, _): target = address
        }
        if case .address(let address) = source, address.family != target.family {
            problems.error(
                .wrongFamily, "\(address) is \(address.family.label), and \(target) is \(target.family.label)",
                at: from.span, help: "write an \(target.family.label) address, or the interface")
            return false
        }
        return true
    }

    private static func probe(
        _ kind: String, _ field: Field, on interface: InterfaceName?, _ problems: Problems
    ) -> Check.Probe? {
        switch kind {
        case "ping":
            return problems.address(field.value, at: field.span, "`ping`", example: "ping: 10.0.100.1")
                .map { .ping($0.value) }
        case "arp":
            guard let interface,
                let address = problems.address(field.value, at: field.span, "`arp`", example: "arp: 10.0.100.1")
            else { return nil }
            if address.value.family == .v6 {
                problems.error(
                    .wrongFamily, "ARP is for IPv4, and \(address.value) is IPv6", at: address.span,
                    help: "write `ping: \(address.value)`")
                return nil
            }
            return .arp(address.value, on: interface)
        case "tcp":
            let example = "tcp: 10.0.100.53:53"
            guard let text = problems.text(field.value, at: field.span, "`tcp`", "address and port", example: example)
            else { return nil }
            guard let (address, port) = endpoint(text.value[...], defaultPort: nil) else {
                problems.error(
                    .badValue, "\(quoted(text.value)) is not an address and a port", at: text.span,
                    help: "write for example `\(example)` or `tcp: \"[2001:db8::53]:53\"`")
                return nil
            }
            return .tcp(address, port: port)
        case "http":
            let example = "http: \"http://10.0.100.80/health\""
            guard let text = problems.text(field.value, at: field.span, "`http`", "an HTTP URL", example: example)
            else { return nil }
            let rest = text.value.dropFirst("http://".count)
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            guard text.value.hasPrefix("http://"), text.value.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
                let (address, port) = endpoint(rest[..<slash], defaultPort: 80)
            else {
                problems.error(
                    .badValue, "\(quoted(text.value)) is not an HTTP URL with an IP address", at: text.span,
                    help: text.value.hasPrefix("https:")
                        ? "HTTPS is not checked: write `tcp: ADDRESS:443`" : "write for example `\(example)`")
                return nil
            }
            return .http(address, port: port, path: slash == rest.endIndex ? "/" : String(rest[slash...]))
        default:
            let example = "resolve: example.net"
            guard let text = problems.text(field.value, at: field.span, "`resolve`", "a name", example: example) else {
                return nil
            }
            guard (1...253).contains(text.value.utf8.count), text.value.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
            else {
                problems.error(
                    .badValue, "\(quoted(text.value)) is not a host name", at: text.span,
                    help: "write for example `\(example)`")
                return nil
            }
            return .resolve(text.value)
        }
    }

    /// Reads `10.0.0.1:53` or `[2001:db8::1]:53`; the port may be missing only where there is a default.
    private static func endpoint(_ text: Substring, defaultPort: UInt16?) -> (IPAddress, UInt16)? {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if rest.hasPrefix(":") { port = rest.dropFirst() } else if !rest.isEmpty { return nil }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard let address = IPAddress(String(host)) else { return nil }
        guard let port else { return defaultPort.map { (address, $0) } }
        guard let number = UInt16(port), number > 0, String(number) == port else { return nil }
        return (address, number)
    }
}

extension Problems {
    /// Reads an address or an interface.
    fileprivate func source(_ field: Field) -> Check.Source? {
        let example = "from: 10.0.100.10"
        guard let text = text(field.value, at: field.span, "`from`", "an address or an interface", example: example)
        else { return nil }
        if let address = IPAddress(text.value) { return .address(address) }
        return name(text).map { .interface($0.value) }
    }
}
