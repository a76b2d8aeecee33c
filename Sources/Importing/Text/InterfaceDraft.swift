package import NetTypes
package import OrderedCollections
package import Topology

/// An interface while its configuration is being read.
package struct InterfaceDraft: Sendable {
    package let name: InterfaceName
    package var kind: Interface.Kind
    package var mtu: Int?
    package var ipv4 = IPConfiguration.disabled
    package var ipv6 = IPConfiguration.disabled
    package var common = CommonConfiguration()
    /// Where it is described.
    package let place: SourceLocation
    /// Where it gets its first address.
    package var addressPlace: SourceLocation?
    /// Where it gets its IPv4 and its IPv6 gateway.
    package var gatewayPlaces: [IPFamily: SourceLocation] = [:]

    package init(name: InterfaceName, kind: Interface.Kind, place: SourceLocation) {
        self.name = name
        self.kind = kind
        self.place = place
    }

    package subscript(family: IPFamily) -> IPConfiguration {
        get { family == .v4 ? ipv4 : ipv6 }
        set { if family == .v4 { ipv4 = newValue } else { ipv6 = newValue } }
    }

    /// The NIC that it is; setting it does nothing to an interface of another kind.
    package var nic: Ethernet? {
        get { if case .ethernet(let nic) = kind { nic } else { nil } }
        set { if case .ethernet = kind, let newValue { kind = .ethernet(newValue) } }
    }

    package var hasAddresses: Bool { ipv4.method != .disabled || ipv6.method != .disabled }

    /// Adds a static address; one that is there already is not added again.
    package mutating func add(_ address: IPPrefix, at place: SourceLocation) {
        if self[address.family].addresses.contains(address) { return }
        self[address.family].addresses.append(address)
        if self[address.family].method == .disabled || self[address.family].method == .linkLocal {
            self[address.family].method = .manual
        }
        addressPlace = addressPlace ?? place
    }

    /// Adds a route; the default route of the main table is the gateway.
    ///
    /// - Returns: what is wrong with it, or is said otherwise; `nil` for nothing.
    package mutating func add(_ route: Route, at place: SourceLocation) -> (code: ImportNotice.Code, text: String)? {
        let family = route.destination.family
        guard route.destination.isDefault, route.table == nil, route.rejection == nil, let via = route.via else {
            if !self[family].routes.contains(route) { self[family].routes.append(route) }
            return nil
        }
        if let gateway = self[family].gateway {
            return gateway == via
                ? nil
                : (.mistake, "the default route by \(via) is left out: \(name) has the gateway \(gateway) already")
        }
        self[family].gateway = via
        gatewayPlaces[family] = place
        guard let metric = route.metric, self[family].routeMetric != metric else { return nil }
        if self[family].routeMetric == nil { self[family].routeMetric = metric }
        return (.otherWords, "a gateway has no metric of its own: \(metric) is the metric of all routes of \(name)")
    }

    package var interface: Interface {
        var interface = Interface(name: name, kind: kind, mtu: mtu, ipv4: ipv4, ipv6: ipv6)
        interface.common = common
        return interface
    }
}

