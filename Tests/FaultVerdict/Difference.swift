/// The differences between a host, or a part of it, and the one that is expected.
package struct Difference: Hashable, Sendable {
    /// The statements that should hold and do not.
    package let missing: [Statement]
    /// The statements that hold and should not.
    package let excess: [Statement]

    /// Compares the statements that hold with those that should hold.
    package init(of actual: [Statement], from expected: [Statement]) {
        var counts: [Statement: Int] = [:]
        for statement in actual { counts[statement, default: 0] += 1 }
        for statement in expected { counts[statement, default: 0] -= 1 }
        func repeated(_ isWanted: (Int) -> Bool) -> [Statement] {
            counts.filter { isWanted($0.value) }.flatMap { Array(repeating: $0.key, count: abs($0.value)) }
                .sorted { $0.description < $1.description }
        }
        missing = repeated { $0 < 0 }
        excess = repeated { $0 > 0 }
    }

    /// Whether there is no difference.
    package var isEmpty: Bool { missing.isEmpty && excess.isEmpty }

    /// The number of missing and excess statements.
    var count: Int { missing.count + excess.count }

    /// The statements, one line each: `- ` before a missing one, `+ ` before an excess one.
    package var lines: [String] { missing.map { "- \($0)" } + excess.map { "+ \($0)" } }
}
