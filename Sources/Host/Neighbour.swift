package import NetTypes

/// What the kernel knows of a machine on a link (`RTM_NEWNEIGH` of family IPv4 or IPv6: ARP and neighbour discovery).
package struct Neighbour: Hashable, Sendable, Codable {
    /// The state of the entry, `NUD_…` of linux/neighbour.h.
    package struct State: OptionSet, Hashable, Sendable, Codable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The kernel is asking for the neighbour, and has no answer yet.
        package static let incomplete = State(rawValue: 0x01)
        /// The neighbour was confirmed recently.
        package static let reachable = State(rawValue: 0x02)
        package static let stale = State(rawValue: 0x04)
        package static let delay = State(rawValue: 0x08)
        package static let probe = State(rawValue: 0x10)
        /// The kernel asked for the neighbour, and got no answer.
        package static let failed = State(rawValue: 0x20)
        /// The neighbour needs no resolution.
        package static let noARP = State(rawValue: 0x40)
        package static let permanent = State(rawValue: 0x80)
    }

    package let address: IPAddress
    /// The index of the link that the neighbour is on.
    package let index: Int
    package var mac: MACAddress?
    package var state: State

    package init(address: IPAddress, index: Int, mac: MACAddress? = nil, state: State) {
        self.address = address
        self.index = index
        self.mac = mac
        self.state = state
    }

    /// Whether the kernel asked for the neighbour and has no answer.
    package var isSilent: Bool { !state.isDisjoint(with: [.incomplete, .failed]) }
}
