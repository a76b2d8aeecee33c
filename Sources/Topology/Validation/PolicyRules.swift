import NetTypes
import OrderedCollections

/// The rules for policy routing: no rule stands twice, rules and routing tables belong together, and hosts send from
/// addresses that they have.
struct PolicyRules {
    let draft: Draft
    let problems: Problems

    private struct Table: Hashable {
        let family: IPFamily
        let number: Int
    }

    func check() {
        twice()
        tables()
        sources()
    }

    /// Reports rules that are the same in everything: the kernel refuses the second.
    private func twice() {
        var seen: [RoutingRule: (rule: RoutingRuleSpec, name: InterfaceName)] = [:]
        for spec in draft.withLayer3 {
            for rule in spec.layer3.rules {
                guard let first = seen[rule.rule] else {
                    seen[rule.rule] = (rule, spec.name)
                    continue
                }
                problems.error(
                    .ruleTwice,
                    first.name == spec.name
                        ? "`\(spec.name)` has this rule twice"
                        : "`\(first.name)` and `\(spec.name)` both have this rule", at: rule.span,
                    help: "remove one: a rule is for the whole host, wherever it is written",
                    related: [(first.rule.span, "the first is here")])
            }
        }
    }

    /// Notes tables with routes that no rule leads to, and rules that lead to tables without routes.
    private func tables() {
        var filled: OrderedDictionary<Table, Span> = [:]
        var led: OrderedDictionary<Table, Span> = [:]
        for spec in draft.withLayer3 {
            for route in spec.layer3.routes {
                guard let table = route.table, !RoutingTable.ofKernel.contains(table.value) else { continue }
                let key = Table(family: route.destination.value.family, number: table.value)
                if filled[key] == nil { filled[key] = table.span }
            }
            for rule in spec.layer3.rules {
                guard let table = rule.rule.table, !RoutingTable.ofKernel.contains(table) else { continue }
                let key = Table(family: rule.rule.family, number: table)
                if led[key] == nil { led[key] = rule.table ?? rule.span }
            }
        }
        // Packets of a VRF's ports are led to its table without a rule of the spec.
        let vrfs = Set(draft.interfaces.values.compactMap { $0.vrf?.table.value })
        for (table, span) in filled where led[table] == nil && !vrfs.contains(table.number) {
            let from = table.family == .v4 ? "10.0.200.0/24" : "\"2001:db8:200::/64\""
            problems.note(
                .tableWithoutRule, "no rule of this spec leads to table \(table.number) for \(table.family.label)",
                at: span,
                help:
                    "write for example `rules: [{from: \(from), table: \(table.number), priority: 1000}]`; without a rule"
                    + " nothing is routed by it")
        }
        for (table, span) in led where filled[table] == nil && !vrfs.contains(table.number) {
            problems.note(
                .tableWithoutRoute, "no \(table.family.label) route of this spec is in table \(table.number)", at: span,
                help:
                    "correct the table, or write the routes: `routes: [{to: default, via: …, table: \(table.number)}]`;"
                    + " where a table has no route, the next rule is tried")
        }
    }

    /// Warns of a route's source that no interface of the spec has: the kernel refuses the route.
    private func sources() {
        let uses = draft.withLayer3.filter { $0.layer3.routes.contains { $0.source != nil } }
        if uses.isEmpty { return }
        let own = Set(draft.withLayer3.flatMap { $0.layer3.addresses.map(\.value.address) })
        for spec in uses {
            for source in spec.layer3.routes.compactMap(\.source) where !own.contains(source.value) {
                // An address that the network is to bring is not known beforehand.
                if spec.layer3.isAutomatic(source.value.family) || spec.layer3.hasLinkLocal(source.value.family) {
                    continue
                }
                problems.warning(
                    .sourceElsewhere, "no interface of this spec has the source address \(source.value)",
                    at: source.span, help: "correct it, or write it among the `addresses` of an interface")
            }
        }
    }
}
