import NetTypes
package import Rehearsal

/// Writes what a rehearsal tells, for people.
package struct RehearsalView {
    let style: Style
    private static let width = 80

    package init(style: Style) { self.style = style }

    /// The text of one event; empty where there is nothing to say.
    package func text(of event: RehearsalEvent) -> String {
        switch event {
        case .world(let world): self.world(world)
        case .ended(let step, let seconds, let findings, let cuts):
            ended(step, seconds, findings) + cuts.map(cut).joined()
        }
    }

    private func world(_ world: World) -> String {
        var lines = ["NICs    " + world.nics.map(\.name.text.printable).joined(separator: ", ")]
        for (index, leg) in world.legs.enumerated() {
            let place = leg.tags == "-" ? "untagged" : "VLAN \(leg.tags)"
            let addresses = leg.addresses.map(\.description).joined(separator: ", ")
            lines.append((index == 0 ? "router  " : "        ") + "\(addresses), \(place)")
        }
        for (index, guest) in world.guests.enumerated() {
            lines.append((index == 0 ? "guests  " : "        ") + guest.description.printable)
        }
        if !world.regrouped.isEmpty {
            let nics = world.regrouped.map(\.text.printable).joined(separator: ", ")
            lines.append("switch  the two networks differ in the link aggregation of \(nics): it changes with the host")
        }
        return lines.flatMap { Wrapping.lines("  " + $0, width: Self.width, indent: String(repeating: " ", count: 10)) }
            .map { $0 + "\n" }.joined()
    }

    private func ended(_ step: RehearsalStep, _ seconds: Double, _ findings: [Finding]) -> String {
        let isFailure = findings.contains(where: \.isFailure)
        let mark = isFailure ? style(.bad, "✘") : style(.good, "✔")
        let words = isFailure ? step.words.failed : step.words.done
        var text = "\(mark) \(words) \(style(.faint, "(\(Self.tenths(seconds)) s)"))\n"
        for finding in findings {
            let mark = finding.isFailure ? "" : style(.note, "note") + ": "
            text += "    \(mark)\(finding.text.printable)\n"
        }
        return text
    }

    private func cut(_ cut: SeenCut) -> String {
        let seen =
            switch cut.seconds {
            case nil: "did not answer any more"
            case 0: "answered all the time"
            case .some(let seconds): "was silent for \(Self.tenths(seconds)) s"
            }
        let planned =
            switch cut.planned {
            case nil: "the plan says that it goes"
            case 0: "the plan promises that nothing is lost"
            case .some(let seconds): "the plan says about \(seconds) s"
            }
        let text = "\(cut.subject.printable) \(seen); \(planned)"
        return "    " + (cut.isLonger ? style(.warning, "longer than planned") + ": " : "") + text + "\n"
    }

    private static func tenths(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension RehearsalStep {
    /// What is said of the step when it went well, and when not.
    fileprivate var words: (done: String, failed: String) {
        switch self {
        case .present: ("The present network came up", "The present network did not come up")
        case .apply: ("The spec was applied: all of it is there", "The spec was not applied as it should be")
        case .rollback: ("It was rolled back: the previous network is back", "The rollback left something different")
        case .killTool:
            (
                "nm-topology was killed in the middle: the previous network is back",
                "Not so after nm-topology was killed"
            )
        case .killManager:
            (
                "NetworkManager was killed in the middle: the previous network is back",
                "Not so after NetworkManager was killed"
            )
        case .powerCut:
            ("The power was cut in the middle: the previous network is back", "Not so after the power was cut")
        case .again: ("The spec was applied again, with the same result", "The second apply ended otherwise")
        case .confirm: ("It was confirmed", "It was not confirmed as it should be")
        case .reboot:
            ("The host booted: the confirmed network is there", "After a boot, the confirmed network is not there")
        }
    }
}

/// A rehearsal for programs; docs/json.md describes the document.
package struct RehearsalReport: Encodable {
    let schema = "nm-topology/rehearsal/1"
    var passed = true
    var steps: [Entry] = []

    struct Entry: Encodable {
        let step: String
        let passed: Bool
        let seconds: Double
        let findings: [Found]
        let cuts: [Cutting]
    }

    struct Found: Encodable {
        let failure: Bool
        let text: String
    }

    struct Cutting: Encodable {
        let subject: String
        let seconds: Double?
        let lost: Int
        let planned: Int?
        let longer: Bool
    }

    package init() {}

    /// Adds what an event tells.
    package mutating func add(_ event: RehearsalEvent) {
        guard case .ended(let step, let seconds, let findings, let cuts) = event else { return }
        let isFailure = findings.contains(where: \.isFailure)
        if isFailure { passed = false }
        steps.append(
            Entry(
                step: step.rawValue, passed: !isFailure, seconds: seconds,
                findings: findings.map { Found(failure: $0.isFailure, text: $0.text) },
                cuts: cuts.map {
                    Cutting(
                        subject: $0.subject, seconds: $0.seconds, lost: $0.lost, planned: $0.planned,
                        longer: $0.isLonger)
                }))
    }
}
