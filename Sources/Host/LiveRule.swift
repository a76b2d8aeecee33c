package import NetTypes

/// A rule by which the kernel chooses a routing table (ip-rule(8)).
package struct LiveRule: Hashable, Sendable, Codable {
    package let isIPv6: Bool
    /// The rule's place: the kernel tries the lowest number first.
    package var priority = 0
    /// The source of the packets that the rule is for; `nil` for any.
    package var source: IPPrefix?
    /// The destination of the packets that the rule is for; `nil` for any.
    package var destination: IPPrefix?
    /// The name of the link on which the packets came in; `nil` for any.
    package var input: String?
    /// The name of the link to which a socket is bound that sends the packets; `nil` for any.
    package var output: String?
    /// The mark of the packets that the rule is for; `nil` for any.
    package var mark: UInt32?
    /// The bits of the mark that the rule compares.
    package var mask: UInt32?
    package var table = 0
    /// What the rule does, `FR_ACT_…` of linux/fib_rules.h: 1 looks into the table.
    package var action: UInt8 = 0
    /// Whether the rule is for the packets that do not match it (`FIB_RULE_INVERT`).
    package var isInverted = false
    /// The type of service of the packets that the rule is for; `nil` for any.
    package var typeOfService: UInt8?
    /// The IP protocol of the packets that the rule is for; `nil` for any.
    package var ipProtocol: UInt8?
    /// The source ports of the packets that the rule is for; `nil` for any.
    package var sourcePorts: ClosedRange<UInt16>?
    /// The destination ports of the packets that the rule is for; `nil` for any.
    package var destinationPorts: ClosedRange<UInt16>?
    /// The IDs of the users whose packets the rule is for; `nil` for any.
    package var users: ClosedRange<UInt32>?
    /// Routes with at most this prefix length do not count; `nil` where all count.
    package var suppressedPrefixLength: Int?
    /// Who made the rule (`RTPROT_…`): 2 the kernel, 4 NetworkManager or a person; 0 where it is not known.
    package var origin: UInt8 = 0

    /// A rule of which nothing else is known.
    package init(isIPv6: Bool) { self.isIPv6 = isIPv6 }
}
