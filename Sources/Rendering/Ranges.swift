/// Writes numbers as ranges: `201–248, 300`.
package enum Ranges {
    /// The ranges of numbers.
    ///
    /// - Returns: the ranges in ascending order; only the first six and `…` if there are more.
    package static func text(of numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, number <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, number)
            } else {
                ranges.append(number...number)
            }
        }
        let shown = ranges.prefix(6).map { range in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
        }
        return shown.joined(separator: ", ") + (ranges.count > shown.count ? ", …" : "")
    }
}
