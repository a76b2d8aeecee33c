/// A key of a mapping with its value.
struct Field: Sendable {
    let key: Located<String>
    let value: SpecNode

    /// Where a message about the value points: to the value, or to the key when there is no value.
    var span: Span { value.isNull ? key.span : value.span }
}

/// A mapping of the spec while it is being read: the keys it may have, and which of them could not be read.
struct Fields {
    private let fields: [String: Field]
    /// Keys that are present but could not be read; rules draw no conclusions from their absence.
    private(set) var broken: Set<String> = []

    /// Takes the entries of a mapping and reports unknown keys; no value at all counts as an empty mapping.
    ///
    /// `place` is what the mapping belongs to, for messages: ``bond `bond0` ``.
    init?(_ node: SpecNode, of place: String, known: [String], example: String, problems: Problems) {
        guard !problems.isPoisoned(node.span) else { return nil }
        problems.expect(.keys(known), at: node.span)
        guard let entries = problems.entries(of: node, place: place, example: example) else { return nil }
        var fields: [String: Field] = [:]
        for entry in entries {
            if known.contains(entry.key.value) {
                fields[entry.key.value] = Field(key: entry.key, value: entry.value)
                if entry.isRepeated { broken.insert(entry.key.value) }
            } else if let meant = problems.unknownKey(entry.key, of: place, known: known) {
                broken.insert(meant)
            }
        }
        self.fields = fields
    }

    subscript(key: String) -> Field? { fields[key] }

    /// Whether the mapping has neither the key nor a misspelling of it.
    func lacks(_ key: String) -> Bool { fields[key] == nil && !broken.contains(key) }

    /// Reads a key that may be absent; where `reader` returns `nil`, the key counts as broken.
    mutating func read<Value>(_ key: String, _ reader: (Field) -> Value?) -> Value? {
        guard let field = fields[key] else { return nil }
        guard let value = reader(field) else {
            broken.insert(key)
            return nil
        }
        return value
    }

    /// Reads a list, leaving out items that are wrong; with any of them, the key counts as broken.
    mutating func readList<Value>(
        _ key: String, example: String, problems: Problems, _ reader: (SpecNode) -> Value?
    ) -> [Value] {
        guard let field = fields[key] else { return [] }
        guard let items = problems.items(of: field, example: example) else {
            broken.insert(key)
            return []
        }
        let values = items.compactMap(reader)
        if values.count < items.count { broken.insert(key) }
        return values
    }
}

extension Problems {
    /// The entries of a mapping; reports anything else, and returns `nil`.
    func entries(of node: SpecNode, place: String, example: String) -> [SpecNode.Entry]? {
        expect(.entries, at: node.span)
        if case .mapping(let entries) = node.content { return entries }
        if node.isNull { return [] }
        if !isPoisoned(node.span) {
            error(
                .wrongType, "\(place) must be a mapping, found \(node.summary)", at: node.span,
                help: "write for example `\(example)`")
        }
        return nil
    }

    /// The items of a list; reports anything else, and returns `nil`.
    func items(of field: Field, example: String) -> [SpecNode]? {
        expect(.items, at: field.value.span)
        if case .sequence(let items) = field.value.content { return items }
        if !isPoisoned(field.value.span) {
            var help = "write for example `\(example)`"
            if case .scalar(let text, _) = field.value.content, !field.value.isNull {
                help = "write `\(field.key.value): [\(text)]`"
            }
            error(
                .wrongType, "`\(field.key.value)` must be a list, found \(field.value.summary)", at: field.span,
                help: help)
        }
        return nil
    }

    /// Reports an unknown key, and returns the key that was probably meant.
    func unknownKey(_ key: Located<String>, of place: String, known: [String]) -> String? {
        guard !isPoisoned(key.span) else { return nil }
        // The help would not be shown, and to guess what 100,000 keys mean takes seconds.
        if isFull {
            error(.unknownKey, "\(place) has no key \(quoted(key.value))", at: key.span)
            return nil
        }
        let synonym = Synonym.key(key.value, known: known)
        if synonym == nil, let what = ForeignKind.noun(of: key.value, known: known) {
            let made = InterfaceKind.allCases.filter { $0 != .ethernet }.map(\.words.plural)
            error(
                .unknownKey, "\(place) has no key \(quoted(key.value))", at: key.span,
                help:
                    "nm-topology has no \(what): it makes \(made.dropLast().joined(separator: ", ")) and "
                    + "\(made.last ?? ""); what else there is on the host stays as it is")
            return nil
        }
        let meant = synonym ?? Suggestion.closest(to: key.value, among: known)
        error(
            .unknownKey, "\(place) has no key \(quoted(key.value))", at: key.span,
            help: meant.map { "did you mean `\($0)`?" }
                ?? "the keys here are \(known.map { "`\($0)`" }.joined(separator: ", "))")
        return meant
    }
}

