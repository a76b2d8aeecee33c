/// No trial is under way, for programs; docs/json.md describes it.
package struct NoTrialReport: Encodable, Sendable {
    let schema = "nm-topology/trial/1"
    let state = "none"
    let next: [NextStep]

    /// - Parameter next: what can be typed now.
    package init(next: [NextStep] = NextSteps.withoutTrial) { self.next = next }
}
