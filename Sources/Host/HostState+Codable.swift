import NetTypes

// A host as JSON: `nm-topology snapshot` writes it for bug reports, and tests read their hosts from it.

extension HostState: Codable {
    package static let schema = "nm-topology/snapshot/1"

    private enum CodingKeys: String, CodingKey {
        case schema, kernel, neighbours, facts, partners, manager
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let schema = try container.decode(String.self, forKey: .schema)
        guard schema == Self.schema else {
            throw DecodingError.dataCorruptedError(
                forKey: .schema, in: container, debugDescription: "“\(schema)” is not \(Self.schema)")
        }
        self.init(
            kernel: try container.decode(KernelState.self, forKey: .kernel),
            neighbours: try container.decode([Neighbour].self, forKey: .neighbours),
            facts: try container.decode([Int: LinkFacts].self, forKey: .facts),
            partners: try container.decode([String: MACAddress].self, forKey: .partners),
            manager: try container.decodeIfPresent(NetworkManagerState.self, forKey: .manager))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(kernel, forKey: .kernel)
        try container.encode(neighbours, forKey: .neighbours)
        try container.encode(facts, forKey: .facts)
        try container.encode(partners, forKey: .partners)
        try container.encodeIfPresent(manager, forKey: .manager)
    }
}

extension KernelState: Codable {
    private enum CodingKeys: String, CodingKey {
        case links, addresses, routes, rules, vlans, forwarding, multicast, openVSwitch
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            links: try container.decode([KernelLink].self, forKey: .links),
            addresses: try container.decode([KernelAddress].self, forKey: .addresses),
            routes: try container.decode([KernelRoute].self, forKey: .routes),
            rules: try container.decode([LiveRule].self, forKey: .rules),
            bridgeVLANs: try container.decode([Int: BridgeVLANs].self, forKey: .vlans),
            forwarding: try container.decode([ForwardingEntry].self, forKey: .forwarding),
            multicast: try container.decode([MulticastEntry].self, forKey: .multicast),
            openVSwitch: try container.decodeIfPresent(OVSState.self, forKey: .openVSwitch))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(links.values.sorted { $0.index < $1.index }, forKey: .links)
        try container.encode(addresses, forKey: .addresses)
        try container.encode(routes, forKey: .routes)
        try container.encode(rules, forKey: .rules)
        try container.encode(bridgeVLANs, forKey: .vlans)
        try container.encode(forwarding, forKey: .forwarding)
        try container.encode(multicast, forKey: .multicast)
        try container.encodeIfPresent(openVSwitch, forKey: .openVSwitch)
    }
}
