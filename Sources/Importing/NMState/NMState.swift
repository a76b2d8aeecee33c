import NetTypes
import OrderedCollections
import Topology

/// Reads desired states of nmstate.
struct NMStateReading {
    var values = YAMLValues()
    /// The interfaces that are read; routes, rules and DNS servers come to them afterwards.
    var interfaces: OrderedDictionary<InterfaceName, YAMLInterface> = [:]
    /// What is to be made ports once every interface is there.
    var attachments: [(port: InterfaceName, attachment: Interface.Attachment, field: YAMLField?)] = []
    /// What is to be put into bridges of Open vSwitch.
    var switches: [(bridge: InterfaceName, ports: [YAMLValues.SwitchPort], field: YAMLField?)] = []
    /// The bonds of Open vSwitch that are declared within their bridges.
    var switchBonds: [YAMLInterface] = []
    /// The controllers that ports name.
    var controllers: [(port: InterfaceName, field: YAMLField)] = []
    /// The interfaces of which only the kind is said, and which keep their addresses in nmstate.
    var silent: [YAMLInterface] = []
    /// Internal interfaces of Open vSwitch that have the name of their bridge.
    private(set) var renamed: [String: InterfaceName] = [:]
    private var leftOut: Set<InterfaceName> = []
    private var nextPriority = 30_000

    static func read(_ files: [ImportFile]) throws(ImportFailure) -> Imported {
        var reading = NMStateReading()
        for file in files { try reading.read(file) }
        reading.finish()
        return reading.values.imported
    }

    /// Reads a state that stands in another file.
    static func read(_ state: YAMLField) throws(ImportFailure) -> Imported {
        var reading = NMStateReading()
        try reading.read(state)
        reading.finish()
        return reading.values.imported
    }

    private mutating func read(_ file: ImportFile) throws(ImportFailure) {
        try read(YAMLField.root(of: file, telling: &values.imported))
    }

    private mutating func read(_ field: YAMLField) throws(ImportFailure) {
        var root = values.fields(field)
        // A manifest of Kubernetes has the state in its `spec`.
        if root.peek("kind") != nil, let spec = root.take("spec") {
            for key in ["apiVersion", "kind", "metadata", "status"] { _ = root.take(key) }
            values.finish(root)
            root = values.fields(spec)
        }
        if let capture = root.take("capture") {
            throw ImportFailure(
                at: capture.place, "this is a policy, which only nmstate can work out on a host",
                help: "Import what `nmstatectl policy --current STATE POLICY` makes of it.")
        }
        if let desired = root.take("desiredState", or: "desired") {
            values.finish(root)
            root = values.fields(desired)
        }
        _ = root.take("description")
        if let host = root.take("hostname") {
            values.note(.foreign, host, "the host's name is not the network's", help: "Set it with `hostnamectl`.")
        }
        let sections = ["interfaces", "routes", "route-rules", "dns-resolver"].map { key in root.take(key) }
        for key in ["ovs-db", "ovn"] { values.finish(values.fields(root.take(key))) }
        values.finish(root)
        interfaces(values.list(sections[0]))
        var routes = values.fields(sections[1])
        var rules = values.fields(sections[2])
        var resolver = values.fields(sections[3])
        // What there is already is not asked for.
        _ = (routes.take("running"), rules.take("running"), resolver.take("running"))
        for item in values.list(routes.take("config")) { route(item) }
        for item in values.list(rules.take("config")) { rule(item) }
        resolve(values.fields(resolver.take("config")))
        values.finish(routes)
        values.finish(rules)
        values.finish(resolver)
    }

    // MARK: Interfaces

    private mutating func interfaces(_ items: [YAMLField]) {
        func text(_ key: String, of item: YAMLField) -> String? {
            guard case .mapping(let fields) = item.value, case .text(let text)? = fields[key]?.value else { return nil }
            return text
        }
        // Such a bridge and its internal interface may have one name in nmstate.
        let bridges = Set(items.filter { text("type", of: $0) == "ovs-bridge" }.compactMap { text("name", of: $0) })
        for item in items where text("type", of: item) == "ovs-interface" {
            guard let name = text("name", of: item), bridges.contains(name), let inner = internalName(of: name) else {
                continue
            }
            renamed[name] = inner
            values.note(
                .otherWords, item,
                "the bridge of Open vSwitch keeps the name \(name.shown), and its internal interface is `\(inner)`")
        }
        for item in items {
            var fields = values.fields(item)
            let nameField = fields.take("name")
            let type = values.text(fields.take("type"))
            guard let nameField, case .text(let text) = nameField.value else {
                values.note(.mistake, item, "an interface without a name is left out")
                continue
            }
            let name = (type == "ovs-interface" ? renamed[text] : nil) ?? (try? InterfaceName(text))
            guard let name else {
                values.note(.leftOut, item, "\(text.shown) is left out: the kernel has no such names for interfaces")
                continue
            }
            values.interface = name
            interface(name, type, item, fields)
            values.interface = nil
        }
    }

