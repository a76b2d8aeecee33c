/// "Did you mean …?": finds names that differ by a typing error.
package enum Suggestion {
    /// The closest of the candidates, if it is close enough to be what was meant.
    ///
    /// - Parameters:
    ///   - text: the text in the spec.
    ///   - candidates: what the text may have been meant to be.
    /// - Returns: one of the candidates; `nil` if none is close.
    package static func closest(to text: String, among candidates: some Sequence<String>) -> String? {
        let lowered = text.lowercased()
        // A third of the word may be wrong: `prots` for `ports`, but not `mtu` for `mac`.
        let allowed = min(max(1, text.count / 3), 3)
        var best: (distance: Int, name: String)?
        for candidate in candidates where abs(candidate.count - text.count) <= allowed {
            let distance = distance(lowered, candidate.lowercased())
            if distance <= allowed, distance < candidate.count, distance < best?.distance ?? .max {
                best = (distance, candidate)
            }
        }
        return best?.name
    }

    /// The number of edits between two texts: insertions, deletions, substitutions and swaps of neighbours.
    ///
    /// It is the Damerau–Levenshtein distance in the restricted form (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.prefix(64))
        let right = Array(right.prefix(64))
        var previous: [Int] = []
        var current = Array(0...right.count)
        for row in left.indices {
            let beforePrevious = previous
            previous = current
            current = [row + 1]
            for column in right.indices {
                var cost = min(
                    previous[column + 1] + 1, current[column] + 1,
                    previous[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
        }
        return current.last ?? left.count
    }

    /// Whether two texts are at most one edit apart, as ``distance(_:_:)`` counts.
    ///
    /// Most pairs are told apart by their ends: ASCII texts one edit apart differ in two neighbouring bytes at most.
    static func isOneEdit(_ left: String, _ right: String) -> Bool {
        let (one, other) = (left.utf8, right.utf8)
        let isASCII = one.allSatisfy { $0 < 0x80 } && other.allSatisfy { $0 < 0x80 }
        if isASCII {
            if abs(one.count - other.count) > 1 { return false }
            let start = zip(one, other).prefix { $0 == $1 }.count
            let end = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
            if start + end < max(one.count, other.count) - 2 { return false }
        }
        return distance(left, right) <= 1
    }

    /// The keys under which names one edit away from a text are found: the text itself, and the text without each
    /// character.
    ///
    /// Two names at distance 1 share such a key, so many names can be compared without comparing all pairs.
    static func neighbourhood(_ text: String) -> [String] {
        let characters = Array(text)
        return [text]
            + characters.indices.map { index in
                String(characters[..<index] + characters[(index + 1)...])
            }
    }
}
