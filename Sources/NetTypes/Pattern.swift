/// Patterns of interface names: `*` stands for any run of characters, `?` for one.
package enum Pattern {
    /// Whether a pattern covers a whole text.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        // Greedy matching with one point to come back to: linear for one star, quadratic at worst.
        let text = Array(text.unicodeScalars)
        let pattern = Array(pattern.unicodeScalars)
        var t = 0
        var p = 0
        var star: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == "*" {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let back = star {
                p = back.pattern + 1
                t = back.text + 1
                star = (back.pattern, t)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
