import NetTypes

extension MACAddress {
    /// The address as `ip` and `bridge` print it, so that a person can search for it.
    var lower: String { description.lowercased() }
}

extension Array where Element == String {
    /// The texts as a list in words: `a`, `a and b`, `a, b and c`.
    var list: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }

    /// The texts without repetitions, each in its first place.
    var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
