import Host
import NetTypes
import OrderedCollections
package import Planning
import Profiles
package import Topology

/// Shows a plan to people: what it costs, a line for each interface, what changes and why, and the counts.
package struct PlanView {
    private let style: Style
    private let isWhole: Bool

    /// Makes a view.
    ///
    /// - Parameters:
    ///   - style: whether to use colours.
    ///   - isWhole: whether to show each interface, cut and hazard, however many are alike, and to name
    ///     NetworkManager's properties instead of the spec's keys.
    package init(style: Style, isWhole: Bool = false) {
        self.style = style
        self.isWhole = isWhole
    }

    /// Shows a plan.
    ///
    /// - Parameters:
    ///   - plan: the plan, with its costs.
    ///   - topology: the topology that it is for.
    ///   - consent: who decides on the trial, which determines the hazards that stop it.
    /// - Returns: lines of up to 80 columns, except for long lists of values.
    package func text(of plan: Plan, for topology: Topology, consent: Consent = .attended) -> String {
        let rest = PlanScope.lines(of: plan).map { $0 + "\n" }.joined()
        if plan.isEmpty { return style(.heading, "No changes:") + " the host matches the spec.\n" + rest }
        let topology = plan.topology ?? topology
        // What the session and the guests lose comes first, since people read a long plan from the beginning.
        var lines = PlanCosts(style: style, isWhole: isWhole).lines(of: plan, consent: consent)
        if !lines.isEmpty { lines.append(style(.heading, "Changes:")) }
        let chains = PlanChains(plan, for: topology).links
        let runs = AlikeLinks.runs(of: chains, in: plan, for: topology, isWhole: isWhole)
        let single = runs.filter(\.ids.isEmpty).flatMap(\.links).flatMap(\.steps)
        let names = (single.map(\.interface) + removals(plan).shown.map(\.interface)).map(\.text.printable)
        let width = names.map(\.count).max() ?? 0
        for run in runs {
            if run.ids.isEmpty {
                for step in run.links.flatMap(\.steps) {
                    lines += [line(of: step, for: topology, width)] + details(of: step, in: plan)
                }
            } else {
                lines += folded(run, in: plan, for: topology)
            }
        }
        lines += removalLines(plan, width) + replacedLines(plan)
        return lines.joined(separator: "\n") + "\n" + footer(plan) + "\n" + rest
    }

    private func line(of step: Step, for topology: Topology, _ width: Int) -> String {
        let summary = topology.interfaces[step.interface].map(InterfaceSummary.text)?.printable ?? PlanScope.follower
        let here = step.device == step.interface ? "" : ", here \(step.device.text.printable)"
        return Symbol(step).styled(style) + " " + step.interface.text.printable.padded(to: width) + "  " + summary
            + here
    }

    /// Whether somebody changed the interface, why the plan touches it, and what of it changes.
    private func details(of step: Step, in plan: Plan) -> [String] {
        var lines: [String] = []
        if let drift = plan.drift[step.interface] {
            lines.append("      " + style(.warning, DriftWords.text(of: drift)))
        }
        let symbol = Symbol(step)
        guard symbol != .unchanged, symbol != .create else { return lines }
        lines += step.reasons.map { "      " + style(.faint, "because \(ReasonWords.text(of: $0).printable)") }
        if case .update(let live, let changes) = step.write {
            let words =
                isWhole
                ? changes.map { PropertyView.text(of: $0) }
                : SpecWords.lines(of: changes, from: live.settings, to: step.profile.settings)
            lines += words.map { "      " + $0 }
            lines += PlanScope.kept(by: step).map { "      " + style(.faint, $0) }
        }
        return lines
    }

    /// The line for links that are alike: `+ 48 VLANs 201–248 on bond0, each in its bridge (br201 … br248)`.
    private func folded(_ run: AlikeLinks, in plan: Plan, for topology: Topology) -> [String] {
        guard let first = run.links.first?.steps, let vlan = first.first,
            let interface = topology.interfaces[vlan.interface], let parent = interface.parent
        else { return [] }
        let symbol = Symbol(vlan)
        var text = "\(run.links.count) VLANs \(Ranges.text(of: run.ids)) on \(parent)"
        func ends(_ place: Int) -> String {
            let names = [run.links.first, run.links.last].compactMap { $0?.steps[place].interface.text }
            return names.joined(separator: " … ")
        }
        if first.count > 1 {
            text += ", each in its bridge (\(ends(1)))"
        } else if let controller = interface.attachment?.controller {
            text += ", ports of \(controller) (\(ends(0)))"
        } else {
            text += " (\(ends(0)))"
        }
        var lines = Wrapping.lines("  \(text.printable)", width: PlanCosts.width, indent: "      ")
        lines[0] = symbol.styled(style) + lines[0].dropFirst()
        return lines + first.flatMap { details(of: $0, in: plan) }
    }

    /// The removals that have a line each, and those that share one.
    private func removals(_ plan: Plan) -> (shown: [Removal], together: [Removal]) {
        let orphans = plan.removals.filter(\.isPruned)
        return isWhole || orphans.count <= Self.fewest
            ? (plan.removals, []) : (plan.removals.filter { !$0.isPruned }, orphans)
    }

    private static let fewest = 8

    private func removalLines(_ plan: Plan, _ width: Int) -> [String] {
        let (shown, together) = removals(plan)
        var lines = shown.map { removal in
            Symbol.remove.styled(style)
                + " \(removal.interface.text.printable.padded(to: width))  \(PlanScope.why(removal))"
        }
        if !together.isEmpty {
            let text =
                "  \(together.count) interfaces that nm-topology made, the spec does not have, and --prune removes: "
                + CutWords.list(together.map(\.interface))
            var wrapped = Wrapping.lines(text.printable, width: PlanCosts.width, indent: "      ")
            wrapped[0] = Symbol.remove.styled(style) + wrapped[0].dropFirst()
            lines += wrapped
        }
        return lines
    }

    private func replacedLines(_ plan: Plan) -> [String] {
        var claimed: [String: InterfaceName] = [:]
        for case .claimed(let nic, let claim) in plan.hazards { claimed[claim.uuid] = nic }
        return plan.replaced.map { profile in
            let place = (profile.interfaceName ?? claimed[profile.uuid]?.text).map { " of \($0.printable)" } ?? ""
            return Symbol.remove.styled(style) + " the profile “\(profile.id.printable)”\(place) is replaced; "
                + "it is deleted when you confirm"
        }
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

/// What happens to an interface, as a sign.
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
        case .bounce: "restarted"
        case .recreate: "re-created"
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
