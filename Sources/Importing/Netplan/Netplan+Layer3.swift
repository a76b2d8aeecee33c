import NetTypes
import OrderedCollections
import Topology

extension NetplanReading {
    /// Reads the addresses of an interface, and what goes with them.
    mutating func layer3(of interface: YAMLInterface, _ definition: Definition, _ fields: inout YAMLFields) {
        addresses(of: interface, &fields)
        let dhcp4 = values.flag(fields.take("dhcp4")) ?? false
        let dhcp6 = values.flag(fields.take("dhcp6")) ?? false
        let advertisements = values.flag(fields.take("accept-ra"))
        let linkLocalField = fields.take("link-local")
        let linkLocal = values.list(linkLocalField).compactMap { field in
            values.read(field, "`ipv4` or `ipv6`") { ["ipv4": .v4, "ipv6": .v6][$0] as IPFamily? }
        }
        if dhcp4 {
            interface.ipv4.method = .auto
        } else if !interface.ipv4.addresses.isEmpty {
            interface.ipv4.method = .manual
        } else if linkLocal.contains(.v4) {
            interface.ipv4.method = .linkLocal
        }
        interface.ipv4.hasLinkLocal = linkLocal.contains(.v4) && interface.ipv4.method != .linkLocal
        if dhcp6 || advertisements == true {
            interface.ipv6.method = advertisements == false ? .dhcp : .auto
        } else if !interface.ipv6.addresses.isEmpty {
            interface.ipv6.method = .manual
        } else if linkLocal.contains(.v6) {
            interface.ipv6.method = .linkLocal
        }
        // NetworkManager takes no advertisements beside static addresses.
        if advertisements == nil, ![.auto, .linkLocal].contains(interface.ipv6.method),
            !["dummy-devices", "tunnels", "vrfs"].contains(definition.section),
            interface.ipv6.method == .manual ? !definition.isNetworkManagers : linkLocalField == nil
        {
            silentOnIPv6.append(definition)
        }
        dhcp(of: interface, definition, &fields)
        identifiers(of: interface, definition, &fields)
        nameServers(of: interface, &fields)
        for (key, family) in [("gateway4", IPFamily.v4), ("gateway6", .v6)] {
            guard let field = fields.take(key), let gateway = values.address(field) else { continue }
            guard gateway.family == family, let all = IPPrefix(IPAddress(family: family, bits: 0), length: 0) else {
                values.refuse(field, "an \(family.label) address")
                continue
            }
            values.add(Route(destination: all, via: gateway), to: interface, at: field)
        }
        let table = if case .vrf(let vrf) = interface.kind { vrf.table } else { nil as Int? }
        for item in values.list(fields.take("routes")) { route(item, of: interface, in: table) }
        if table != nil { moveRoutes(of: interface) }
        for item in values.list(fields.take("routing-policy")) { rule(item, of: interface, in: table) }
        // What NetworkManager does anyway, and what only keeps networkd from waiting at a boot.
        for key in ["critical", "optional", "optional-addresses"] { _ = fields.take(key) }
        for key in ["emit-lldp", "ignore-carrier"] where values.flag(fields.peek(key)) == false {
            _ = fields.take(key)
        }
    }

    private mutating func addresses(of interface: YAMLInterface, _ fields: inout YAMLFields) {
        func add(_ prefix: IPPrefix?) { if let prefix { interface[prefix.family].addresses.append(prefix) } }
        for item in values.list(fields.take("addresses")) {
            guard case .mapping(let entries) = item.value else {
                add(values.read(item, "an address with its length") { $0.contains("/") ? IPPrefix($0) : nil })
                continue
            }
            for (text, field) in entries {
                guard let prefix = IPPrefix(text) else {
                    values.note(.unusable, field, "\(text.shown) is no address with its length")
                    continue
                }
                add(prefix)
                var options = values.fields(field)
                if case .text("forever")? = options.peek("lifetime")?.value { _ = options.take("lifetime") }
                values.finish(options)
            }
        }
    }

