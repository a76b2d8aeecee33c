/// What a link is, by the kernel's name for its driver (`IFLA_INFO_KIND`).
///
/// A NIC and the loopback device have no kind.
package enum LinkKind: Hashable, Sendable {
    case bond
    case bridge
    case vlan
    /// One end of a virtual cable.
    case veth
    /// A guest's NIC as the host sees it, or a VPN's tunnel.
    case tun
    case macvtap
    /// A port of a switch chip, which NetworkManager also treats as a NIC.
    case dsa
    case vrf
    case vxlan
    case macvlan
    case ipvlan
    case hsr
    case macsec
    /// Any other: `dummy`, `wireguard` …
    case other(String)

    private static let named: [LinkKind] = [
        .bond, .bridge, .vlan, .veth, .tun, .macvtap, .dsa, .vrf, .vxlan, .macvlan,
        .ipvlan, .hsr, .macsec,
    ]

    /// The kind that the kernel writes as this name; `other` for one that has no case of its own.
    package init(_ name: String) { self = Self.named.first { $0.name == name } ?? .other(name) }

    /// The kind as the kernel writes it (`IFLA_INFO_KIND`).
    package var name: String {
        switch self {
        case .bond: "bond"
        case .bridge: "bridge"
        case .vlan: "vlan"
        case .veth: "veth"
        case .tun: "tun"
        case .macvtap: "macvtap"
        case .dsa: "dsa"
        case .vrf: "vrf"
        case .vxlan: "vxlan"
        case .macvlan: "macvlan"
        case .ipvlan: "ipvlan"
        case .hsr: "hsr"
        case .macsec: "macsec"
        case .other(let name): name
        }
    }
}

extension LinkKind: CustomStringConvertible {
    package var description: String { name }
}
