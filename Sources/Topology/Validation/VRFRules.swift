import NetTypes
import OrderedCollections

/// The rules for VRFs: a table for each, and ports of which the spec knows the addresses.
struct VRFRules {
    let draft: Draft
    let problems: Problems

    /// The tables that the kernel has from the start (`RT_TABLE_…`, linux/rtnetlink.h).
    private static let kept = [253: "default", 254: "main", 255: "local"]

    func check() {
        var seen: [Int: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            guard let vrf = spec.vrf else { continue }
            let table = vrf.table
            if let name = Self.kept[table.value] {
                problems.error(
                    .vrfTable, "table \(table.value) of the VRF `\(spec.name)` is the kernel's table “\(name)”",
                    at: table.span, help: "write a table that nothing else uses, for example `table: 1001`")
            } else if let first = seen.updateValue(spec, forKey: table.value), let other = first.vrf {
                problems.error(
                    .vrfTable, "the VRFs `\(first.name)` and `\(spec.name)` have one table, \(table.value)",
                    at: table.span, help: "give each its own", related: [(other.table.span, "the first is here")])
            }
            for port in vrf.ports { declared(port, in: spec) }
        }
    }

    /// A port that the spec only names would lose its addresses, which the spec does not know.
    private func declared(_ port: Located<InterfaceName>, in spec: InterfaceSpec) {
        guard let interface = draft[port.value], interface.isImplicit, !draft.unusable.contains(port.value) else {
            return
        }
        problems.error(
            .vrfPort, "`\(port.value)` is a port of the VRF `\(spec.name)`, and nothing says which addresses it has",
            at: port.span,
            help:
                "declare it, for example `ethernets: {\(port.value): {addresses: [10.0.0.2/24]}}`; with `{}` it has none"
        )
    }
}

extension Draft {
    /// The VRF that an interface belongs to: its controller, or the interface itself.
    func vrf(of name: InterfaceName) -> InterfaceSpec? {
        [name, controllers[name]?.value].compactMap { $0.flatMap { self[$0] } }.first { $0.vrf != nil }
    }

    /// The number of the routing table that an interface's routes are in by default.
    func table(of name: InterfaceName) -> Int { vrf(of: name)?.vrf?.table.value ?? RoutingTable.main }
}
