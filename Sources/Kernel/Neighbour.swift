import CLinux
package import NetTypes

/// What the kernel knows of a machine on a link (`RTM_NEWNEIGH` of family IPv4 or IPv6: ARP and neighbour discovery).
package struct Neighbour: Hashable, Sendable {
    /// `NUD_…` of linux/neighbour.h.
    package struct State: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Being asked for, no answer yet.
        package static let incomplete = State(rawValue: 0x01)
        /// Confirmed lately.
        package static let reachable = State(rawValue: 0x02)
        package static let stale = State(rawValue: 0x04)
        package static let delay = State(rawValue: 0x08)
        package static let probe = State(rawValue: 0x10)
        /// Asked for in vain.
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

    /// It was asked for and has not answered.
    package var isSilent: Bool { !state.isDisjoint(with: [.incomplete, .failed]) }
}

extension Neighbour {
    /// Reads an `RTM_NEWNEIGH` message of family IPv4 or IPv6.
    ///
    /// - Returns: `nil` when it has no index or no address of its family.
    init?(_ message: Message) {
        guard let (header, attributes) = message.parts(ndmsg.self), header.ndm_ifindex > 0,
            let family = IPFamily(kernel: header.ndm_family),
            let address = attributes.first(NDA_DST).flatMap({ IPAddress(bytes: $0.array) }), address.family == family
        else { return nil }
        self.init(
            address: address, index: Int(header.ndm_ifindex),
            mac: attributes.first(NDA_LLADDR).flatMap { MACAddress(bytes: $0.array) },
            state: State(rawValue: header.ndm_state))
    }
}

extension RouteSocket {
    /// The neighbours of a family on all links (the ARP table, for IPv4).
    ///
    /// - Parameter family: IPv4 or IPv6.
    /// - Returns: the neighbours in the kernel's order; those on links without Ethernet addresses are left out.
    /// - Throws: `.refused`, `.socket`, `.malformed` or `.unstable`.
    package mutating func neighbours(_ family: IPFamily) throws(KernelError) -> [Neighbour] {
        var header = ndmsg()
        header.ndm_family = family.kernelNumber
        let request = Request(RTM_GETNEIGH, header, purpose: "read the \(family.label) neighbours")
        return try dump(request) { message in
            guard message.type == RTM_NEWNEIGH, message.body.uint8 == family.kernelNumber else { return .unrelated }
            return Neighbour(message).map { .value($0) } ?? .unrelated
        }
    }
}
