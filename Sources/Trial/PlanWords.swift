package import Planning

/// What a trial's record says of its plan, for people: the words are the caller's.
package struct PlanWords: Sendable {
    /// Writes a plan as text.
    let plan: @Sendable (Plan) -> String
    /// Writes an act as one clause.
    let act: @Sendable (Act) -> String

    /// Makes the words.
    ///
    /// - Parameters:
    ///   - plan: writes a plan as text.
    ///   - act: writes an act as one clause.
    package init(plan: @escaping @Sendable (Plan) -> String, act: @escaping @Sendable (Act) -> String) {
        self.plan = plan
        self.act = act
    }
}
