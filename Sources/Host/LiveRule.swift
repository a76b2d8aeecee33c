package import NetTypes

/// A rule that chooses a routing table, as the kernel has it (ip-rule(8)).
package struct LiveRule: Hashable, Sendable, Codable {
    package let isIPv6: Bool
    /// The lowest is asked first.
    package var priority = 0
    /// The packets' source and destination, or `nil` for any.
    package var source: IPPrefix?
    package var destination: IPPrefix?
    /// The names of the links that they come in by and that they were sent to, or `nil` for any.
    package var input: String?
    package var output: String?
    /// The mark they carry, with its mask.
    package var mark: UInt32?
    package var mask: UInt32?
    package var table = 0
    /// `FR_ACT_…` of linux/fib_rules.h: 1 asks the table.
    package var action: UInt8 = 0
    /// The rule is for the packets that do not fit it (`FIB_RULE_INVERT`).
    package var isInverted = false
    /// Who made it (`RTPROT_…`): 2 the kernel, 4 NetworkManager or a person; 0 where it was not said.
    package var origin: UInt8 = 0

    /// A rule of which nothing else is known.
    package init(isIPv6: Bool) { self.isIPv6 = isIPv6 }
}