    private mutating func interface(_ name: InterfaceName, _ type: String?, _ item: YAMLField, _ fields: YAMLFields) {
        var fields = fields
        switch values.text(fields.take("state")) ?? "up" {
        case "absent":
            if !values.imported.absent.contains(name) { values.imported.absent.append(name) }
            return
        case "ignore":
            values.imported.unmanaged.append(name.text)
            return
        case "down":
            return leaveOut(
                name, item, "it is to be down, and a spec brings up what it has",
                help: "`absent` removes what is not a NIC.")
        case "up": break
        case let state: values.note(.unusable, item, "the state \(state.shown) is taken for `up`")
        }
        if interfaces[name] != nil {
            values.note(.mistake, item, "`\(name)` stands twice, and the last one counts")
        }
        guard let kind = kind(type, name, item, &fields) else { return }
        let interface = YAMLInterface(name, item, kind)
        interface.mtu = values.number(fields.take("mtu"), in: 68...65_535)
        let families = layer3(of: interface, &fields)
        if let controller = fields.take("controller"), case .text(let text) = controller.value, !text.isEmpty {
            controllers.append((name, controller))
        }
        common(of: interface, &fields)
        values.finish(fields)
        if families == 0, ![.ovsBridge, .vrf].contains(kind.name) { silent.append(interface) }
        interfaces[name] = interface
    }

    mutating func leaveOut(_ name: InterfaceName, _ field: YAMLField?, _ why: String, help: String? = nil) {
        leftOut.insert(name)
        values.imported.note(.leftOut, at: field?.place, "`\(name)` is left out: \(why)", help: help)
    }

    private func isGone(_ name: InterfaceName) -> Bool {
        leftOut.contains(name) || values.imported.absent.contains(name)
    }

    /// Whether an interface is in the spec, so that it can be a port.
    private mutating func isThere(_ port: InterfaceName, _ field: YAMLField?) -> Bool {
        if !isGone(port) { return true }
        let why = leftOut.contains(port) ? "is left out" : "is to be removed"
        values.imported.note(.leftOut, at: field?.place, "`\(port)` is no port here, since it \(why)")
        return false
    }

    /// The interface that a key names.
    mutating func name(_ field: YAMLField?) -> InterfaceName? {
        if case .text(let text)? = field?.value, let name = renamed[text] { return name }
        return values.name(field)
    }

    private mutating func finish() {
        switches = switches.filter { own in
            if own.ports.contains(where: { !isGone($0.name) }) { return true }
            leaveOut(own.bridge, own.field, "a bridge of Open vSwitch has a port at least")
            interfaces[own.bridge] = nil
            return false
        }
        for interface in interfaces.values { values.add(interface) }
        for bond in switchBonds { values.add(bond) }
        for (port, field) in controllers {
            guard let controller = name(field), let owner = values.imported.interfaces[controller] else {
                values.note(.noEqual, field, "the controller is not in this state, so `\(port)` is no port of it here")
                continue
            }
            if attachments.contains(where: { $0.port == port && $0.attachment.controller == controller }) { continue }
            let attachment: Interface.Attachment? =
                switch owner.kind.name {
                case .bond: .bond(controller, BondPort())
                case .bridge: .bridge(controller, BridgePort())
                case .vrf: .vrf(controller)
                default: nil
                }
            if let attachment { attachments.append((port, attachment, field)) }
        }
        for (port, attachment, field) in attachments where isThere(port, field) {
            values.attach(port, as: attachment, at: field)
        }
        for (bridge, ports, field) in switches {
            values.attach(ports.filter { isThere($0.name, field) }, toOVS: bridge, at: field)
        }
        let first = silent.first { values.imported.interfaces[$0.name]?.attachment == nil }
        guard let first else { return }
        values.imported.note(
            .otherWords, at: first.field?.place,
            "where `ipv4` and `ipv6` are not given, as at `\(first.name)`, nmstate leaves the addresses as they are; the"
                + " spec has none there", help: "Import the whole state, as `nmstatectl show` has it, or write them.")
    }

    // MARK: Routes, rules and DNS

    private mutating func isToGo(_ fields: inout YAMLFields, _ item: YAMLField, _ what: String) -> Bool {
        guard let state = values.text(fields.take("state")), state == "absent" else { return false }
        values.note(.otherWords, item, "\(what) to remove needs no word: a spec's interfaces have those that it says")
        return true
    }

    /// The interface for what belongs to the whole host: the one with the gateway, or else the first with addresses.
    private func host(_ family: IPFamily, table: Int? = nil) -> InterfaceName? {
        var (best, rank) = (nil as InterfaceName?, 0)
        for interface in interfaces.values where interface[family].method != .disabled {
            var own = interface[family].gateway == nil ? 1 : 2
            if let table { for route in interface[family].routes where route.table == table { own = 3 } }
            if own > rank { (best, rank) = (interface.name, own) }
        }
        return best
    }

