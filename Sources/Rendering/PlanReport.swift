import Host
import NetTypes
package import Planning

/// A plan for programs; docs/json.md describes the document.
package struct PlanReport: Encodable, Sendable {
    let schema = "nm-topology/plan/1"
    let changes: Bool
    let steps: [Entry]
    let removals: [String]
    let staying: [String]?
    let standing: [String]?
    let replacedProfiles: [Replaced]
    let cuts: [Cutting]
    let moves: [Moving]?
    let acts: [String]?
    let losses: [Losing]?
    let hazards: [Danger]

    struct Entry: Encodable, Sendable {
        let interface: String
        let device: String
        let level: Int
        let action: String
        let actionCode: String
        let reasons: [String]
        let reasonCodes: [String]
        let drift: String?
        let driftCode: String?
        let properties: [String]
        let keeps: [String]?
        let propertyChanges: [Property]
        let cutSeconds: Int
    }

    struct Property: Encodable, Sendable {
        let name: String
        let old: String?
        let new: String?
        let oldValue: JSONValue?
        let newValue: JSONValue?
    }

    struct Cutting: Encodable, Sendable {
        let device: String
        let cause: String
        let controller: String?
        let seconds: Int?
        let waits: [String]
        let with: [String]
        let taps: [Tap]
    }

    struct Tap: Encodable, Sendable {
        let name: String
        let bridge: String
        let fate: String
    }

    struct Moving: Encodable, Sendable {
        let address: String
        let from: String
        let to: String
        let isReachable: Bool
    }

    struct Losing: Encodable, Sendable {
        let address: String?
        let guest: String?
        let link: String
        let loss: String
        let seconds: Int?
        let waits: [String]
    }

    struct Danger: Encodable, Sendable {
        let code: String
        let name: String
        let severity: String
        let text: String
        let values: [String: JSONValue]
    }

    struct Replaced: Encodable, Sendable {
        let id: String
        let uuid: String
        let interface: String?
    }

    /// The word that this key has had since the first version of the document.
    private static func action(_ symbol: Symbol) -> String {
        symbol == .bounce ? "brought up again" : symbol.meaning
    }

    package init(_ plan: Plan) {
        changes = !plan.isEmpty
        steps = plan.steps.map { step in
            var changes: [PropertyChange] = []
            if case .update(_, let list) = step.write { changes = list }
            let seconds = plan.cuts.filter { $0.devices.contains(step.device) }.compactMap(\.seconds).max()
            return Entry(
                interface: step.interface.text, device: step.device.text, level: step.level,
                action: Self.action(Symbol(step)), actionCode: step.actionCode,
                reasons: step.reasons.map(ReasonWords.text),
                reasonCodes: step.reasons.map(ReasonWords.code),
                drift: plan.drift[step.interface].map(DriftWords.text),
                driftCode: plan.drift[step.interface].map(DriftWords.code), properties: changes.map(\.name),
                keeps: step.keeps.isEmpty ? nil : step.keeps,
                propertyChanges: changes.map { change in
                    Property(
                        name: change.name, old: change.old.map { PropertyView.words($0) },
                        new: change.new.map { PropertyView.words($0) },
                        oldValue: change.old.map(JSONValue.init), newValue: change.new.map(JSONValue.init))
                }, cutSeconds: seconds ?? 0)
        }
        removals = plan.removals.map(\.interface.text)
        staying = plan.staying.isEmpty ? nil : plan.staying.map(\.text)
        standing = plan.standing.isEmpty ? nil : plan.standing.map(\.text)
        replacedProfiles = plan.replaced.map { Replaced(id: $0.id, uuid: $0.uuid, interface: $0.interfaceName) }
        cuts = plan.cuts.map(Cutting.init)
        moves = plan.handover?.moves.map { move in
            Moving(
                address: move.prefix.description, from: move.from.text, to: move.to.text, isReachable: move.isReachable)
        }
        acts = plan.isEmpty ? nil : plan.acts.map(ActWords.text)
        losses = plan.losses.isEmpty ? nil : plan.losses.map(Losing.init)
        hazards = plan.hazards.map { hazard in
            let notice = NoticeReport(hazard.notice(needsForce: hazard.severity(.attended) == .force))
            return Danger(
                code: notice.code, name: "\(hazard.code)", severity: hazard.severity(.attended).rawValue,
                text: notice.text, values: JSONValue.parts(of: hazard))
        }
    }
}

extension PlanReport.Cutting {
    init(_ cut: Cut) {
        device = cut.device.text
        (cause, controller) =
            switch cut.cause {
            case .broughtUp: ("brought-up", nil)
            case .madeAnew: ("made-anew", nil)
            case .joins(let name): ("joins", name.text)
            case .leaves(let name): ("leaves", name.text)
            case .removed: ("removed", nil)
            }
        seconds = cut.seconds
        waits = cut.waits.map(\.code)
        with = cut.with.map(\.text)
        taps = cut.taps.map { tap in
            let fate =
                switch tap.fate {
                case .losesUplink: "loses-uplink"
                case .pluggedBack: "plugged-back"
                case .moves: "moves"
                case .unplugged: "unplugged"
                }
            return PlanReport.Tap(name: tap.name.text, bridge: tap.bridge.text, fate: fate)
        }
    }
}

extension PlanReport.Losing {
    init(_ loss: Loss) {
        (address, guest) =
            switch loss.subject {
            case .address(let prefix): (prefix.description, nil)
            case .guest(let tap): (nil, tap.text)
            }
        link = loss.link.text
        (self.loss, seconds) =
            switch loss.length {
            case .none: ("none", 0)
            case .moment: ("moment", 0)
            case .seconds(let seconds): ("seconds", seconds)
            case .forGood: ("for-good", nil)
            }
        waits = loss.waits.map(\.code)
    }
}

extension Cut.Wait {
    fileprivate var code: String {
        switch self {
        case .lacp: "lacp"
        case .spanningTree: "spanning-tree"
        case .automaticAddress: "automatic-address"
        }
    }
}
