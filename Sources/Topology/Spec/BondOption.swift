import NetTypes
import OrderedCollections

/// The bonding options that NetworkManager 1.42 to 1.58 knows, and their values.
///
/// Source: `nm-setting-bond.c` of NetworkManager (names, ranges, words) and the kernel's
/// Documentation/networking/bonding.rst.
enum BondOption {
    enum Values {
        case number(ClosedRange<Int>)
        /// One of these words, or its index.
        case word([String])
        case addresses(IPFamily)
        case mac
        case name
    }

    private static let anyNumber = 0...Int(Int32.max)

    static let known: OrderedDictionary<String, Values> = [
        "miimon": .number(anyNumber),
        "updelay": .number(anyNumber),
        "downdelay": .number(anyNumber),
        "arp_interval": .number(anyNumber),
        "arp_ip_target": .addresses(.v4),
        "arp_validate": .word(["none", "active", "backup", "all", "filter", "filter_active", "filter_backup"]),
        "arp_all_targets": .word(["any", "all"]),
        "arp_missed_max": .number(0...255),
        "ns_ip6_target": .addresses(.v6),
        "primary": .name,
        "primary_reselect": .word(["always", "better", "failure"]),
        "fail_over_mac": .word(["none", "active", "follow"]),
        "use_carrier": .number(0...1),
        "xmit_hash_policy": .word(["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"]),
        "resend_igmp": .number(0...255),
        "lacp_rate": .word(["slow", "fast"]),
        "lacp_active": .word(["off", "on"]),
        "ad_select": .word(["stable", "bandwidth", "count"]),
        "ad_actor_sys_prio": .number(1...65_535),
        "ad_actor_system": .mac,
        "ad_user_port_key": .number(0...1023),
        "all_slaves_active": .number(0...1),
        "balance-slb": .number(0...1),
        "min_links": .number(anyNumber),
        "num_grat_arp": .number(0...255),
        "num_unsol_na": .number(0...255),
        "packets_per_slave": .number(0...65_535),
        "peer_notif_delay": .number(anyNumber),
        "tlb_dynamic_lb": .number(0...1),
        "lp_interval": .number(1...Int(Int32.max)),
    ]

    typealias Options = OrderedDictionary<String, BondSpec.Option>

    /// Reads the mapping of options; reports those that are wrong, and returns their names separately.
    static func read(_ field: Field, of bond: String, problems: Problems) -> (options: Options, broken: Set<String>) {
        let place = "`options` of bond \(quoted(bond))"
        problems.expect(.keys(Array(known.keys)), at: field.value.span)
        guard
            !problems.isPoisoned(field.value.span),
            let entries = problems.entries(of: field.value, place: place, example: "options: {miimon: 100}")
        else { return ([:], Set(known.keys)) }
        var options: Options = [:]
        var broken: Set<String> = []
        for entry in entries {
            let key = entry.key
            if let values = known[key.value] {
                if let value = read(Field(key: key, value: entry.value), values, problems) {
                    options[key.value] = BondSpec.Option(key: key.span, value: value)
                } else {
                    broken.insert(key.value)
                }
            } else if let meant = unknown(key, problems) {
                broken.insert(meant)
            }
        }
        return (options, broken)
    }

    /// Reports an unknown option, and returns the option that was probably meant.
    private static func unknown(_ key: Located<String>, _ problems: Problems) -> String? {
        guard !problems.isPoisoned(key.span) else { return nil }
        if key.value == "mode" {
            problems.error(
                .unknownKey, "`mode` is not one of the `options`", at: key.span, help: "write it beside `options`")
            return nil
        }
        if key.value == "active_slave" {
            problems.error(
                .unknownKey, "`active_slave` is an old name of `primary`", at: key.span, help: "write `primary`")
            return "primary"
        }
        let spelled = String(key.value.map { $0 == "-" ? "_" : $0 })
        let meant = known[spelled] != nil ? spelled : Suggestion.closest(to: key.value, among: known.keys)
        problems.error(
            .unknownKey, "there is no bonding option \(quoted(key.value))", at: key.span,
            help: meant.map { "did you mean `\($0)`?" } ?? "the options are \(known.keys.joined(separator: ", "))")
        return meant
    }

    private static func read(_ field: Field, _ values: Values, _ problems: Problems) -> Located<String>? {
        let key = field.key.value
        switch values {
        case .number(let range):
            return problems.integer(field, in: range, example: key == "miimon" ? 100 : range.lowerBound + 1).map {
                Located(value: String($0.value), span: $0.span)
            }
        case .word(let words): return problems.word(field, words)
        case .mac: return problems.mac(field).map { Located(value: $0.value.description, span: $0.span) }
        case .name:
            return problems.name(field.value, at: field.span, "`\(key)`").map {
                Located(value: $0.value.text, span: $0.span)
            }
        case .addresses(let family): return addresses(field, family, problems)
        }
    }

    /// Reads addresses from a list, or from one text with commas, as the kernel writes them.
    private static func addresses(_ field: Field, _ family: IPFamily, _ problems: Problems) -> Located<String>? {
        let key = field.key.value
        let example = "\(key): [\(family == .v4 ? "10.0.100.1" : "2001:db8:100::1")]"
        var texts: [Located<String>] = []
        if case .sequence(let items) = field.value.content {
            for item in items {
                guard let text = problems.text(item, "`\(key)`", "a list of addresses", example: example) else {
                    return nil
                }
                texts.append(text)
            }
        } else {
            guard
                let text = problems.text(
                    field.value, at: field.span, "`\(key)`", "a list of addresses", example: example)
            else { return nil }
            texts = text.value.split(separator: ",", omittingEmptySubsequences: false).map {
                Located(value: String($0.drop { $0 == " " }), span: text.span)
            }
        }
        var addresses: [String] = []
        for text in texts {
            guard let address = IPAddress(text.value), address.family == family else {
                problems.error(
                    .badValue, "`\(key)` takes \(family.label) addresses, found \(quoted(text.value))", at: text.span,
                    help: "write for example `\(example)`")
                return nil
            }
            addresses.append(address.description)
        }
        // The kernel refuses more (BOND_MAX_ARP_TARGETS, BOND_MAX_NS_TARGETS).
        guard (1...16).contains(addresses.count) else {
            problems.error(.outOfRange, "`\(key)` takes 1 to 16 addresses, found \(addresses.count)", at: field.span)
            return nil
        }
        return Located(value: addresses.joined(separator: ","), span: field.value.span)
    }
}
