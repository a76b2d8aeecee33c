package import NetTypes

/// An ARP frame that was heard on a link (RFC 826), with the VLAN tags that it had there.
package struct HeardARP: Hashable, Sendable {
    /// The link that listened.
    package let interface: String
    /// Whether this host or a guest of it sent the frame.
    package let isOutgoing: Bool
    /// The frame's VLAN identifiers, the outer one first; none for an untagged or merely priority-tagged frame.
    package let tags: [Int]
    /// The source address in the frame's Ethernet header.
    package let source: MACAddress
    /// Whether the frame is an answer rather than a question.
    package let isReply: Bool
    /// The sender's MAC address in the ARP packet.
    package let senderMAC: MACAddress
    /// The sender's IP address; 0.0.0.0 in a probe (RFC 5227 §1.1).
    package let sender: IPAddress
    package let target: IPAddress

    package init(
        interface: String, isOutgoing: Bool = false, tags: [Int] = [], source: MACAddress, isReply: Bool = false,
        senderMAC: MACAddress? = nil, sender: IPAddress, target: IPAddress
    ) {
        self.interface = interface
        self.isOutgoing = isOutgoing
        self.tags = tags
        self.source = source
        self.isReply = isReply
        self.senderMAC = senderMAC ?? source
        self.sender = sender
        self.target = target
    }
}

/// An Ethernet frame, parsed as far as this module needs.
struct Frame {
    let source: MACAddress
    let tags: [Int]
    let etherType: Int
    let payload: ArraySlice<UInt8>

    /// Parses a frame.
    ///
    /// - Parameters:
    ///   - bytes: the frame from its destination address on.
    ///   - tag: a tag that the driver has already removed from the bytes.
    init?(_ bytes: [UInt8], tag: Int?) {
        guard bytes.count >= 14, let source = MACAddress(bytes: bytes[6..<12]) else { return nil }
        func number(_ offset: Int) -> Int? {
            offset + 2 <= bytes.count ? Int(bytes[offset]) << 8 | Int(bytes[offset + 1]) : nil
        }
        var tags = [tag].compactMap { $0 }
        var offset = 12
        // 802.1Q and 802.1ad; nobody sends more than a few tags.
        while let type = number(offset), type == 0x8100 || type == 0x88a8, tags.count < 4 {
            guard let control = number(offset + 2) else { return nil }
            tags.append(control & 0xfff)
            offset += 4
        }
        guard let type = number(offset) else { return nil }
        self.source = source
        // Identifier 0 only gives a priority (IEEE 802.1Q §9.6).
        self.tags = tags.filter { $0 != 0 }
        etherType = type
        payload = bytes[(offset + 2)...]
    }

    /// The ARP packet for Ethernet and IPv4 in the frame; `nil` if it is another kind of frame.
    func arp(on interface: String, isOutgoing: Bool) -> HeardARP? {
        let bytes = Array(payload.prefix(28))
        guard etherType == 0x0806, bytes.count == 28, Array(bytes[0..<6]) == [0, 1, 8, 0, 6, 4], bytes[6] == 0,
            bytes[7] == 1 || bytes[7] == 2, let senderMAC = MACAddress(bytes: bytes[8..<14]),
            let sender = IPAddress(bytes: bytes[14..<18]), let target = IPAddress(bytes: bytes[24..<28])
        else { return nil }
        return HeardARP(
            interface: interface, isOutgoing: isOutgoing, tags: tags, source: source, isReply: bytes[7] == 2,
            senderMAC: senderMAC, sender: sender, target: target)
    }

    /// Whether this is an LACP frame: a slow protocol of subtype 1 (IEEE 802.3 annex 57A).
    var isLACP: Bool { etherType == 0x8809 && payload.first == 1 }
}