    /// Reads what goes with addresses from the network.
    private mutating func dhcp(
        of interface: YAMLInterface, _ definition: Definition, _ fields: inout YAMLFields
    ) {
        for (key, family) in [
            ("dhcp4-overrides", IPFamily.v4), ("dhcp6-overrides", .v6), ("ra-overrides", .v6),
        ] {
            var own = values.fields(fields.take(key))
            // Without DHCP, they are without effect.
            if ![.auto, .dhcp].contains(interface[family].method) { continue }
            if values.flag(own.take("use-dns")) == false { interface[family].ignoresDNS = true }
            if values.flag(own.take("use-routes")) == false {
                interface[family].ignoresRoutes = true
                interface[family].neverDefault = true
            }
            if let metric = values.number(own.take("route-metric"), in: 0...4_294_967_295) {
                interface[family].routeMetric = metric
            }
            if let hostname = values.text(own.take("hostname")) { interface[family].dhcp.hostname = hostname }
            if values.flag(own.take("send-hostname")) == false { interface[family].dhcp.sendsHostname = false }
            for key in ["use-domains", "use-hostname", "use-mtu", "use-ntp"] {
                if case .text(let text)? = own.peek(key)?.value, ["true", "yes", "on", "y"].contains(text.lowercased())
                {
                    _ = own.take(key)
                }
            }
            values.finish(own)
        }
        let identifier = fields.take("dhcp-identifier")
        guard interface.ipv4.method == .auto else { return }
        if let text = values.text(identifier), text != "duid" {
            if text == "mac" {
                interface.ipv4.dhcp.clientID = "mac"
            } else if let identifier {
                values.refuse(identifier, "`mac` or `duid`")
            }
        } else if !definition.isNetworkManagers {
            // So that the server knows the host again: networkd's usual identifier, and not NetworkManager's.
            interface.ipv4.dhcp.clientID = "duid"
        }
    }

    /// Reads how IPv6 addresses are made.
    private mutating func identifiers(
        of interface: YAMLInterface, _ definition: Definition, _ fields: inout YAMLFields
    ) {
        let privacy = values.flag(fields.take("ipv6-privacy")) ?? false
        let generation = values.read(fields.take("ipv6-address-generation"), "`eui64` or `stable-privacy`") {
            ["eui64": .eui64, "stable-privacy": .stablePrivacy][$0] as AddressGeneration?
        }
        let token = fields.take("ipv6-address-token")
        guard interface.ipv6.method == .auto else {
            if interface.ipv6.method != .disabled, generation == .eui64 {
                interface.ipv6.addressGeneration = generation
            }
            if let token {
                values.note(
                    .mistake, token, "a token makes no address, since router advertisements are not used",
                    help: "Write `accept-ra: true` beside it.")
            }
            return
        }
        // netplan has no temporary addresses by default, and addresses from the MAC address.
        interface.ipv6.privacy = privacy ? .preferTemporary : .disabled
        interface.ipv6.token = values.address(token)
        interface.ipv6.addressGeneration = generation == .stablePrivacy ? nil : .eui64
    }

    private mutating func nameServers(of interface: YAMLInterface, _ fields: inout YAMLFields) {
        var own = values.fields(fields.take("nameservers"))
        for item in values.list(own.take("addresses")) {
            guard let address = values.address(item) else { continue }
            if !interface[address.family].dnsServers.contains(address) {
                interface[address.family].dnsServers.append(address)
            }
        }
        let search = values.list(own.take("search")).compactMap { values.text($0) }
        for family in IPFamily.allCases { interface[family].dnsSearch = search }
        values.finish(own)
    }

    // MARK: Routes and rules

