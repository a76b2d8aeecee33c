package import NetTypes

// All switches over kinds in this module. A new kind is a case of the three enums and a file beside this one: the
// compiler asks for the rest.

/// A kind of interface that a spec can declare.
package enum InterfaceKind: String, Hashable, Sendable, CaseIterable {
    case ethernet, bond, vlan, bridge, dummy, veth, vxlan, vrf, macvlan, tunnel, ipvlan, hsr, macsec
    case ovsBridge, ovsPort, ovsInterface
}

extension InterfaceKind {
    /// The words for this kind.
    package var words: KindWords { inSpec.words }

    /// The kind of a spec's interface that is such a link in the kernel; `nil` for a link that no spec declares.
    package init?(_ link: LinkKind) {
        guard let kind = Self.allCases.first(where: { $0.words.link == link || $0.words.moreLinks.contains(link) })
        else { return nil }
        self = kind
    }

    /// Whether an interface of this kind may have ports.
    package var takesPorts: Bool { inSpec.takesPorts }

    /// Whether ports of such an interface keep addresses and routes of their own.
    package var portsKeepLayer3: Bool { inSpec.portsKeepLayer3 }

    var inSpec: any KindSpec.Type {
        switch self {
        case .ethernet: EthernetSpec.self
        case .bond: BondSpec.self
        case .vlan: VLANSpec.self
        case .bridge: BridgeSpec.self
        case .dummy: DummySpec.self
        case .veth: VethSpec.self
        case .vxlan: VXLANSpec.self
        case .vrf: VRFSpec.self
        case .macvlan: MACVLANSpec.self
        case .tunnel: TunnelSpec.self
        case .ipvlan: IPVLANSpec.self
        case .hsr: HSRSpec.self
        case .macsec: MACsecSpec.self
        case .ovsBridge: OVSBridgeSpec.self
        case .ovsPort: OVSBondSpec.self
        case .ovsInterface: OVSInterfaceSpec.self
        }
    }
}

/// What a kind of interface is called.
package struct KindWords: Sendable {
    /// The section of a spec that declares it.
    package let section: String
    package let noun: String
    package let plural: String
    /// The noun with its article, `a bond`.
    package var label: String { "\(noun.hasPrefix("O") ? "an" : "a") \(noun)" }
    /// A name of such an interface, for examples.
    let sample: String
    /// What other tools call the section.
    var synonyms: [String] = []
    /// What the kernel calls such a link; `nil` for a NIC, which no driver for virtual links makes.
    package var link: LinkKind?
    /// The same for a kind that the kernel has several names for.
    var moreLinks: [LinkKind] = []
}

// MARK: As the spec says it

/// What one kind of interface is in a spec, before anything is checked against anything else.
protocol KindSpec: Sendable {
    static var words: KindWords { get }
    static var takesPorts: Bool { get }
    /// Whether ports of such an interface keep addresses and routes of their own.
    static var portsKeepLayer3: Bool { get }
    /// The keys that the kind's section knows, beside those of layer 3.
    static var keys: [String] { get }
    /// Reads what only this kind has.
    ///
    /// - Returns: `nil` when the spec does not tell what the interface is.
    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind?

    /// The interfaces that this one stands on, with the places where the spec names them.
    var parents: [Located<InterfaceName>] { get }
    var portNames: [Located<InterfaceName>] { get }
    /// Whether the spec lists the ports, so that the interface shall have no others.
    var listsPorts: Bool { get }
    var mac: Located<MACAddress>? { get }
    /// The NIC whose MAC address the interface is to have.
    var macSource: Located<InterfaceName>? { get }
    /// The interfaces whose least MTU this one gets when it gives none; if empty, it gets the kernel's standard MTU.
    var mtuFollows: [Located<InterfaceName>] { get }
    /// The bytes by which this interface's frames are smaller than those of the interface that it stands on.
    var overhead: Int { get }
    /// The MTU in bytes that the interface gets from its profile where the spec gives none; `nil` to leave it to the
    /// kernel.
    var mtuOtherwise: Int? { get }
    /// Where frames go that leave by this interface.
    var exit: Exit { get }
    var assembled: Interface.Kind { get }

    /// Reports the problems of an interface of this kind as a port.
    static func judge(_ place: PortPlace, _ problems: Problems)
    /// Reports the problems of a VLAN whose parent is a port of a controller of this kind.
    static func judge(_ place: VLANPlace, _ problems: Problems)
    /// What joins the bond when an interface of this kind is bonded with another; `nil` where that is not possible.
    static var shareInBond: ShareInBond? { get }
}

