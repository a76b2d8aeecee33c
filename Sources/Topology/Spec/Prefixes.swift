import NetTypes

/// Reading addresses with a prefix length, and telling the ways to get them wrong apart.
extension Problems {
    /// Reads `ADDRESS/LENGTH`, as on an interface.
    func prefix(_ node: SpecNode) -> Located<IPPrefix>? {
        expect(.prefix, at: node.span)
        guard
            let text = text(
                node, "an address", "a text such as `10.0.100.10/24`", example: "addresses: [10.0.100.10/24]")
        else { return nil }
        if let prefix = IPPrefix(text.value) { return Located(value: prefix, span: text.span) }
        notAPrefix(text, assumed: { $0 == .v4 ? 24 : 64 })
        return nil
    }

    /// Reads `NETWORK/LENGTH`, as the destination of a route.
    func network(_ text: Located<String>) -> Located<IPPrefix>? {
        if let prefix = IPPrefix(text.value) { return Located(value: prefix, span: text.span) }
        notAPrefix(text, assumed: { $0.bits })
        return nil
    }

    private func notAPrefix(_ text: Located<String>, assumed: (IPFamily) -> Int) {
        let shown = quoted(text.value)
        if let address = IPAddress(text.value) {
            error(
                .prefixMissing, "\(shown) has no prefix length", at: text.span,
                help: "write it with the length of the network's prefix: `\(address)/\(assumed(address.family))`")
            return
        }
        let parts = text.value.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == " " }.map(String.init)
        if parts.count == 2, let address = IPAddress(parts[0]) {
            if let mask = IPAddress(parts[1]), mask.family == .v4, address.family == .v4 {
                let help =
                    Self.length(ofMask: mask).map { "write `\(address)/\($0)`" }
                    ?? "\(quoted(parts[1])) is no netmask either: write the length of the network's prefix"
                error(
                    .prefixMissing, "\(shown) has a netmask where a prefix length is expected", at: text.span,
                    help: help)
                return
            }
            if let length = Int(parts[1]), !(0...address.family.bits).contains(length) {
                error(
                    .outOfRange, "the prefix length of \(shown) must be from 0 to \(address.family.bits)", at: text.span
                )
                return
            }
        }
        error(
            .badValue, "\(shown) is not an address with a prefix length", at: text.span,
            help: "write for example `10.0.100.10/24`, or `2001:db8:100::10/64`")
    }

    /// The prefix length that a netmask stands for; `nil` when its ones are not contiguous.
    private static func length(ofMask mask: IPAddress) -> Int? {
        let ones = mask.bits.nonzeroBitCount
        let expected: UInt128 = ones == 0 ? 0 : (0xffff_ffff << UInt128(32 - ones)) & 0xffff_ffff
        return mask.bits == expected ? ones : nil
    }
}
