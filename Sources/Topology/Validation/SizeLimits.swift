import OrderedCollections

/// The largest specs that are accepted, so that validation takes two seconds at most: rules compare things pairwise.
enum SizeLimits {
    /// The most interfaces: enough for all 4094 VLANs of a trunk with a bridge each, and some 1800 more.
    static let interfaces = 10_000
    /// The most addresses of all interfaces together.
    static let addresses = 25_000

    /// Reports a spec beyond the limits, before anything else is compared.
    ///
    /// - Returns: whether the spec is within the limits.
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
