public import Testing

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where a lab of this kind cannot run.
    ///
    /// - Parameter kind: what the lab runs on.
    /// - Returns: the trait.
    public static func needs(_ kind: Lab.Kind) -> Self {
        let obstacle = kind.obstacle
        return .enabled(if: obstacle == nil, "a \(kind.rawValue) lab \(obstacle ?? "can run")")
    }
}

extension Trait where Self == IssueHandlingTrait {
    /// A failed expectation makes `Lab.with` print the state of its lab, as a thrown error does.
    public static var explainedByLab: Self {
        .compactMapIssues { issue in
            Lab.current?.noteFailure()
            return issue
        }
    }
}