/// The interfaces of a host while their configurations are being read.
package struct NetworkDraft: Sendable {
    /// One interface in another.
    package struct Membership: Sendable {
        package let port: InterfaceName
        package let attachment: Interface.Attachment
        package let place: SourceLocation

        package init(port: InterfaceName, attachment: Interface.Attachment, place: SourceLocation) {
            self.port = port
            self.attachment = attachment
            self.place = place
        }
    }

    package var drafts: OrderedDictionary<InterfaceName, InterfaceDraft> = [:]
    package var memberships: [Membership] = []

    package init() {}

    /// Puts the interfaces together, and says what cannot have worked.
    ///
    /// - Parameters:
    ///   - imported: takes them.
    ///   - severalGateways: what the program does where several interfaces have a gateway, as the end of a sentence.
    ///   - offLink: whether the program reaches next hops of routes that are in no network of their interface; gateways
    ///     of such a kind all programs reach.
    package func finish(into imported: inout Imported, severalGateways: String, offLink: Bool) {
        var attachments: OrderedDictionary<InterfaceName, Membership> = [:]
        for membership in memberships {
            let controller = membership.attachment.controller
            if drafts[controller]?.kind.name != membership.attachment.kind {
                imported.note(
                    .mistake, at: membership.place, of: membership.port,
                    drafts[controller] == nil
                        ? "\(membership.port) is a port of \(controller), and nothing says what \(controller) is"
                        : "\(membership.port) is a port of \(controller), which takes no such ports")
            } else if let other = attachments[membership.port]?.attachment.controller {
                if other != controller {
                    imported.note(
                        .mistake, at: membership.place, of: membership.port,
                        "\(membership.port) is a port of \(other) already, and cannot be one of \(controller)")
                }
            } else {
                attachments[membership.port] = membership
            }
        }
        for draft in drafts.values {
            if let membership = attachments[draft.name], !membership.attachment.kind.portsKeepLayer3,
                draft.kind.name != .ovsInterface
            {
                imported.add(withoutAddresses(draft, membership, &imported))
            } else {
                imported.add(reaching(draft, offLink, &imported))
            }
        }
        for parent in drafts.values.flatMap(\.interface.parents) where imported.interfaces[parent] == nil {
            imported.add(Interface(name: parent, kind: .ethernet(Ethernet())))
        }
        for (port, membership) in attachments {
            imported.attach([port], to: membership.attachment.controller) { _ in membership.attachment }
        }
        for family in IPFamily.allCases {
            let found = drafts.values.filter { draft in
                draft[family].gateway != nil && attachments[draft.name] == nil
            }
            guard found.count > 1, let first = found.first else { continue }
            let places = found.map { "\($0.name) (\($0.gatewayPlaces[family] ?? $0.place))" }.joined(separator: ", ")
            imported.note(
                .mistake, at: first.gatewayPlaces[family] ?? first.place,
                "\(found.count) interfaces have an \(family.label) gateway, and a host has one default gateway: "
                    + "\(places); \(severalGateways)",
                help: "Keep the one that leads to the rest of the world; the others need `routes` or a routing table")
        }
    }

    /// An interface that reaches its gateway, though it may be in none of its networks.
    private func reaching(_ draft: InterfaceDraft, _ offLink: Bool, _ imported: inout Imported) -> Interface {
        var draft = draft
        for family in IPFamily.allCases where draft[family].method == .manual {
            let networks = draft[family].addresses + draft[family].routes.filter { $0.via == nil }.map(\.destination)
            let isSingle = draft[family].addresses.contains { $0.length == family.bits }
            func isFar(_ hop: IPAddress?) -> Bool {
                hop.map { hop in !hop.isLinkLocal && !networks.contains { $0.contains(hop) } } ?? false
            }
            // NetworkManager itself adds the route where the address is a single host's.
            if let gateway = draft[family].gateway, isFar(gateway), !isSingle {
                if let host = IPPrefix(gateway, length: family.bits) {
                    draft[family].routes.insert(Route(destination: host), at: 0)
                }
                imported.note(
                    .otherWords, at: draft.gatewayPlaces[family] ?? draft.place, of: draft.name,
                    "the gateway \(gateway) is in no network of \(draft.name); a route says that it is on this link")
            }
            for index in draft[family].routes.indices where offLink && isFar(draft[family].routes[index].via) {
                draft[family].routes[index].isOnLink = true
            }
        }
        return draft.interface
    }

    /// A port without addresses, which it never had.
    private func withoutAddresses(
        _ draft: InterfaceDraft, _ membership: Membership, _ imported: inout Imported
    ) -> Interface {
        let controller = membership.attachment.controller
        let isMeant = !(draft.ipv4.addresses + draft.ipv6.addresses).isEmpty || draft.ipv4.method == .auto
        let hasRoutes = [draft.ipv4, draft.ipv6].contains { !$0.routes.isEmpty || !$0.rules.isEmpty }
        if isMeant || hasRoutes {
            imported.note(
                .mistake, at: draft.addressPlace ?? draft.place, of: draft.name,
                "\(draft.name) is a port of \(controller), so its \(isMeant ? "addresses" : "routes") are not used, and left out",
                help: "What the host needs of them belongs to \(controller)")
        }
        return Interface(name: draft.name, kind: draft.kind, mtu: draft.mtu)
    }
}
