import OrderedCollections

/// How much a spec may have, so that looking at it takes two seconds at most: the rules compare things with each other.
enum SizeLimits {
    /// All 4094 VLANs of a trunk with a bridge each, and as many ports again.
    static let interfaces = 10_000
    static let addresses = 25_000

    /// Refuses what is beyond them, before anything else is compared.
    ///
    /// - Returns: all is within them.
    static func admit(_ draft: Draft, _ problems: Problems) -> Bool {
        if let first = draft.interfaces.values.dropFirst(interfaces).first {
            problems.error(
                .tooComplex, "the spec has \(draft.interfaces.count) interfaces; at most \(interfaces) are taken",
                at: first.span)
            return false
        }
        var count = 0
        for interface in draft.interfaces.values {
            count += interface.layer3.addresses.count
            guard count > addresses, let last = interface.layer3.addresses.last else { continue }
            problems.error(.tooComplex, "the spec has more than \(addresses) addresses", at: last.span)
            return false
        }
        return true
    }
}
