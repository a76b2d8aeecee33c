/// What wakes a host that is switched off, with NetworkManager's bits; the kernel's are half of them (`WAKE_…` of
/// linux/ethtool.h).
package enum WakeUp {
    package static let words: [(word: String, bit: Int)] = [
        ("phy", 2), ("unicast", 4), ("multicast", 8), ("broadcast", 16), ("arp", 32), ("magic", 64),
    ]

    /// The words of these bits, or `nothing`.
    package static func text(_ bits: Int) -> String {
        let found = words.filter { bits & $0.bit != 0 }.map(\.word)
        return found.isEmpty ? "nothing" : found.joined(separator: ", ")
    }
}
