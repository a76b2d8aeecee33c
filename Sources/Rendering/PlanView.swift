import NetTypes
import OrderedCollections
package import Planning
import Profiles
package import Topology

/// A plan as people read it: a line for each interface, what changes and why, a legend and the counts.
package struct PlanView {
    private let style: Style

    package init(style: Style) { self.style = style }

    package func text(of plan: Plan, for topology: Topology) -> String {
        if plan.isEmpty { return style(.heading, "No changes.") + " The host is as the spec says.\n" }
        let names = (plan.steps.map(\.interface) + plan.removals.map(\.interface)).map(\.text.printable)
        let width = names.map(\.count).max() ?? 0
        var lines: [String] = []
        for step in plan.steps {
            let symbol = Symbol(step)
            let summary = topology.interfaces[step.interface].map(InterfaceSummary.text)?.printable ?? ""
            lines.append(symbol.styled(style) + " " + step.interface.text.printable.padded(to: width) + "  " + summary)
            guard symbol != .unchanged, symbol != .create else { continue }
            lines += step.reasons.map { "      " + style(.faint, "because \($0.printable)") }
            if case .update(_, let changes) = step.write { lines += changes.map { "      " + change($0) } }
        }
        for removal in plan.removals {
            let why = removal.isAsked ? "the spec says absent" : "nm-topology made it, and the spec no longer has it"
            lines.append(Symbol.remove.styled(style) + " \(removal.interface.text.printable.padded(to: width))  \(why)")
        }
        for profile in plan.replaced {
            let place = profile.interfaceName.map { " of \($0.printable)" } ?? ""
            lines.append(
                Symbol.remove.styled(style) + " the profile “\(profile.id.printable)”\(place) is replaced; "
                    + "it is deleted when you confirm")
        }
        return lines.joined(separator: "\n") + "\n" + footer(plan) + "\n"
    }

    private func footer(_ plan: Plan) -> String {
        var counts: [(Symbol, Int)] = Symbol.allCases.map { symbol in
            (symbol, plan.steps.count { Symbol($0) == symbol })
        }
        if let index = counts.firstIndex(where: { $0.0 == .remove }) {
            counts[index].1 = plan.removals.count + plan.replaced.count
        }
        return counts.filter { $0.1 > 0 }.map { "\($0.0.styled(style)) \($0.1) \($0.0.meaning)" }.joined(
            separator: ", ")
    }

    private func change(_ change: PropertyChange) -> String {
        "\(change.name): \(words(change.old)) → \(words(change.new))"
    }

    private func words(_ value: SettingValue?) -> String {
        switch value {
        case nil: return "default"
        case .string(let text): return text.printable
        case .bool(let flag): return flag ? "yes" : "no"
        case .int32(let number): return String(number)
        case .uint16(let number): return String(number)
        case .uint32(let number): return String(number)
        case .int64(let number): return String(number)
        case .uint64(let number): return String(number)
        case .bytes(let bytes): return MACAddress(bytes: bytes)?.description ?? "\(bytes.count) bytes"
        case .strings(let list): return list.joined(separator: ", ").printable
        case .stringMap(let map):
            return map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",").printable
        case .maps(let maps):
            return maps.map(words).joined(separator: ", ")
        }
    }

    /// An address, a route, or a range of VLANs, as `ip` and `bridge` write them.
    private func words(_ map: [String: SettingValue]) -> String {
        func word(_ key: String) -> String? { map[key].map { words($0) } }
        if let first = word("vid-start"), let last = word("vid-end") {
            let flags = ["pvid", "untagged"].filter { map[$0] == .bool(true) }
            return ([first == last ? first : "\(first)-\(last)"] + flags).joined(separator: " ")
        }
        guard let address = word("address") ?? word("dest"), let length = word("prefix") else {
            return map.sorted { $0.key < $1.key }.map { "\($0.key) \(words($0.value))" }.joined(separator: " ")
        }
        let rest = [("next-hop", "via"), ("metric", "metric"), ("table", "table")].compactMap { key, label in
            word(key).map { " \(label) \($0)" }
        }
        return "\(address)/\(length)" + rest.joined()
    }
}

/// What happens to an interface, as one sign.
package enum Symbol: String, CaseIterable {
    case create = "+"
    case change = "~"
    case bounce = "!"
    case recreate = "±"
    case remove = "-"
    case unchanged = "="

    package init(_ step: Step) {
        switch (step.write, step.activation) {
        case (_, .recreate): self = .recreate
        case (.add, _): self = .create
        case (_, .activate): self = .bounce
        case (.none, .none): self = .unchanged
        case (_, .reapply), (.update, .none): self = .change
        }
    }

    package var meaning: String {
        switch self {
        case .create: "new"
        case .change: "changed while it runs"
        case .bounce: "brought up again"
        case .recreate: "made anew"
        case .remove: "removed"
        case .unchanged: "unchanged"
        }
    }

    package func styled(_ style: Style) -> String {
        let label: Label =
            switch self {
            case .create: .added
            case .change, .bounce: .changed
            case .recreate: .recreated
            case .remove: .removed
            case .unchanged: .unchanged
            }
        return style(label, rawValue)
    }
}
