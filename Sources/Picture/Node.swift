package import Host
package import NetTypes
package import Topology

/// One interface, or one guest, with what is to be said of it.
package struct Node: Hashable, Sendable {
    /// Unique in its picture: the interface's name, or `guest NAME`.
    package let id: String
    /// As people call it.
    package let name: String
    package var kind: Kind
    /// In a picture of a host; `nil` where only the spec speaks.
    package var state: State?
    /// In a comparison.
    package var mark: Picture.Mark?
    /// What the spec calls it, where that is another name.
    package var specName: String?
    package var speed: LinkSpeed?
    /// In bytes; `nil` is the default.
    package var mtu: Int?
    package var mac: MACAddress?
    package var bond: Bond?
    package var vlan: VLAN?
    package var bridge: Bridge?
    package var port: Port?
    package var addresses: [Address] = []
    /// The spec asks for addresses from outside: `DHCP`, `router advertisements`, `DHCPv6`.
    package var methods: [String] = []
    package var gateways: [Gateway] = []
    package var nameServers: [IPAddress] = []
    /// Hardware addresses of guests, as a bridge has learned them behind this port or as the spec gives them.
    package var guestMACs: [MACAddress] = []
    /// Of a guest: the NICs it has that are not virtio, in words.
    package var hardware: [String] = []
    /// Of a NIC in a spec: how many virtual functions it shall have.
    package var virtualFunctions: Int?
    package var manager: Manager?
    /// In a comparison: one clause each.
    package var differences: [String] = []
    /// It stands for others that are like it: their VLANs' IDs, 0 for each that is no VLAN.
    package var others: [Int] = []

    package init(id: String, name: String, kind: Kind) {
        self.id = id
        self.name = name
        self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
        /// Of a kind that a spec can declare.
        case of(InterfaceKind)
        /// The host's end of a guest's or container's interface, by its kernel kind: `tap`, `veth`.
        case plug(String)
        case guest
        /// Any other, by its kernel kind.
        case other(String)

        package static let nic = Kind.of(.ethernet)
        package static let bond = Kind.of(.bond)
        package static let vlan = Kind.of(.vlan)
        package static let bridge = Kind.of(.bridge)

        /// In the order in which people look for them.
        var rank: Int {
            let kinds = InterfaceKind.allCases
            return switch self {
            case .of(let kind): kinds.firstIndex(of: kind) ?? 0
            case .other: kinds.count
            case .plug: kinds.count + 1
            case .guest: kinds.count + 2
            }
        }

        /// What it is, in a word.
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
        /// Waits for something beside the carrier (RFC 2863, `dormant`).
        case dormant
        /// Nobody has set it up.
        case down
    }

    package struct Bond: Hashable, Sendable {
        /// The kernel's name of the mode, for example `802.3ad`.
        package var mode: String
        package var activePort: String?
        /// The other end of the aggregation, zero when nobody answers; `nil` outside of 802.3ad and without a host.
        package var lacpPartner: MACAddress?
        /// The number of the aggregation in use.
        package var aggregator: Int?
        package var portCount = 0

        package var isLACP: Bool { mode == "802.3ad" }
        /// One port works, the others stand by.
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

    /// Being a port of a bond or bridge.
    package enum Port: Hashable, Sendable {
        /// `vlans` only on bridges that filter.
        case bridge(state: String?, vlans: [String])
        case bond(BondPort)
    }

    package struct BondPort: Hashable, Sendable {
        /// Of a bond of which one port is active, this is the one; `nil` where that says nothing.
        package var isActive: Bool?
        /// 802.3ad: it is in the aggregation that the bond uses, and both ends pass frames on it.
        package var isAggregated: Bool?
    }

    package struct Address: Hashable, Sendable {
        package let prefix: IPPrefix
        /// By DHCP or router advertisement: it runs out.
        package var isDynamic = false
        package var isTentative = false
        package var isDuplicate = false
    }

    /// A default route of the main table.
    package struct Gateway: Hashable, Sendable {
        /// `nil` for a route without a next hop.
        package let address: IPAddress?
        package let family: IPFamily
        package let metric: Int?
    }

    /// Who has the interface.
    package enum Manager: Hashable, Sendable {
        /// A profile that nm-topology made.
        case ours
        /// A profile that somebody else made, by its name.
        case profile(String)
        /// NetworkManager manages it, and no profile is active.
        case noProfile
        /// NetworkManager leaves it alone.
        case unmanaged
    }

    /// Frames do not pass.
    package var isDown: Bool { state == .down || state == .noCarrier }

    /// It is the host's end of a guest's interface.
    package var isPlug: Bool { if case .plug = kind { true } else { false } }

    /// The order in which people look for interfaces: numbers as numbers, a parent's VLANs by their ID, plugs at the end.
    package static func precedes(_ left: Node, _ right: Node) -> Bool {
        if left.kind.rank != right.kind.rank { return left.kind.rank < right.kind.rank }
        if left.kind == .vlan, let a = left.vlan, let b = right.vlan, a.id != b.id { return a.id < b.id }
        return namePrecedes(left.name, right.name)
    }

    /// `br2` before `br10`.
    package static func namePrecedes(_ left: String, _ right: String) -> Bool {
        guard let a = try? InterfaceName(left), let b = try? InterfaceName(right) else { return left < right }
        return a < b
    }
}