/// The words that other tools use for our keys.
enum Synonym {
    private static let keys: [String: [String]] = [
        "ports": ["interfaces", "slaves", "members", "slave", "port"],
        "parent": ["link", "base-iface", "physdev", "device", "interface"],
        "id": ["vlan-id", "vid", "tag", "vlan", "vni"],
        "port": ["destination-port", "dst-port", "dstport"],
        "learning": ["mac-learning"],
        "remote": ["group"],
        "promiscuous": ["promisc"],
        "mka-cak-file": ["mka-cak", "cak", "cak-file"],
        "mka-ckn": ["ckn"],
        "802-1x": ["802.1x", "dot1x", "auth", "8021x", "ieee802-1x"],
        "eap": ["method", "eap-method", "eap-methods"],
        "ca-cert": ["ca-certificate", "ca_cert"],
        "client-cert": ["client-certificate", "client_cert"],
        "private-key": ["client-key", "private_key"],
        "private-key-password-file": ["private-key-password", "client-key-password", "private_key_passwd"],
        "password-file": ["password"],
        "phase2-auth": ["phase2-autheap"],
        "addresses": ["address", "ip", "ipaddr", "ipv4", "ipv6"],
        "gateway": ["gateway4", "gw", "default-gateway"],
        "dns": ["nameservers", "nameserver", "dns-servers"],
        "servers": ["addresses", "server"],
        "mac": ["macaddress", "hwaddr", "mac-address", "match"],
        "options": ["parameters", "bonding_opts", "link-aggregation"],
        "dhcp4": ["dhcp", "dhcp4-overrides"],
        "client-id": ["dhcp-client-id", "dhcp-identifier"],
        "duid": ["dhcp-duid"],
        "iaid": ["dhcp-iaid"],
        "hostname": ["dhcp-hostname", "dhcp-custom-hostname"],
        "send-hostname": ["dhcp-send-hostname"],
        "use-dns": ["auto-dns"],
        "use-routes": ["auto-routes"],
        "use-gateway": ["auto-gateway"],
        "link-local": ["linklocal"],
        "addr-gen-mode": ["ipv6-address-generation", "addr_gen_mode"],
        "privacy": ["ipv6-privacy", "ip6-privacy"],
        "token": ["ipv6-address-token"],
        "wait-for-carrier": ["wait-device-timeout"],
        "accept-ra": ["autoconf", "slaac"],
        "ageing-time": ["aging-time", "ageing_time", "mac-ageing-time"],
        "forward-delay": ["forward_delay", "delay"],
        "stp": ["spanning-tree"],
        "to": ["destination", "dest", "target", "ip-to"],
        "via": ["gateway", "next-hop", "next-hop-address"],
        "metric": ["route-metric"],
        "rules": ["routing-policy", "routing-rules", "route-rules", "rule"],
        "from": ["ip-from"],
        "not": ["invert"],
        "fwmark": ["mark"],
        "tos": ["type-of-service", "dsfield"],
        "suppress-prefixlength": ["suppress-prefix-length", "suppress_prefixlength"],
        "uid-range": ["uidrange", "uid"],
        "priority": ["pref", "preference", "order", "prio"],
        "queue-id": ["queue_id"],
        "autoneg": ["auto-negotiate", "auto-negotiation", "auto-negotiation-mode"],
        "wake-on-lan": ["wakeonlan", "wol"],
        "tx-queue-length": ["txqueuelen", "qlen"],
        "mptcp": ["mptcp-flags"],
        "vlan-stats": ["vlan-stats-enabled"],
        "type": ["action", "route-type"],
        "src": ["source", "prefsrc"],
        "on-link": ["onlink"],
        "advmss": ["advertised-mss"],
        "table": ["table-id", "route-table"],
        "path-cost": ["cost"],
    ]

    private static let sections = Dictionary(
        InterfaceKind.allCases.map { ($0.words.section, $0.words.synonyms) }
    ) { first, _ in first }

    /// Our key for another tool's word, if that key is allowed here.
    static func key(_ word: String, known: [String]) -> String? {
        known.first { (keys[$0] ?? sections[$0])?.contains(word.lowercased()) == true }
    }
}
