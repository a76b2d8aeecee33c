package import NetTypes

/// A rule by which the kernel chooses a routing table for a packet (ip-rule(8)), as one profile brings it.
package struct RoutingRule: Hashable, Sendable {
    package let family: IPFamily
    /// The rule's place, 1 to 4294967295: the kernel tries the lowest first, and its own are 0, 32766 and 32767.
    package let priority: Int
    /// What happens to a packet that matches.
    package let action: Action
    /// The source of the packets that the rule is for; `nil` for any.
    package var source: IPPrefix?
    /// The destination of the packets that the rule is for; `nil` for any.
    package var destination: IPPrefix?
    /// Whether the rule is for the packets that do not match it.
    package var isInverted = false
    /// The interface on which the packets came in, `lo` for those of this host; `nil` for any.
    package var input: InterfaceName?
    /// The interface to which a socket is bound that sends the packets; `nil` for any.
    package var output: InterfaceName?
    /// The mark of the packets that the rule is for; `nil` for any.
    package var mark: Mark?
    /// The type of service of the packets that the rule is for, 4 to 252; `nil` for any.
    package var typeOfService: Int?
    /// The number of the IP protocol, 1 to 255; `nil` for any.
    package var ipProtocol: Int?
    /// The source ports, 1 to 65534; `nil` for any.
    package var sourcePorts: ClosedRange<Int>?
    /// The destination ports, 1 to 65534; `nil` for any.
    package var destinationPorts: ClosedRange<Int>?
    /// The users whose packets the rule is for, by their IDs; `nil` for any.
    package var users: ClosedRange<Int>?
    /// Routes with at most this prefix length do not count in the table; `nil` where all count.
    package var suppressedPrefixLength: Int?

    /// What happens to a packet that matches a rule.
    package enum Action: Hashable, Sendable {
        /// It is routed by this table, 1 to 4294967295; where that has no route, the next rule is tried.
        case lookup(Int)
        case blackhole, unreachable, prohibit
    }

    /// A mark of packets, as nftables or a socket sets it.
    package struct Mark: Hashable, Sendable {
        package let value: UInt32
        /// The bits that are compared.
        package let mask: UInt32

        package init(value: UInt32, mask: UInt32) {
            self.value = value
            self.mask = mask
        }
    }

    package init(family: IPFamily, priority: Int, action: Action) {
        self.family = family
        self.priority = priority
        self.action = action
    }

    /// The table that the rule looks into; `nil` if it rejects packets.
    package var table: Int? { if case .lookup(let table) = action { table } else { nil } }
}
