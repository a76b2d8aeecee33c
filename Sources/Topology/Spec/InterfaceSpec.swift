import NetTypes

/// One interface, as the spec says it, before anything is checked against anything else.
struct InterfaceSpec: Sendable {
    let name: InterfaceName
    /// Where it is named for the first time: its key, or the port or parent that stands for a NIC nobody declared.
    let span: Span
    var kind: Kind
    var mtu: Located<Int>?
    var layer3 = Layer3Spec()
    /// No section declares it: it is taken for a NIC because something names it.
    var isImplicit = false
    /// Keys that could not be read.
    var broken: Set<String> = []

    enum Kind: Sendable {
        case ethernet(EthernetSpec)
        case bond(BondSpec)
        case vlan(VLANSpec)
        case bridge(BridgeSpec)

        /// The section of this kind.
        var section: String {
            switch self {
            case .ethernet: "ethernets"
            case .bond: "bonds"
            case .vlan: "vlans"
            case .bridge: "bridges"
            }
        }

        /// With the definite article, for messages.
        var noun: String {
            switch self {
            case .ethernet: "the NIC"
            case .bond: "the bond"
            case .vlan: "the VLAN"
            case .bridge: "the bridge"
            }
        }

        /// With its article, for messages.
        var label: String {
            switch self {
            case .ethernet: "a NIC"
            case .bond: "a bond"
            case .vlan: "a VLAN"
            case .bridge: "a bridge"
            }
        }
    }

    var bond: BondSpec? { if case .bond(let bond) = kind { bond } else { nil } }
    var bridge: BridgeSpec? { if case .bridge(let bridge) = kind { bridge } else { nil } }
    var vlan: VLANSpec? { if case .vlan(let vlan) = kind { vlan } else { nil } }
    var isEthernet: Bool { if case .ethernet = kind { true } else { false } }

    /// The names of the ports, with where they are named.
    var ports: [Located<InterfaceName>] {
        switch kind {
        case .bond(let bond): bond.ports
        case .bridge(let bridge): bridge.ports.map(\.name)
        case .ethernet, .vlan: []
        }
    }
}

/// The bounds of `mtu`: the least of IPv4 (RFC 791), and the most the kernel has room for.
enum MTU {
    static let range = 68...65_535
    /// What the kernel gives an Ethernet interface for which nothing is said.
    static let standard = 1500
    /// The least of IPv6 (RFC 8200 §5).
    static let ipv6Minimum = 1280
}

extension Problems {
    func mtu(_ field: Field) -> Located<Int>? { integer(field, in: MTU.range, example: 9000) }
}