/// What joins the bond when two of a bridge's ways out of the host are bonded: the interface or its ports.
enum ShareInBond {
    /// The interface itself.
    case itself
    /// The interface's ports: it is a bond itself, and bonds do not nest.
    case ports
}

/// Where frames go that leave by an interface.
enum Exit {
    /// Out of the host: the interface is a NIC, or several used as one.
    case itself
    /// Nowhere: nothing is behind the interface.
    case nowhere
    /// Frames leave by any of the interface's ports.
    case anyPort
    /// With a tag, by the VLAN's parent.
    case tagged(VLANSpec)
    /// As they are, by another interface.
    case sameAs(Located<InterfaceName>)
    /// By the interface at a cable's other end, and on by that one's controller.
    case otherEnd(Located<InterfaceName>)
}

extension KindSpec {
    static var takesPorts: Bool { false }
    static var portsKeepLayer3: Bool { false }
    var parents: [Located<InterfaceName>] { [] }
    var portNames: [Located<InterfaceName>] { [] }
    var listsPorts: Bool { false }
    var mac: Located<MACAddress>? { nil }
    var macSource: Located<InterfaceName>? { nil }
    var mtuFollows: [Located<InterfaceName>] { [] }
    var overhead: Int { 0 }
    var mtuOtherwise: Int? { nil }
    static func judge(_ place: PortPlace, _ problems: Problems) {}
    static func judge(_ place: VLANPlace, _ problems: Problems) {}
    static var shareInBond: ShareInBond? { nil }
}

extension InterfaceSpec {
    indirect enum Kind: Sendable {
        case ethernet(EthernetSpec)
        case bond(BondSpec)
        case vlan(VLANSpec)
        case bridge(BridgeSpec)
        case dummy(DummySpec)
        case veth(VethSpec)
        case vxlan(VXLANSpec)
        case vrf(VRFSpec)
        case macvlan(MACVLANSpec)
        case tunnel(TunnelSpec)
        case ipvlan(IPVLANSpec)
        case hsr(HSRSpec)
        case macsec(MACsecSpec)
        case ovsBridge(OVSBridgeSpec)
        case ovsPort(OVSBondSpec)
        case ovsInterface(OVSInterfaceSpec)
    }

    /// What only this kind of interface has.
    var own: any KindSpec {
        switch kind {
        case .ethernet(let ethernet): ethernet
        case .bond(let bond): bond
        case .vlan(let vlan): vlan
        case .bridge(let bridge): bridge
        case .dummy(let dummy): dummy
        case .veth(let veth): veth
        case .vxlan(let vxlan): vxlan
        case .vrf(let vrf): vrf
        case .macvlan(let macvlan): macvlan
        case .tunnel(let tunnel): tunnel
        case .ipvlan(let ipvlan): ipvlan
        case .hsr(let hsr): hsr
        case .macsec(let macsec): macsec
        case .ovsBridge(let ovsBridge): ovsBridge
        case .ovsPort(let ovsPort): ovsPort
        case .ovsInterface(let ovsInterface): ovsInterface
        }
    }

    var words: KindWords { type(of: own).words }

    var ethernet: EthernetSpec? { if case .ethernet(let ethernet) = kind { ethernet } else { nil } }
    var bond: BondSpec? { if case .bond(let bond) = kind { bond } else { nil } }
    var bridge: BridgeSpec? { if case .bridge(let bridge) = kind { bridge } else { nil } }
    var vlan: VLANSpec? { if case .vlan(let vlan) = kind { vlan } else { nil } }
    var veth: VethSpec? { if case .veth(let veth) = kind { veth } else { nil } }
    var vrf: VRFSpec? { if case .vrf(let vrf) = kind { vrf } else { nil } }
    var vxlan: VXLANSpec? { if case .vxlan(let vxlan) = kind { vxlan } else { nil } }
    var macvlan: MACVLANSpec? { if case .macvlan(let macvlan) = kind { macvlan } else { nil } }
    var tunnel: TunnelSpec? { if case .tunnel(let tunnel) = kind { tunnel } else { nil } }
    var ipvlan: IPVLANSpec? { if case .ipvlan(let ipvlan) = kind { ipvlan } else { nil } }
    var hsr: HSRSpec? { if case .hsr(let hsr) = kind { hsr } else { nil } }
    var macsec: MACsecSpec? { if case .macsec(let macsec) = kind { macsec } else { nil } }
    var ovsBridge: OVSBridgeSpec? { if case .ovsBridge(let bridge) = kind { bridge } else { nil } }
    var ovsBond: OVSBondSpec? { if case .ovsPort(let bond) = kind { bond } else { nil } }
    var ovsInterface: OVSInterfaceSpec? { if case .ovsInterface(let interface) = kind { interface } else { nil } }
}

