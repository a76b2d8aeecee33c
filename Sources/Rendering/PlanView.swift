import NetTypes
import OrderedCollections
package import Planning
package import Topology

/// A plan as people read it: a line for each interface, what changes and why, a legend and the counts.
package struct PlanView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// - Parameters:
    ///   - plan: with what it costs.
    ///   - topology: what it is for.
    ///   - consent: what it will be carried out under; decides which hazards stop it.
    /// - Returns: lines of up to 80 columns, but for long lists of values.
    package func text(of plan: Plan, for topology: Topology, consent: Consent = .attended) -> String {
        if plan.isEmpty { return style(.heading, "No changes.") + " The host is as the spec says.\n" }
        let names = (plan.steps.map(\.interface) + plan.removals.map(\.interface)).map(\.text.printable)
        let width = names.map(\.count).max() ?? 0
        var lines: [String] = []
        for step in plan.steps {
            let symbol = Symbol(step)
            let summary = topology.interfaces[step.interface].map(InterfaceSummary.text)?.printable ?? ""
            let here = step.device == step.interface ? "" : ", here \(step.device.text.printable)"
            lines.append(
                symbol.styled(style) + " " + step.interface.text.printable.padded(to: width) + "  " + summary + here)
            if let drift = plan.drift[step.interface] { lines.append("      " + style(.warning, drift.printable)) }
            guard symbol != .unchanged, symbol != .create else { continue }
            lines += step.reasons.map { "      " + style(.faint, "because \($0.printable)") }
            if case .update(_, let changes) = step.write {
                lines += changes.map { "      " + PropertyView.text(of: $0) }
            }
        }
        for removal in plan.removals {
            let why = removal.isAsked ? "the spec says absent" : "nm-topology made it, and the spec no longer has it"
            lines.append(Symbol.remove.styled(style) + " \(removal.interface.text.printable.padded(to: width))  \(why)")
        }
        var claimed: [String: InterfaceName] = [:]
        for case .claimed(let nic, let claim) in plan.hazards { claimed[claim.uuid] = nic }
        for profile in plan.replaced {
            let place = (profile.interfaceName ?? claimed[profile.uuid]?.text).map { " of \($0.printable)" } ?? ""
            lines.append(
                Symbol.remove.styled(style) + " the profile “\(profile.id.printable)”\(place) is replaced; "
                    + "it is deleted when you confirm")
        }
        lines += PlanCosts(style: style).lines(of: plan, consent: consent)
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
