import NetTypes
import Planning

/// The part of a plan that tells its costs: what becomes of the session, what is cut, and what else may go wrong.
struct PlanCosts {
    let style: Style
    let isWhole: Bool
    static let width = 80
    /// How many alike are shown one by one.
    private static let most = 4

    /// The lines; none where nothing is cut and there are no hazards.
    func lines(of plan: Plan, consent: Consent) -> [String] {
        let hazards = plan.hazards.filter { hazard in
            // The line of the replaced profile already tells this.
            if case .claimed = hazard { false } else { true }
        }
        return warnings(hazards.filter(\.isAboutSession), consent) + cuts(plan) + moves(plan)
            + warnings(hazards.filter { !$0.isAboutSession }, consent)
    }

    private func cuts(_ plan: Plan) -> [String] {
        let cuts = plan.cuts
        if cuts.isEmpty { return [] }
        var lines = [style(.heading, "Cut:")]
        let groups = alike(cuts)
        let width = groups.filter { $0.count == 1 }.map(\.[0].device.text.printable.count).max() ?? 0
        let indent = String(repeating: " ", count: width + 4)
        for group in groups {
            let cut = group[0]
            if group.count == 1 {
                let name = "  " + cut.device.text.printable.padded(to: width) + "  "
                lines += Wrapping.lines(name + CutWords.text(of: cut), width: Self.width, indent: indent)
            } else {
                let text = "  \(group.count) interfaces (\(CutWords.list(group.map(\.device)))), each "
                let cause = Cut(device: cut.device, cause: cut.cause, seconds: cut.seconds, waits: cut.waits)
                lines += Wrapping.lines(text.printable + CutWords.text(of: cause), width: Self.width, indent: indent)
            }
            let taps = Cut(device: cut.device, cause: cut.cause, seconds: nil, taps: group.flatMap(\.taps))
            let guests = CutWords.guests(of: taps)
            for guests in isWhole ? guests : Array(guests.prefix(2 * Self.most)) {
                lines += Wrapping.lines(indent + guests, width: Self.width, indent: indent + "  ")
            }
            if !isWhole, guests.count > 2 * Self.most {
                lines.append(
                    indent + "and guests on \(guests.count - 2 * Self.most) more bridges: --verbose names them")
            }
        }
        // A rollback waits for the search for duplicates of NetworkManager 1.46 and later.
        let isQuicker = plan.handover?.renamings.isEmpty == false && cuts.contains { $0.seconds == 0 }
        return lines + ["  A rollback cuts the same, for \(isQuicker ? "up to 3 s" : "about as long")."]
    }

    /// The addresses that stay reachable while they move, and which the cuts therefore do not tell of.
    private func moves(_ plan: Plan) -> [String] {
        let cut = Set(plan.cuts.flatMap(\.devices))
        let moves = (plan.handover?.moves ?? []).filter { !cut.contains($0.from) }
        if moves.isEmpty { return [] }
        var lines = [style(.heading, "Stays reachable:")]
        for move in isWhole ? moves : Array(moves.prefix(2 * Self.most)) {
            let way =
                plan.handover?.standIn.map { port in
                    "moves from \(move.from) to \(port.device), and from there to \(move.to)"
                } ?? "leaves \(move.from) when it is up on \(move.to)"
            let text = "  \(move.prefix) \(way): nothing is lost"
            lines += Wrapping.lines(text.printable, width: Self.width, indent: "    ")
        }
        if !isWhole, moves.count > 2 * Self.most {
            lines.append("  and \(moves.count - 2 * Self.most) more: --verbose names them")
        }
        let back = plan.handover?.isReversible == true ? "moves them back in the same way" : "cuts them, for up to 3 s"
        return lines + ["  A rollback \(back)."]
    }

    /// Groups cuts that differ only in their interface; a small group is split into single cuts.
    private func alike(_ cuts: [Cut]) -> [[Cut]] {
        var groups: [[Cut]] = []
        for cut in cuts {
            if let last = groups.last?.first, last.cause == cut.cause, last.seconds == cut.seconds,
                last.waits == cut.waits
            {
                groups[groups.count - 1].append(cut)
            } else {
                groups.append([cut])
            }
        }
        return groups.flatMap { group in isWhole || group.count <= Self.most ? group.map { [$0] } : [group] }
    }

    private func warnings(_ hazards: [Hazard], _ consent: Consent) -> [String] {
        var lines: [String] = []
        var told: [Hazard.Code: Int] = [:]
        let view = NoticeView(style: style, width: Self.width)
        for hazard in hazards {
            told[hazard.code, default: 0] += 1
            if !isWhole, told[hazard.code, default: 0] > Self.most { continue }
            lines += view.sentence(hazard.notice(needsForce: hazard.severity(consent) == .force))
        }
        if isWhole { return lines }
        return lines
            + told.filter { $0.value > Self.most }.sorted { $0.key.rawValue < $1.key.rawValue }.map { code, count in
                "  and \(count - Self.most) more \(code.rawValue): --verbose names them"
            }
    }
}
