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

/// Permission to run a lab, waited for before a test's time begins to count.
public struct LabTurn: TestTrait, SuiteTrait, TestScoping {
    let kind: Lab.Kind

    /// A suite hands it to its tests.
    public var isRecursive: Bool { true }

    /// A whole test has one turn, whatever its arguments; a time limit counts inside of that.
    public func scopeProvider(for test: Test, testCase: Test.Case?) -> LabTurn? {
        test.isSuite || testCase != nil ? nil : self
    }

    /// Runs the test once a lab may be run.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let slot = try await Slot.take(kind)
        defer { slot.release() }
        try await Slot.$held.withValue(Slot.held + [slot]) { try await function() }
    }
}

extension Trait where Self == LabTurn {
    /// Tests that run at the same time, in whichever process, wait for each other here and not within their time limits.
    ///
    /// A test with labs of both kinds asks for `.uml` first, as all do, so that no two wait for each other.
    ///
    /// - Parameter kind: what the test's lab runs on.
    /// - Returns: the trait.
    public static func turn(_ kind: Lab.Kind) -> Self { LabTurn(kind: kind) }
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
