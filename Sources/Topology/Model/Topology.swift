package import NetTypes
package import OrderedCollections

/// A validated description of a host's bonds, VLANs and bridges.
///
/// A value exists only by validation (`Topology.init(validating:)`), so whoever holds one may rely on this: every port
/// and parent named is itself in `interfaces`; nothing has two controllers; parents and controllers form no cycle; no
/// port has layer 3; at most one default gateway per family and table, unless it was forced; guests are on bridges that
/// are in `interfaces` or that another program made, and on virtual functions that their NICs have.
package struct Topology: Hashable, Sendable {
    /// Every interface of the spec, in its order, including NICs that are only named as ports.
    package let interfaces: OrderedDictionary<InterfaceName, Interface>
    /// Interfaces whose profiles and links are to be removed.
    package let absent: [InterfaceName]
    /// Links that another program made, and that this spec may nevertheless use, take over or remove.
    package let foreign: Set<InterfaceName>
    /// Patterns (`*` and `?`) of interfaces that are never touched.
    package let unmanaged: [String]
    /// What must work for a change to be kept.
    package let checks: [Check]
    /// The virtual machines on this host's bridges, in the order of the spec.
    package let guests: [Guest]
    /// The MTU that each interface will have, in bytes, also where the spec leaves it to the kernel.
    package let mtus: [InterfaceName: Int]
    /// How much of the host the spec decides on.
    package let scope: Scope

    /// Makes a topology without checking anything; only validation may call this.
    init(
        checked interfaces: OrderedDictionary<InterfaceName, Interface>, absent: [InterfaceName], unmanaged: [String],
        checks: [Check], guests: [Guest], mtus: [InterfaceName: Int], foreign: Set<InterfaceName> = [],
        scope: Scope = Scope()
    ) {
        self.interfaces = interfaces
        self.absent = absent
        self.foreign = foreign
        self.unmanaged = unmanaged
        self.checks = checks
        self.guests = guests
        self.mtus = mtus
        self.scope = scope
    }
}

/// One interface of a topology, with everything that the spec says of it.
package struct Interface: Hashable, Sendable {
    package let name: InterfaceName
    package let kind: Kind
    /// The maximum transmission unit in bytes; `nil` for the kernel's default.
    package let mtu: Int?
    /// The controller of which this interface is a port, with the port's own options.
    package let attachment: Attachment?
    @Boxed package private(set) var ipv4: IPConfiguration
    @Boxed package private(set) var ipv6: IPConfiguration
    /// What concerns neither family alone.
    package var common = CommonConfiguration()

    /// An interface's place as a port of a controller.
    package enum Attachment: Hashable, Sendable {
        case bond(InterfaceName, BondPort)
        case bridge(InterfaceName, BridgePort)
        case vrf(InterfaceName)
        /// A port of Open vSwitch in its bridge.
        case ovsBridge(InterfaceName)
        /// An interface in its port of Open vSwitch.
        case ovsPort(InterfaceName)

        /// The bond, bridge, VRF or port of Open vSwitch.
        package var controller: InterfaceName {
            switch self {
            case .bond(let name, _), .bridge(let name, _), .vrf(let name), .ovsBridge(let name), .ovsPort(let name):
                name
            }
        }
    }

    package init(
        name: InterfaceName, kind: Kind, mtu: Int? = nil, attachment: Attachment? = nil,
        ipv4: IPConfiguration = .disabled, ipv6: IPConfiguration = .disabled
    ) {
        self.name = name
        self.kind = kind
        self.mtu = mtu
        self.attachment = attachment
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }

    /// The interface on which this one is stacked: a VLAN's parent.
    package var parent: InterfaceName? { kind.own.parents.first }

    /// The interfaces on which this one is stacked: its parent, or the two NICs of an HSR.
    package var parents: [InterfaceName] { kind.own.parents }

    /// The ports of a bond, bridge or VRF, in the order of the spec.
    package var ports: [InterfaceName] { kind.own.ports }

    /// Whether the interface may have ports: it is a bond, a bridge or a VRF.
    package var takesPorts: Bool { kind.name.takesPorts }

    /// The same interface with other ports; unchanged where it takes none.
    package func with(ports: [InterfaceName]) -> Interface { with(kind.own.with(ports: ports)) }

    func with(_ kind: Kind) -> Interface {
        var interface = Interface(
            name: name, kind: kind, mtu: mtu, attachment: attachment, ipv4: ipv4, ipv6: ipv6)
        interface.common = common
        return interface
    }

    /// Whether the interface exists only in software; a NIC does not.
    package var isVirtual: Bool { nic == nil }
}