// MARK: As validation leaves it

/// What one kind of interface is in a validated topology.
package protocol KindInTopology: Hashable, Sendable {
    /// The interfaces that this one is stacked on.
    var parents: [InterfaceName] { get }
    /// The interface's ports, in the order of the spec.
    var ports: [InterfaceName] { get }
    /// The bytes by which this interface's frames are smaller than those of its parent.
    var overhead: Int { get }
    /// The same kind with other ports; unchanged where it has none.
    func with(ports: [InterfaceName]) -> Interface.Kind
}

extension KindInTopology {
    package var parents: [InterfaceName] { [] }
    package var ports: [InterfaceName] { [] }
    package var overhead: Int { 0 }
}

extension Interface {
    /// What kind of interface it is, with what only that kind has.
    package indirect enum Kind: Hashable, Sendable {
        case ethernet(Ethernet)
        case bond(Bond)
        case vlan(VLAN)
        case bridge(Bridge)
        case dummy(Dummy)
        case veth(Veth)
        case vxlan(VXLAN)
        case vrf(VRF)
        case macvlan(MACVLAN)
        case tunnel(Tunnel)
        case ipvlan(IPVLAN)
        case hsr(HSR)
        case macsec(MACsec)
        case ovsBridge(OVSBridge)
        case ovsPort(OVSPort)
        case ovsInterface(OVSInterface)
    }
}

extension Interface.Kind {
    /// Which kind it is, without what the spec says of it.
    package var name: InterfaceKind {
        switch self {
        case .ethernet: .ethernet
        case .bond: .bond
        case .vlan: .vlan
        case .bridge: .bridge
        case .dummy: .dummy
        case .veth: .veth
        case .vxlan: .vxlan
        case .vrf: .vrf
        case .macvlan: .macvlan
        case .tunnel: .tunnel
        case .ipvlan: .ipvlan
        case .hsr: .hsr
        case .macsec: .macsec
        case .ovsBridge: .ovsBridge
        case .ovsPort: .ovsPort
        case .ovsInterface: .ovsInterface
        }
    }

    /// What only this kind of interface has.
    package var own: any KindInTopology {
        switch self {
        case .ethernet(let ethernet): ethernet
        case .bond(let bond): bond
        case .vlan(let vlan): vlan
        case .bridge(let bridge): bridge
        case .dummy(let dummy): dummy
        case .veth(let veth): veth
        case .vxlan(let vxlan): vxlan
        case .vrf(let vrf): vrf
        case .macvlan(let macvlan): macvlan
        case .tunnel(let tunnel): tunnel
        case .ipvlan(let ipvlan): ipvlan
        case .hsr(let hsr): hsr
        case .macsec(let macsec): macsec
        case .ovsBridge(let ovsBridge): ovsBridge
        case .ovsPort(let ovsPort): ovsPort
        case .ovsInterface(let ovsInterface): ovsInterface
        }
    }
}

extension Interface.Attachment {
    /// The controller's kind.
    package var kind: InterfaceKind {
        switch self {
        case .bond: .bond
        case .bridge: .bridge
        case .vrf: .vrf
        case .ovsBridge: .ovsBridge
        case .ovsPort: .ovsPort
        }
    }
}

extension Interface {
    /// Whether NetworkManager has a profile's addresses and routes: it is no port, or one of a VRF, or an interface that
    /// Open vSwitch makes.
    package var mayHaveLayer3: Bool {
        switch kind.name {
        case .ovsInterface: true
        case .ovsPort: false
        default: attachment?.kind.portsKeepLayer3 ?? true
        }
    }

    package var nic: Ethernet? { if case .ethernet(let nic) = kind { nic } else { nil } }
    package var bond: Bond? { if case .bond(let bond) = kind { bond } else { nil } }
    package var vlan: VLAN? { if case .vlan(let vlan) = kind { vlan } else { nil } }
    package var vrf: VRF? { if case .vrf(let vrf) = kind { vrf } else { nil } }
    package var veth: Veth? { if case .veth(let veth) = kind { veth } else { nil } }
    package var bridge: Bridge? { if case .bridge(let bridge) = kind { bridge } else { nil } }
    package var ovsPort: OVSPort? { if case .ovsPort(let port) = kind { port } else { nil } }
}
