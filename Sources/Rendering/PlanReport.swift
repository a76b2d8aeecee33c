import NetTypes
package import Planning

/// A plan for programs; docs/json.md describes it.
package struct PlanReport: Encodable {
    let schema = "nm-topology/plan/1"
    let changes: Bool
    let steps: [Entry]
    let removals: [String]
    let replacedProfiles: [Replaced]

    struct Entry: Encodable {
        let interface: String
        let device: String
        let level: Int
        let action: String
        let reasons: [String]
        let properties: [String]
    }

    struct Replaced: Encodable {
        let id: String
        let uuid: String
        let interface: String?
    }

    package init(_ plan: Plan) {
        changes = !plan.isEmpty
        steps = plan.steps.map { step in
            var properties: [String] = []
            if case .update(_, let changes) = step.write { properties = changes.map(\.name) }
            return Entry(
                interface: step.interface.text, device: step.device.text, level: step.level,
                action: Symbol(step).meaning, reasons: step.reasons, properties: properties)
        }
        removals = plan.removals.map(\.interface.text)
        replacedProfiles = plan.replaced.map { Replaced(id: $0.id, uuid: $0.uuid, interface: $0.interfaceName) }
    }
}