    /// Gives routes of a VRF to the port in whose network their router is, since the VRF itself has no networks.
    private mutating func moveRoutes(of vrf: YAMLInterface) {
        let ports = attachments.compactMap { $0.attachment.controller == vrf.name ? interfaces[$0.port] : nil }
        for family in IPFamily.allCases {
            var rest: [Route] = []
            for route in vrf[family].routes {
                let home = ports.first { port in
                    guard let via = route.via else { return false }
                    return port[family].addresses.contains { $0.contains(via) }
                }
                if let home { home[family].routes.append(route) } else { rest.append(route) }
            }
            vrf[family].routes = rest
        }
    }

    private mutating func route(_ item: YAMLField, of interface: YAMLInterface, in table: Int?) {
        var fields = values.fields(item)
        let (to, via) = (fields.take("to"), values.address(fields.take("via")))
        let type = values.text(fields.take("type")) ?? "unicast"
        let rejection = Route.Rejection(rawValue: type)
        let source = fields.take("from")
        var destination: IPPrefix?
        if case .text("default")? = to?.value {
            let family = via?.family ?? .v4
            destination = IPPrefix(IPAddress(family: family, bits: 0), length: 0)
        } else {
            destination = values.prefix(to)?.network
        }
        guard let destination else {
            if to == nil { values.note(.mistake, item, "a route without `to` leads nowhere") }
            return
        }
        if rejection == nil, type != "unicast" {
            values.note(.noEqual, item, "a route of the type \(type.shown) has no equal in a spec")
            return
        }
        var route = Route(
            destination: destination, via: rejection == nil ? via : nil,
            metric: values.number(fields.take("metric"), in: 0...4_294_967_295),
            table: values.number(fields.take("table"), in: 1...4_294_967_295) ?? table)
        route.rejection = rejection
        let onLink = values.flag(fields.take("on-link")) ?? false
        let mtu = values.number(fields.take("mtu"), in: 68...65_535)
        let segment = values.number(fields.take("advertised-mss"), in: 1...65_535)
        let scope = values.word(fields.take("scope"), as: Route.Scope.self)
        values.finish(fields)
        if rejection == nil {
            route.isOnLink = onLink && via != nil
            route.mtu = mtu
            route.advertisedMSS = segment
            route.source = values.read(source, "an address") { text in IPAddress(text) ?? IPPrefix(text)?.address }
            if destination.family == .v4, scope != (via == nil ? .link : .global) { route.scope = scope }
        }
        if via.map({ $0.family != destination.family }) == true {
            values.note(.mistake, item, "the route and its router are not both IPv4, or both IPv6")
            return
        }
        values.add(route, to: interface, at: item)
    }

    private mutating func rule(_ item: YAMLField, of interface: YAMLInterface, in table: Int?) {
        var fields = values.fields(item)
        let (from, to) = (values.prefix(fields.take("from")), values.prefix(fields.take("to")))
        let own = values.number(fields.take("table"), in: 1...4_294_967_295)
        let given = values.number(fields.take("priority"), in: 1...4_294_967_295)
        let mark = values.number(fields.take("mark"), in: 1...4_294_967_295)
        let service = values.number(fields.take("type-of-service"), in: 0...255)
        values.finish(fields)
        guard let family = (from ?? to)?.family, (to?.family ?? family) == family else {
            values.note(.mistake, item, "a rule needs `from` or `to`, both IPv4 or both IPv6")
            return
        }
        let priority = given ?? nextPriority
        if given == nil {
            nextPriority -= 1
            values.note(.otherWords, item, "the rule has no priority; it gets \(priority), as the kernel would give it")
        }
        var rule = RoutingRule(family: family, priority: priority, action: .lookup(own ?? table ?? RoutingTable.main))
        rule.source = from?.network
        rule.destination = to?.network
        rule.mark = mark.map { RoutingRule.Mark(value: UInt32($0), mask: .max) }
        rule.typeOfService = service == 0 ? nil : service
        interface[family].rules.append(rule)
    }
}
