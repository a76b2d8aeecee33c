import NetTypes

extension MACAddress {
    /// As `ip` and `bridge` print it, so that it can be searched for.
    var lower: String { description.lowercased() }
}

extension Array where Element == String {
    /// `a`, `a and b`, `a, b and c`.
    var list: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }

    /// Without the second and later ones of each.
    var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
