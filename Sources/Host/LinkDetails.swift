package import NetTypes

/// What a link is, with what only a link of this kind has.
package enum LinkDetails: Hashable, Sendable {
    /// A NIC, or the loopback device: no driver for virtual links made it.
    case hardware
    case bond(BondDetails)
    case bridge(BridgeDetails)
    case vlan(VLANDetails)
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
            case .veth, .tun, .macvtap, .dsa, .vrf, .other: kind.map { .other($0) } ?? .hardware
            }
    }

    /// The link's kind; `nil` for a NIC and for the loopback device.
    package var kind: LinkKind? {
        switch self {
        case .hardware: nil
        case .bond: .bond
        case .bridge: .bridge
        case .vlan: .vlan
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
        case kind, bond, bridge, vlan
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(kind: try container.decodeIfPresent(LinkKind.self, forKey: .kind))
        switch self {
        case .bond: self = .bond(try container.decode(BondDetails.self, forKey: .bond))
        case .bridge: self = .bridge(try container.decode(BridgeDetails.self, forKey: .bridge))
        case .vlan: self = .vlan(try container.decode(VLANDetails.self, forKey: .vlan))
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
