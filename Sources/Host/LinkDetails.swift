package import NetTypes

/// What a link is, with what only a link of this kind has.
package enum LinkDetails: Hashable, Sendable {
    /// A NIC, or the loopback device: no driver for virtual links made it.
    case hardware
    case bond(BondDetails)
    case bridge(BridgeDetails)
    case vlan(VLANDetails)
    case vxlan(VXLANDetails)
    /// A macvlan or a macvtap.
    case macvlan(MACVLANDetails)
    case ipvlan(IPVLANDetails)
    case hsr(HSRDetails)
    case macsec(MACsecDetails)
    case tunnel(TunnelDetails)
    /// A VRF with its routing table; `nil` if that is not known.
    case vrf(table: Int?)
    /// A kind of which this program reads nothing else.
    case other(LinkKind)

    /// A link of a kind of which nothing else is known; `nil` stands for a NIC.
    package init(kind: LinkKind?) {
        self =
            switch kind {
            case nil: .hardware
            case .bond: .bond(BondDetails())
            case .bridge: .bridge(BridgeDetails())
            case .vlan: .vlan(VLANDetails())
            case .vxlan: .vxlan(VXLANDetails())
            case .macvlan, .macvtap: .macvlan(MACVLANDetails(isTap: kind == .macvtap))
            case .ipvlan?: .ipvlan(IPVLANDetails())
            case .hsr?: .hsr(HSRDetails())
            case .macsec?: .macsec(MACsecDetails())
            case .vrf?: .vrf(table: nil)
            case .veth?, .tun?, .dsa?: kind.map { .other($0) } ?? .hardware
            case .other?:
                kind.map { kind in TunnelMode(kind).map { .tunnel(TunnelDetails(mode: $0)) } ?? .other(kind) }
                    ?? .hardware
            }
    }

    /// The link's kind; `nil` for a NIC and for the loopback device.
    package var kind: LinkKind? {
        switch self {
        case .hardware: nil
        case .bond: .bond
        case .bridge: .bridge
        case .vlan: .vlan
        case .vxlan: .vxlan
        case .macvlan(let macvlan): macvlan.isTap ? .macvtap : .macvlan
        case .ipvlan: .ipvlan
        case .hsr: .hsr
        case .macsec: .macsec
        case .tunnel(let tunnel): tunnel.mode.link
        case .vrf: .vrf
        case .other(let kind): kind
        }
    }
}

/// What a controller reports of one of its ports.
package enum PortDetails: Hashable, Sendable {
    case bond(BondPortDetails)
    case bridge(BridgePortDetails)
}

extension KernelLink {
    /// The kind of a virtual link; `nil` for a NIC and for the loopback device.
    package var kind: LinkKind? { details.kind }

    package var bond: BondDetails? {
        get { if case .bond(let bond) = details { bond } else { nil } }
        set { if let newValue { details = .bond(newValue) } }
    }

    package var bridge: BridgeDetails? {
        get { if case .bridge(let bridge) = details { bridge } else { nil } }
        set { if let newValue { details = .bridge(newValue) } }
    }

    package var vlan: VLANDetails? {
        get { if case .vlan(let vlan) = details { vlan } else { nil } }
        set { if let newValue { details = .vlan(newValue) } }
    }

    package var vxlan: VXLANDetails? { if case .vxlan(let vxlan) = details { vxlan } else { nil } }

    package var macvlan: MACVLANDetails? { if case .macvlan(let macvlan) = details { macvlan } else { nil } }

    package var ipvlan: IPVLANDetails? { if case .ipvlan(let ipvlan) = details { ipvlan } else { nil } }

    package var hsr: HSRDetails? { if case .hsr(let hsr) = details { hsr } else { nil } }

    package var macsec: MACsecDetails? { if case .macsec(let macsec) = details { macsec } else { nil } }

    package var tunnel: TunnelDetails? { if case .tunnel(let tunnel) = details { tunnel } else { nil } }

    /// A VRF's routing table; `nil` for other links.
    package var vrfTable: Int? { if case .vrf(let table) = details { table } else { nil } }

    package var bondPort: BondPortDetails? {
        get { if case .bond(let details) = port { details } else { nil } }
        set { port = newValue.map { .bond($0) } }
    }

    package var bridgePort: BridgePortDetails? {
        get { if case .bridge(let details) = port { details } else { nil } }
        set { port = newValue.map { .bridge($0) } }
    }
}

extension LinkDetails: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, bond, bridge, vlan, vxlan, macvlan, ipvlan, hsr, macsec, tunnel, table
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(kind: try container.decodeIfPresent(LinkKind.self, forKey: .kind))
        switch self {
        case .bond: self = .bond(try container.decode(BondDetails.self, forKey: .bond))
        case .bridge: self = .bridge(try container.decode(BridgeDetails.self, forKey: .bridge))
        case .vlan: self = .vlan(try container.decode(VLANDetails.self, forKey: .vlan))
        // Snapshots of older versions do not have these.
        case .vxlan(let vxlan):
            self = .vxlan(try container.decodeIfPresent(VXLANDetails.self, forKey: .vxlan) ?? vxlan)
        case .macvlan(let macvlan):
            self = .macvlan(try container.decodeIfPresent(MACVLANDetails.self, forKey: .macvlan) ?? macvlan)
        case .ipvlan(let ipvlan):
            self = .ipvlan(try container.decodeIfPresent(IPVLANDetails.self, forKey: .ipvlan) ?? ipvlan)
        case .hsr(let hsr): self = .hsr(try container.decodeIfPresent(HSRDetails.self, forKey: .hsr) ?? hsr)
        case .macsec(let macsec):
            self = .macsec(try container.decodeIfPresent(MACsecDetails.self, forKey: .macsec) ?? macsec)
        case .tunnel(let tunnel):
            self = .tunnel(try container.decodeIfPresent(TunnelDetails.self, forKey: .tunnel) ?? tunnel)
        case .vrf: self = .vrf(table: try container.decodeIfPresent(Int.self, forKey: .table))
        case .hardware, .other: break
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(kind, forKey: .kind)
        switch self {
        case .bond(let bond): try container.encode(bond, forKey: .bond)
        case .bridge(let bridge): try container.encode(bridge, forKey: .bridge)
        case .vlan(let vlan): try container.encode(vlan, forKey: .vlan)
        case .vxlan(let vxlan): try container.encode(vxlan, forKey: .vxlan)
        case .macvlan(let macvlan): try container.encode(macvlan, forKey: .macvlan)
        case .ipvlan(let ipvlan): try container.encode(ipvlan, forKey: .ipvlan)
        case .hsr(let hsr): try container.encode(hsr, forKey: .hsr)
        case .macsec(let macsec): try container.encode(macsec, forKey: .macsec)
        case .tunnel(let tunnel): try container.encode(tunnel, forKey: .tunnel)
        case .vrf(let table): try container.encodeIfPresent(table, forKey: .table)
        case .hardware, .other: break
        }
    }
}

extension PortDetails: Codable {
    private enum CodingKeys: String, CodingKey {
        case bond, bridge
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let bond = try container.decodeIfPresent(BondPortDetails.self, forKey: .bond) {
            self = .bond(bond)
        } else {
            self = .bridge(try container.decode(BridgePortDetails.self, forKey: .bridge))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .bond(let details): try container.encode(details, forKey: .bond)
        case .bridge(let details): try container.encode(details, forKey: .bridge)
        }
    }
}
