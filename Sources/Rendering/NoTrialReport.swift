/// Says for programs that no trial is under way; docs/json.md describes the document.
package struct NoTrialReport: Encodable, Sendable {
    let schema = "nm-topology/trial/1"
    let state = "none"
    let next: [NextStep]

    /// Makes the document.
    ///
    /// - Parameter next: the commands that a person can type now.
    package init(next: [NextStep] = NextSteps.withoutTrial) { self.next = next }
}
