package import Host
package import NetTypes
package import Topology

/// An interface or a guest in a picture, with everything to be said of it.
package struct Node: Hashable, Sendable {
    /// The node's key, unique in its picture: the interface's name, or `guest NAME`.
    package let id: String
    /// The node's name as people know it.
    package let name: String
    package var kind: Kind
    /// The state in a picture of a host; `nil` in a picture of a spec.
    package var state: State?
    /// How host and spec agree, in a comparison; otherwise `nil`.
    package var mark: Picture.Mark?
    /// The interface's name in the spec, where that differs.
    package var specName: String?
    package var speed: LinkSpeed?
    /// The MTU in bytes; `nil` for the default.
    package var mtu: Int?
    package var mac: MACAddress?
    package var bond: Bond?
    package var vlan: VLAN?
    package var bridge: Bridge?
    package var vxlan: VXLAN?
    /// How a macvlan reaches others of its parent.
    package var macvlanMode: MACVLANMode?
    package var ipvlan: IPVLAN?
    /// Whether the frames of a MACsec are encrypted; `nil` for other kinds.
    package var isEncrypted: Bool?
    /// Whether an HSR speaks PRP; `nil` for other kinds.
    package var isPRP: Bool?
    package var tunnel: Tunnel?
    /// The other end of a virtual cable, if it is on this host.
    package var peer: String?
    /// A VRF's routing table.
    package var table: Int?
    package var port: Port?
    package var addresses: [Address] = []
    /// The ways in which the spec gets addresses from outside: `DHCP`, `router advertisements`, `DHCPv6`.
    package var methods: [String] = []
    package var gateways: [Gateway] = []
    package var nameServers: [IPAddress] = []
    /// The rules by which the kernel chooses a routing table, as the interface's profile brings them, in the words of
    /// `ip rule`.
    package var rules: [String] = []
    /// Guests' MAC addresses, which a bridge has learned behind this port or the spec gives.
    package var guestMACs: [MACAddress] = []
    /// For a guest, its NICs other than virtio, in words.
    package var hardware: [String] = []
    /// For a NIC in a spec, how many virtual functions it shall have.
    package var virtualFunctions: Int?
    /// How the interface logs in at the switch (IEEE 802.1X), in NetworkManager's word for the method, `tls`; on a host, by
    /// its profile.
    package var login: String?
    /// Whether the switch has not let it in; `false` in a picture of a spec.
    package var waitsForLogin = false
    package var manager: Manager?
    /// In a comparison, the differences between host and spec, one clause each.
    package var differences: [String] = []
    /// For a node that stands for several alike, the VLAN IDs of the others, 0 for each that is no VLAN.
    package var others: [Int] = []

    package init(id: String, name: String, kind: Kind) {
        self.id = id
        self.name = name
        self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
        /// A kind that a spec can declare.
        case of(InterfaceKind)
        /// The host's end of a guest's or container's interface, by its kernel kind: `tap`, `veth`.
        case plug(String)
        case guest
        /// Any other kind, by the kernel's name for it.
        case other(String)

        package static let nic = Kind.of(.ethernet)
        package static let bond = Kind.of(.bond)
        package static let vlan = Kind.of(.vlan)
        package static let bridge = Kind.of(.bridge)

        /// The kind's place in the order in which people look for interfaces.
        var rank: Int {
            let kinds = InterfaceKind.allCases
            return switch self {
            case .of(let kind): kinds.firstIndex(of: kind) ?? 0
            case .other: kinds.count
            case .plug: kinds.count + 1
            case .guest: kinds.count + 2
            }
        }

        /// The kind in one word.
        var noun: String {
            switch self {
            case .of(let kind): kind.words.noun
            case .plug(let kind), .other(let kind): kind
            case .guest: "guest"
            }
        }

        var plural: String {
            switch self {
            case .of(let kind): kind.words.plural
            case .plug: "guests' ports"
            case .guest: "guests"
            case .other: "others"
            }
        }
    }

    /// Whether frames can pass.
    package enum State: String, Hashable, Sendable {
        case up
        case noCarrier = "no carrier"
        /// The interface waits for something besides the carrier (RFC 2863, `dormant`).
        case dormant
        /// Nobody has set the interface up.
        case down
    }

    package struct Bond: Hashable, Sendable {
        /// The kernel's name of the mode, for example `802.3ad`.
        package var mode: String
        package var activePort: String?
        /// The partner's address, zero when no switch answers; `nil` outside 802.3ad and in a picture of a spec.
        package var lacpPartner: MACAddress?
        /// The number of the aggregation in use.
        package var aggregator: Int?
        package var portCount = 0

        package var isLACP: Bool { mode == "802.3ad" }
        /// Whether one port works while the others stand by.
        package var isOneActive: Bool { mode == "active-backup" }
    }

    package struct VLAN: Hashable, Sendable {
        package let id: Int
        package let tag: VLANProtocol?
    }

    package struct Bridge: Hashable, Sendable {
        package var stp: Bool
        package var vlanFiltering: Bool
    }

    package struct VXLAN: Hashable, Sendable {
        package let id: Int
        package let local: IPAddress?
        package let remote: IPAddress?
        package let port: Int
    }

    package struct IPVLAN: Hashable, Sendable {
        package let mode: IPVLANMode
        package let flag: IPVLANFlag
    }

    package struct Tunnel: Hashable, Sendable {
        package let mode: TunnelMode
        package let local: IPAddress?
        package let remote: IPAddress?
        package let key: UInt32?
    }

    /// What an interface is as a port of a bond or bridge.
    package enum Port: Hashable, Sendable {
        /// A bridge's port with its spanning-tree state; `vlans` is empty unless the bridge filters.
        case bridge(state: String?, vlans: [String])
        case bond(BondPort)
    }

    package struct BondPort: Hashable, Sendable {
        /// Whether the bond uses this port; `nil` except in a mode with one active port.
        package var isActive: Bool?
        /// Whether the port is in the aggregation that the bond uses, and both ends pass frames; `nil` outside 802.3ad.
        package var isAggregated: Bool?
    }

    package struct Address: Hashable, Sendable {
        package let prefix: IPPrefix
        /// Whether the address expires: it came by DHCP or router advertisement.
        package var isDynamic = false
        package var isTentative = false
        package var isDuplicate = false
    }

    /// A default route of the main table.
    package struct Gateway: Hashable, Sendable {
        /// The router; `nil` for a route without a next hop.
        package let address: IPAddress?
        package let family: IPFamily
        package let metric: Int?
    }

    /// Which profile or program manages an interface.
    package enum Manager: Hashable, Sendable {
        /// A profile that nm-topology made.
        case ours
        /// A profile that nm-topology did not make, by its name.
        case profile(String)
        /// NetworkManager manages the interface, and no profile is active on it.
        case noProfile
        /// NetworkManager leaves the interface alone.
        case unmanaged
    }

    /// Whether frames cannot pass.
    package var isDown: Bool { state == .down || state == .noCarrier }

    /// Whether the node is the host's end of a guest's interface.
    package var isPlug: Bool { if case .plug = kind { true } else { false } }

    /// Whether one node comes before another in the order in which people look for interfaces.
    ///
    /// Numbers compare as numbers, a parent's VLANs by their IDs, and plugs come at the end.
    package static func precedes(_ left: Node, _ right: Node) -> Bool {
        if left.kind.rank != right.kind.rank { return left.kind.rank < right.kind.rank }
        if left.kind == .vlan, let a = left.vlan, let b = right.vlan, a.id != b.id { return a.id < b.id }
        return namePrecedes(left.name, right.name)
    }

    /// Whether one name comes before another, with numbers compared as numbers: `br2` before `br10`.
    package static func namePrecedes(_ left: String, _ right: String) -> Bool {
        guard let a = try? InterfaceName(left), let b = try? InterfaceName(right) else { return left < right }
        return a < b
    }
}
