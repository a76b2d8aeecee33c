package import NetTypes

/// A port of a bridge of Open vSwitch, with one interface, or with several that it bonds.
///
/// A spec declares only those that are bonds. Validation makes the others, one for each interface that a bridge lists.
package struct OVSPort: Hashable, Sendable {
    /// The interfaces in the port.
    package var ports: [InterfaceName]
    /// The VLAN of the port's untagged frames, 1 to 4094; `nil` for a port that carries frames as they are.
    package var tag: VLANID?
    /// The VLANs that the port carries with their tags, sorted and apart from each other; empty for all of them, or for
    /// none where the port has a ``tag``.
    package var trunks: [ClosedRange<Int>] = []
    /// How the port bonds its interfaces; `nil` for a port with one.
    package var bond: OVSBond?

    package init(ports: [InterfaceName]) { self.ports = ports }

    /// The name of the port that validation makes for an interface.
    ///
    /// Open vSwitch does not mind a port that has its interface's name, but NetworkManager's devices are told apart by
    /// their names. A name that has no room for the mark is cut, and told from others by a checksum.
    package static func name(for interface: InterfaceName) -> InterfaceName {
        let whole = "p-\(interface)"
        if let name = try? InterfaceName(whole) { return name }
        var sum: UInt32 = 2_166_136_261
        for byte in interface.text.utf8 { sum = (sum ^ UInt32(byte)) &* 16_777_619 }
        let hex = String(sum & 0xffff | 0x10000, radix: 16).dropFirst()
        var short = ""
        for character in interface.text where short.utf8.count + character.utf8.count <= 8 { short.append(character) }
        // The name is shorter than the limit and has only characters of a name.
        return (try? InterfaceName("p-\(short)-\(hex)")) ?? interface
    }
}

/// How a port of Open vSwitch bonds its interfaces.
package struct OVSBond: Hashable, Sendable {
    package let mode: OVSBondMode
    /// Whether the bond speaks LACP; `nil` leaves it to Open vSwitch, which does not.
    package var lacp: OVSLACP?
    /// How long a link must be up before it is used, in milliseconds.
    package var upDelay: Int?
    /// How long a link must be down before it is given up, in milliseconds.
    package var downDelay: Int?

    package init(mode: OVSBondMode) { self.mode = mode }
}

/// How a bond of Open vSwitch spreads frames.
package enum OVSBondMode: String, Hashable, Sendable, CaseIterable {
    /// One interface carries everything, while the others stand by.
    case activeBackup = "active-backup"
    /// By the source address and VLAN; the switch knows nothing of it.
    case balanceSLB = "balance-slb"
    /// By addresses and ports; it needs LACP.
    case balanceTCP = "balance-tcp"
}

/// How a bond of Open vSwitch speaks LACP (IEEE 802.1AX).
package enum OVSLACP: String, Hashable, Sendable, CaseIterable {
    case active, passive, off
}
