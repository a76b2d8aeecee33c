package import NetTypes

/// What the kernel knows of a machine on a link (`RTM_NEWNEIGH` of family IPv4 or IPv6: ARP and neighbour discovery).
package struct Neighbour: Hashable, Sendable, Codable {
    /// `NUD_…` of linux/neighbour.h.
    package struct State: OptionSet, Hashable, Sendable, Codable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Being asked for, no answer yet.
        package static let incomplete = State(rawValue: 0x01)
        /// Confirmed lately.
        package static let reachable = State(rawValue: 0x02)
        package static let stale = State(rawValue: 0x04)
        package static let delay = State(rawValue: 0x08)
        package static let probe = State(rawValue: 0x10)
        /// The neighbour was asked for and did not answer.
        package static let failed = State(rawValue: 0x20)
        /// Needs no resolution.
        package static let noARP = State(rawValue: 0x40)
        package static let permanent = State(rawValue: 0x80)
    }

    package let address: IPAddress
    /// The link it is on.
    package let index: Int
    package var mac: MACAddress?
    package var state: State

    package init(address: IPAddress, index: Int, mac: MACAddress? = nil, state: State) {
        self.address = address
        self.index = index
        self.mac = mac
        self.state = state
    }

    /// The neighbour was asked for and has not answered.
    package var isSilent: Bool { !state.isDisjoint(with: [.incomplete, .failed]) }
}