    private mutating func route(_ item: YAMLField) {
        var fields = values.fields(item)
        if isToGo(&fields, item, "a route") { return }
        guard let destination = values.prefix(fields.take("destination"))?.network else {
            return values.note(.mistake, item, "a route without a destination leads nowhere")
        }
        let family = destination.family
        let (device, router) = (fields.take("next-hop-interface"), fields.take("next-hop-address"))
        let rejection = values.word(fields.take("route-type"), as: Route.Rejection.self)
        let metric = values.number(fields.take("metric"), in: -1...4_294_967_295)
        let table = values.number(fields.take("table-id"), in: 0...4_294_967_295)
        var route = Route(
            destination: destination, via: rejection == nil ? values.address(router) : nil,
            metric: metric == -1 ? nil : metric, table: table == 0 || table == RoutingTable.main ? nil : table)
        route.rejection = rejection
        let source = values.address(fields.take("source"))
        if rejection == nil { route.source = source }
        values.finish(fields)
        if route.via.map({ $0.family != family }) == true {
            return values.note(.mistake, item, "the route and its router are not both IPv4, or both IPv6")
        }
        let place = device == nil && rejection != nil ? host(family) : name(device)
        guard let place, let interface = interfaces[place] else {
            return values.note(
                .noEqual, item, "the route to \(destination) is by an interface of which this state says nothing",
                help: "Import the whole state, as `nmstatectl show` has it.")
        }
        if device == nil {
            values.note(.otherWords, item, "the route to \(destination) comes and goes with `\(place)`")
        }
        // A router on the link needs no address in its network.
        let own = interface[family]
        if let via = route.via, own.method == .manual, !own.addresses.contains(where: { $0.contains(via) }) {
            route.isOnLink = true
        }
        values.add(route, to: interface, at: item)
    }

    private mutating func rule(_ item: YAMLField) {
        var fields = values.fields(item)
        if isToGo(&fields, item, "a rule") { return }
        let (from, to) = (values.prefix(fields.take("ip-from")), values.prefix(fields.take("ip-to")))
        let word = values.read(fields.take("family"), "`ipv4` or `ipv6`") {
            ["ipv4": .v4, "ipv6": .v6][$0] as IPFamily?
        }
        let family = from?.family ?? to?.family ?? word ?? .v4
        let table = values.number(fields.take("route-table"), in: 0...4_294_967_295) ?? 0
        let action = values.word(fields.take("action"), as: Route.Rejection.self)
        let given = values.number(fields.take("priority"), in: -1...4_294_967_295) ?? -1
        let mark = values.number(fields.take("fwmark"), in: 0...4_294_967_295)
        let mask = values.number(fields.take("fwmask"), in: 0...4_294_967_295)
        let input = name(fields.take("iif"))
        let suppressed = values.number(fields.take("suppress-prefix-length", or: "suppress_prefixlength"), in: 0...128)
        values.finish(fields)
        if to.map({ $0.family != family }) == true || word.map({ $0 != family }) == true {
            return values.note(.mistake, item, "the rule is not all IPv4, or all IPv6")
        }
        let lookup = RoutingRule.Action.lookup(table == 0 ? RoutingTable.main : table)
        if given <= 0 {
            values.note(
                .otherWords, item, "the rule has no priority; it gets \(nextPriority), as nmstate would give it")
        } else {
            nextPriority = max(nextPriority, given + 1)
        }
        var rule = RoutingRule(
            family: family, priority: given > 0 ? given : nextPriority,
            action: action.map {
                [.blackhole: .blackhole, .prohibit: .prohibit, .unreachable: .unreachable][$0] ?? lookup
            }
                ?? lookup)
        if given <= 0 { nextPriority += 1 }
        rule.source = from?.network
        rule.destination = to?.network
        rule.input = input
        rule.suppressedPrefixLength = suppressed
        if let mark {
            // The kernel compares no bits but those of the mask.
            let mask = mask.map { UInt32($0) } ?? .max
            rule.mark = RoutingRule.Mark(value: UInt32(mark) & mask, mask: mask)
        }
        // Rules are the host's, wherever they stand.
        guard let place = host(family, table: table) ?? interfaces.keys.first, let interface = interfaces[place] else {
            return values.note(.noEqual, item, "a rule comes with an interface, and this state has none for it")
        }
        interface[family].rules.append(rule)
    }

    private mutating func resolve(_ config: YAMLFields) {
        var config = config
        let servers = values.list(config.take("server"))
        let search = values.list(config.take("search")).compactMap { values.text($0) }
        let options = values.list(config.take("options")).compactMap { values.text($0) }
        values.finish(config)
        let places = IPFamily.allCases.map { host($0).flatMap { interfaces[$0] } }
        for item in servers {
            guard let address = values.address(item) else { continue }
            if let place = places[address.family == .v4 ? 0 : 1] {
                place[address.family].dnsServers.append(address)
            } else {
                values.note(
                    .noEqual, item,
                    "the DNS server \(address) has no interface with an \(address.family.label) address",
                    help: "Import the whole state, as `nmstatectl show` has it.")
            }
        }
        guard let place = places[0] ?? places[1] else {
            if !(search + options).isEmpty {
                values.note(.noEqual, servers.first, "search domains need an interface with an address")
            }
            return
        }
        for family in IPFamily.allCases where place[family].method != .disabled {
            place[family].dnsSearch = search
            place[family].dnsOptions = options
        }
    }
}
