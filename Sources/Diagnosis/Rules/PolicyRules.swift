import Host
import Kernel
import NetTypes
import Planning

/// D015 to D017: policy rules that lead to an empty table or reject what the host sends, and routes that no rule leads to.
enum PolicyRules {
    static func findings(_ site: Site) -> [Finding] {
        IPFamily.allCases.flatMap { family -> [Finding] in
            let rules = site.kernel.rules.filter { $0.isIPv6 == (family == .v6) }.sorted { $0.priority < $1.priority }
            let routes = site.kernel.routes.filter { $0.family == family }
            return Tables(family, rules, routes, site).findings
        }
    }
}

/// The policy rules of a family, the first to be tried first, and the tables to which they lead.
private struct Tables {
    private let family: IPFamily
    private let rules: [LiveRule]
    private let routes: [Int: [KernelRoute]]
    private let site: Site

    init(_ family: IPFamily, _ rules: [LiveRule], _ routes: [KernelRoute], _ site: Site) {
        self.family = family
        self.rules = rules
        self.routes = Dictionary(grouping: routes, by: \.table)
        self.site = site
    }

    /// Nothing where the rules could not be read: the kernel always has some.
    var findings: [Finding] { rules.isEmpty ? [] : empty + rejecting + unreached }

    private var flag: String { family == .v4 ? "-4" : "-6" }

    private var showRules: Finding.Fact { .init("all rules, the first to be tried first", command: "ip \(flag) rule") }

    /// The links whose addresses a rule is for, or that it names.
    private func links(_ rule: LiveRule) -> [String] {
        let owners = site.links.filter { link in
            site.prefixes(on: link).contains { rule.source?.contains($0.address) ?? false }
        }
        return ([rule.input, rule.output].compactMap { $0 } + owners.map(\.name)).unique
    }

    private var empty: [Finding] {
        rules.filter { rule in
            // Table 0 is that of whichever VRF the packet is in. A rule for everything is a program's (strongSwan's: 220),
            // which fills its table when it needs to.
            rule.action == 1 && rule.table != 0 && !RoutingTable.ofKernel.contains(rule.table)
                && routes[rule.table] == nil && rule.namesEnds
        }.map { rule in
            Finding(
                .ruleIntoEmptyTable, .warning, on: links(rule),
                "a rule leads to the \(family.label) routing table \(rule.table), which has no routes",
                seen: [
                    .init("the rule: \(rule.text)", command: "ip \(flag) rule show table \(rule.table)"),
                    .init("no \(family.label) route of the host is in table \(rule.table)"),
                ],
                meaning:
                    "The rule does nothing: the kernel tries the next one, and at last the main table. What was to "
                    + "leave by a way of its own leaves as everything else does.",
                here: [
                    .init(
                        "give the table its routes, at the interface by which they leave",
                        spec: "routes: [{to: default, via: GATEWAY, table: \(rule.table)}]"),
                    .init("or remove the rule from `rules` in the spec and apply it"),
                ])
        }
    }

    private var rejecting: [Finding] {
        rules.enumerated().compactMap { place, rule in
            guard rule.isForAllFromItsSource, rule.isRejecting else { return nil }
            let cut = site.links.flatMap { link in site.prefixes(on: link).map { (link, $0.address) } }
                .filter { _, address in
                    family == address.family && rule.isFrom(address)
                        && !rules[..<place].contains { $0.isFrom(address) && leadsOut($0) }
                }
            guard !cut.isEmpty else { return nil }
            let addresses = cut.map { link, address in "\(address) of \(link.name)" }.list
            return Finding(
                .ruleRejects, .problem, on: cut.map(\.0.name).unique,
                "a rule rejects what the host sends from \(addresses)",
                seen: [.init("the rule: \(rule.text)"), showRules],
                meaning: "Whoever comes from another network to this address gets no answer, and what the host sends "
                    + "from it does not leave. No rule before it leads to a table with a default route.",
                here: [
                    .init(
                        "at once, until the next activation: take the rule away",
                        command:
                            "ip \(flag) rule delete priority \(rule.priority) from \(rule.source?.description ?? "all")"
                    ),
                    .init(
                        "then remove it from `rules` in the spec, or put a rule before it that leads to a table with a "
                            + "default route"),
                ])
        }
    }

    /// Whether a packet that a rule is for finds a route there, wherever it goes.
    private func leadsOut(_ rule: LiveRule) -> Bool {
        rule.action == 1 && rule.isForAllFromItsSource && rule.suppressedPrefixLength == nil
            && routes[rule.table]?.contains { $0.isDefault && $0.type == .unicast } ?? false
    }

    private var unreached: [Finding] {
        let known = Set(rules.map(\.table)).union(site.links.compactMap(\.vrfTable)).union(RoutingTable.ofKernel)
        return routes.filter { table, _ in !known.contains(table) }.sorted { $0.key < $1.key }.compactMap {
            table, all in
            // What the kernel makes by itself (2) stands for nobody's wish.
            let made = all.filter { $0.protocol != 2 && $0.type == .unicast }
            guard !made.isEmpty else { return nil }
            let links = made.map { site.name($0.outputIndex) }.unique
            return Finding(
                .tableWithoutRule, .note, on: links,
                "no rule leads to the \(family.label) routing table \(table), which has routes by \(links.list)",
                seen: [
                    .init(
                        made.count == 1 ? "1 route" : "\(made.count) routes",
                        command: "ip \(flag) route show table \(table)"), showRules,
                ],
                meaning: "Nothing is sent by these routes.",
                here: [
                    .init(
                        "if they are to be used, add a rule, for instance for what an address of the interface sends",
                        spec: "rules: [{from: ADDRESS, table: \(table)}]")
                ])
        }
    }
}

extension LiveRule {
    /// Whether the rule is for everything that the host sends from some source, wherever it goes.
    fileprivate var isForAllFromItsSource: Bool {
        !isInverted && (destination?.isDefault ?? true) && (input ?? "lo") == "lo" && output == nil && mark == nil
            && typeOfService == nil && ipProtocol == nil && sourcePorts == nil && destinationPorts == nil
            && users == nil
    }

    /// Whether the rule says where packets come from or go to.
    fileprivate var namesEnds: Bool {
        input != nil || output != nil || [source, destination].contains { $0 != nil && $0?.isDefault == false }
    }

    fileprivate func isFrom(_ address: IPAddress) -> Bool { source?.contains(address) ?? true }
}
