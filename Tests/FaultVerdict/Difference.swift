/// What two hosts, or two parts of them, do not have in common.
package struct Difference: Hashable, Sendable {
    /// What is expected and is not there.
    package let missing: [Statement]
    /// What is there and is not expected.
    package let excess: [Statement]

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

    package var isEmpty: Bool { missing.isEmpty && excess.isEmpty }

    var count: Int { missing.count + excess.count }

    /// One line each.
    package var lines: [String] { missing.map { "- \($0)" } + excess.map { "+ \($0)" } }
}
