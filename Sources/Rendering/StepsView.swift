import Host
import NetTypes
package import Planning

/// Shows what a trial will do, act by act, and what each address and each guest loses meanwhile.
package struct StepsView {
    private let style: Style

    /// Makes a view.
    ///
    /// - Parameter style: whether to use colours.
    package init(style: Style) { self.style = style }

    /// Shows the steps of a plan and its losses.
    ///
    /// - Parameter plan: the plan, with its costs.
    /// - Returns: lines of up to 80 columns; none for a plan that changes nothing.
    package func text(of plan: Plan) -> String {
        if plan.isEmpty { return "" }
        let acts = plan.acts.map(ActWords.text) + ["compare the host with the spec, then wait for your answer"]
        let width = "\(acts.count)".count
        let indent = String(repeating: " ", count: width + 4)
        var lines = [style(.heading, "Steps:")]
        for (index, act) in acts.enumerated() {
            let number = String(repeating: " ", count: width - "\(index + 1)".count) + "\(index + 1)"
            lines += Wrapping.lines("  \(number)  \(act)", width: PlanCosts.width, indent: indent)
        }
        return (lines + losses(plan)).joined(separator: "\n") + "\n"
    }

    private func losses(_ plan: Plan) -> [String] {
        if plan.losses.isEmpty { return [] }
        let heirs = Dictionary((plan.handover?.moves ?? []).map { ($0.prefix, $0.to) }) { first, _ in first }
        // Guests of one bridge that lose the same share a line.
        var rows: [(subject: String, loss: String)] = []
        var guests: [(loss: Loss, names: [InterfaceName])] = []
        for loss in plan.losses {
            switch loss.subject {
            case .address(let prefix):
                let to = heirs[prefix].flatMap { $0 == loss.link ? nil : " → \($0)" } ?? ""
                rows.append(("\(prefix) on \(loss.link)\(to)", LossWords.text(of: loss)))
            case .guest(let tap):
                if let last = guests.indices.last, guests[last].loss.link == loss.link,
                    guests[last].loss.length == loss.length
                {
                    guests[last].names.append(tap)
                } else {
                    guests.append((loss, [tap]))
                }
            }
        }
        rows += guests.map { loss, names in
            ("guest\(names.count == 1 ? "" : "s") \(CutWords.list(names)) on \(loss.link)", LossWords.text(of: loss))
        }
        let width = min(44, rows.map(\.subject.printable.count).max() ?? 0)
        return [style(.heading, "Expected loss:")]
            + rows.flatMap { subject, loss in
                Wrapping.lines(
                    "  " + subject.printable.padded(to: width) + "  " + loss, width: PlanCosts.width, indent: "      ")
            }
    }
}

/// What an address or a guest loses, in words.
enum LossWords {
    static func text(of loss: Loss) -> String {
        let waits = loss.waits.map { wait in
            switch wait {
            case .lacp: "LACP"
            case .spanningTree(let bridge, _): "spanning tree of \(bridge)"
            case .automaticAddress: "until an address has come"
            }
        }
        let why = waits.isEmpty ? "" : ": " + waits.joined(separator: ", ")
        switch loss.length {
        case .none: return "none"
        case .moment: return "0.1 s at most"
        case .seconds(let seconds): return "about \(seconds) s\(why)".printable
        case .forGood: return "for good"
        }
    }
}
