/// What a switch reports of the port into which a NIC is plugged (LLDP, IEEE 802.1AB).
package struct SwitchPort: Hashable, Sendable {
    /// The NIC's name.
    package let interface: String
    /// Whether this program heard the frame itself; otherwise NetworkManager did.
    package var isHeard = false
    package var system: String?
    package var port: String?
    package var portDescription: String?
    /// The VLAN of untagged frames (IEEE 802.1Q annex D.2.1); 0 where the switch has none.
    package var nativeVLAN: Int?
    /// The VLANs whose names the switch reports (annex D.2.3); a switch may leave out some, or all.
    package var vlans: [Int] = []
    /// The largest frame in bytes, header and check sequence included (IEEE 802.3 §79.3.4).
    package var maximumFrameSize: Int?
    /// Whether the port is in an aggregation now (annex D.2.7, or the older IEEE 802.3 §79.3.3).
    package var isAggregated: Bool?

    /// A port of which nothing is known.
    package init(interface: String) { self.interface = interface }

    /// The switch and its port in words.
    package var name: String {
        let parts = [system.map { "switch \($0)" }, (port ?? portDescription).map { "port \($0)" }].compactMap { $0 }
        return parts.isEmpty ? "the switch" : parts.joined(separator: ", ")
    }

    /// A command that shows the report to a person.
    package var command: String {
        isHeard ? "tcpdump -c 1 -vni \(interface) ether proto 0x88cc" : "nmcli device lldp list ifname \(interface)"
    }

    /// Reads an LLDP frame, given from the destination address on.
    ///
    /// - Returns: `nil` for a frame of another kind.
    package init?(interface: String, frame bytes: [UInt8]) {
        guard let frame = Frame(bytes, tag: nil), frame.etherType == 0x88cc else { return nil }
        self.init(interface: interface, units: Array(frame.payload))
    }

    /// Reads the TLVs, each 7 bits of type, 9 bits of length, and the value, up to the first that is incomplete.
    init(interface: String, units: [UInt8]) {
        self.init(interface: interface)
        var offset = 0
        while offset + 2 <= units.count {
            let header = Int(units[offset]) << 8 | Int(units[offset + 1])
            let length = header & 0x1ff
            let start = offset + 2
            guard start + length <= units.count, header >> 9 != 0 else { return }
            take(header >> 9, Array(units[start..<start + length]))
            offset = start + length
        }
    }

    private mutating func take(_ type: Int, _ value: [UInt8]) {
        switch type {
        case 2: port = Self.portID(value)
        case 4: portDescription = Self.text(value[...])
        case 5: system = Self.text(value[...])
        case 127 where value.count >= 4: take(organization: Array(value[..<3]), value[3], Array(value[4...]))
        default: break
        }
    }

    private mutating func take(organization: [UInt8], _ subtype: UInt8, _ value: [UInt8]) {
        func number() -> Int? { value.count >= 2 ? Int(value[0]) << 8 | Int(value[1]) : nil }
        switch (organization, subtype) {
        case ([0x00, 0x80, 0xc2], 1): nativeVLAN = number()
        case ([0x00, 0x80, 0xc2], 3): if let id = number() { vlans.append(id & 0xfff) }
        case ([0x00, 0x80, 0xc2], 7), ([0x00, 0x12, 0x0f], 3): isAggregated = value.first.map { $0 & 2 != 0 }
        case ([0x00, 0x12, 0x0f], 4): maximumFrameSize = number()
        default: break
        }
    }

    /// A port's name as the switch gives it; a MAC address (subtype 3) in its usual form.
    private static func portID(_ value: [UInt8]) -> String? {
        guard let subtype = value.first else { return nil }
        if subtype == 3, value.count == 7 {
            return value.dropFirst().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
        }
        return text(value.dropFirst())
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }
}
