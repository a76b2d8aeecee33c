package import NetTypes

/// A network interface as the kernel describes it (`RTM_NEWLINK`, linux/if_link.h).
package struct KernelLink: Hashable, Sendable, Codable {
    /// The interface index, positive and unique in its namespace while the link exists.
    package let index: Int
    /// The link's name; not an ``InterfaceName``, because the kernel allows names that NetworkManager does not.
    package let name: String
    /// Further names (`ip link property add dev … altname`).
    package var alternativeNames: [String] = []
    /// The kind of link, with what only that kind has.
    package var details = LinkDetails.hardware
    /// The index of the bridge, bond or other controller of which the link is a port.
    package var controllerIndex: Int?
    /// The kind of the controller (`IFLA_INFO_SLAVE_KIND`).
    package var controllerKind: LinkKind?
    /// The index of the link below: a VLAN's or macvlan's parent, a veth's peer; `nil` when it is in another namespace.
    package var parentIndex: Int?
    /// Whether there is a link below in another network namespace.
    package var isParentElsewhere = false
    package var mac: MACAddress?
    /// The address that the hardware came with; virtual links have none.
    package var permanentMAC: MACAddress?
    /// The link's MTU in bytes.
    package var mtu = 0
    /// How many packets may wait to be sent; `nil` if not known.
    package var queueLength: Int?
    /// Whether the administrator has set the link up (`IFF_UP`).
    package var isUp = false
    /// Whether the layer below works (`IFF_LOWER_UP`).
    package var hasCarrier = false
    /// Whether this is the loopback device (`IFF_LOOPBACK`).
    package var isLoopback = false
    package var operationalState = OperationalState.unknown

    /// What only a port of a bond or a bridge has.
    package var port: PortDetails?
    /// How many virtual functions there are; `nil` for a link without hardware.
    package var virtualFunctionCount: Int?
    /// The NIC's virtual functions of which the driver reports anything.
    package var virtualFunctions: [LiveLink.VirtualFunctionState] = []

    /// A link of which nothing else is known.
    package init(index: Int, name: String) {
        self.index = index
        self.name = name
    }

    /// The link's name, if NetworkManager can use it.
    package var interfaceName: InterfaceName? { try? InterfaceName(name) }
}

/// Whether a link can carry traffic (RFC 2863 §3.1.14, `IFLA_OPERSTATE`; the kernel's numbers).
package enum OperationalState: UInt8, Hashable, Sendable, Codable {
    /// The driver does not say; many virtual links and the loopback device are always in this state.
    case unknown = 0
    case notPresent = 1
    case down = 2
    case lowerLayerDown = 3
    case testing = 4
    case dormant = 5
    case up = 6
}
