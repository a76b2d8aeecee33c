import NetTypes
import OrderedCollections
import Topology

/// The variables of linux-system-roles.network: `network_connections`, and `network_state`, which is nmstate's.
///
/// The role makes a profile of each entry, so each one becomes a keyfile as the role would make it, and is read as that.
struct RoleImport {
    private var values = YAMLValues()
    private var profiles: [ProfileDraft] = []
    private var states: [YAMLField] = []

    static func read(_ files: [ImportFile]) throws(ImportFailure) -> Imported {
        var reading = RoleImport()
        for file in files {
            reading.find(in: try YAMLField.root(of: file, telling: &reading.values.imported))
        }
        return try reading.finish()
    }

    /// Finds the variables wherever an inventory, a playbook or a role has them.
    private mutating func find(in field: YAMLField) {
        switch field.value {
        case .list(let items): for item in items { find(in: item) }
        case .mapping(let fields):
            for (key, value) in fields {
                switch key {
                case "network_connections": for entry in values.list(value) { connection(entry) }
                case "network_state": states.append(value)
                default: find(in: value)
                }
            }
        case .null, .text: break
        }
    }

    private mutating func finish() throws(ImportFailure) -> Imported {
        if profiles.isEmpty, states.isEmpty, values.imported.absent.isEmpty, values.imported.notices.isEmpty {
            throw ImportFailure(
                at: nil, "there is neither `network_connections` nor `network_state`",
                help: "Name the file with the variables: a playbook, or one of group_vars or host_vars.")
        }
        var result = values.imported
        result.add(try ProfileDraft.read(profiles))
        for state in states { result.add(try NMStateReading.read(state)) }
        return result
    }

    // MARK: One entry

    private static let types = [
        "ethernet": "ethernet", "bridge": "bridge", "bond": "bond", "team": "team", "vlan": "vlan",
        "macvlan": "macvlan", "infiniband": "infiniband", "wireless": "wifi", "dummy": "dummy",
    ]

    /// Says of every value that Ansible would work out that nobody else can.
    private mutating func refuseExpressions(in field: YAMLField) {
        switch field.value {
        case .text(let text) where text.holds("{{") || text.holds("{%"):
            values.note(
                .unusable, field, "\(text.shown) is an expression, which only Ansible can work out",
                help: "Write its value into a copy of the file, and import that.")
        case .list(let items): for item in items { refuseExpressions(in: item) }
        case .mapping(let fields): for item in fields.values { refuseExpressions(in: item) }
        case .null, .text: break
        }
    }

    private mutating func connection(_ entry: YAMLField) {
        refuseExpressions(in: entry)
        var fields = values.fields(entry)
        // What the role does, and not what the network is.
        for key in ["wait", "ignore_errors", "force_state_change", "provider", "actions"] { _ = fields.take(key) }
        let nameField = fields.take("name")
        let name = values.text(nameField)
        let interface = fields.take("interface_name")
        if values.text(fields.take("persistent_state")) == "absent" {
            if let gone = (values.text(interface) ?? name).flatMap({ try? InterfaceName($0) }) {
                if !values.imported.absent.contains(gone) { values.imported.absent.append(gone) }
            } else {
                values.note(.leftOut, entry, "which profiles are to be removed, only the role knows")
            }
            return
        }
        let state = fields.take("state")
        let typeField = fields.take("type")
        guard let name else { return values.note(.mistake, entry, "an entry without a `name` is left out") }
        guard let type = values.text(typeField) else {
            return values.note(
                .leftOut, entry, "\(name.shown) is left out: it only says of a profile that it is up or down")
        }
        guard let keyfileType = Self.types[type] else {
            return values.note(
                .leftOut, typeField, "\(name.shown) is left out: a spec has no interfaces of type \(type.shown)")
        }
        if values.text(state) == "down" {
            values.note(.otherWords, state, "\(name.shown) is to be down, and with the spec it comes up")
        }
        var profile = ProfileDraft(name: name, type: type, at: entry.place)
        profile.put("connection", "id", name, nameField ?? entry)
        profile.put("connection", "type", keyfileType, typeField ?? entry)
        let mac = fields.take("mac")
        // Where a MAC address finds the NIC, it may have any name.
        let device = values.text(interface) ?? (mac == nil && interface == nil ? name : nil)
        if let device, !device.isEmpty {
            profile.device = device
            profile.put("connection", "interface-name", device, interface ?? nameField ?? entry)
        }
        profile.put("ethernet", "mac-address", values.text(mac), mac)
        general(&profile, &fields)
        kind(&profile, &fields)
        let controller = fields.take("controller", or: "master")
        let ports = fields.take("port_type", or: "slave_type")
        let ip = fields.take("ip")
        if let controller, let text = values.text(controller) {
            let owner = profiles.last { $0.name == text }
            profile.put("connection", "master", owner?.device ?? text, controller)
            profile.put("connection", "slave-type", values.text(ports) ?? owner?.type ?? "bridge", ports ?? controller)
            if let ip {
                values.note(
                    .mistake, ip,
                    "addresses are left out, since \(name.shown) is a port; the role does not set them either")
            }
        } else {
            layer3(&profile, ip, at: entry)
        }
        // Of what a spec does not have, that is all that there is to say.
        if !["team", "infiniband", "wireless"].contains(type) { values.finish(fields) }
        profiles.append(profile)
    }

    private mutating func general(_ profile: inout ProfileDraft, _ fields: inout YAMLFields) {
        if let field = fields.take("autoconnect"), values.flag(field) == false {
            profile.put("connection", "autoconnect", "false", field)
        }
        let retries = fields.take("autoconnect_retries")
        profile.put("connection", "autoconnect-retries", values.text(retries), retries)
        let zone = fields.take("zone")
        profile.put("connection", "zone", values.text(zone), zone)
        let mtu = fields.take("mtu")
        profile.put("ethernet", "mtu", values.text(mtu), mtu)
        let cloned = fields.take("cloned_mac")
        if let address = values.text(cloned), address != "default" {
            profile.put("ethernet", "cloned-mac-address", address, cloned)
        }
        var match = values.fields(fields.take("match"))
        let path = match.take("path")
        let paths = values.list(path).compactMap { values.text($0) }
        if !paths.isEmpty { profile.put("match", "path", paths.joined(separator: ";") + ";", path) }
        values.finish(match)
        var options = values.fields(fields.take("ethtool"))
        for (group, prefix) in [("features", "feature-"), ("coalesce", "coalesce-"), ("ring", "ring-")] {
            for (key, field) in values.fields(options.take(group)).rest {
                guard let text = values.text(field) else { continue }
                let isFeature = group == "features"
                let name = prefix + key.map { $0 == "_" ? "-" : String($0) }.joined()
                profile.put("ethtool", name, isFeature ? Self.word(text) : Self.number(text), field)
            }
        }
        values.finish(options)
        if let login = fields.take("ieee802_1x") {
            for (key, field) in values.fields(login).rest {
                guard let text = values.text(field) else { continue }
                let name = key.map { $0 == "_" ? "-" : String($0) }.joined()
                profile.put("802-1x", name, name == "system-ca-certs" ? Self.word(text) : text, field)
            }
        }
    }

    private mutating func kind(_ profile: inout ProfileDraft, _ fields: inout YAMLFields) {
        switch profile.type {
        case "ethernet":
            var own = values.fields(fields.take("ethernet"))
            for (key, name) in [("autoneg", "auto-negotiate"), ("speed", "speed"), ("duplex", "duplex")] {
                let field = own.take(key)
                profile.put("ethernet", name, values.text(field).map { key == "autoneg" ? Self.word($0) : $0 }, field)
            }
            values.finish(own)
        case "bridge": profile.put("bridge", "stp", "false", at: nil)
        case "bond":
            let own = fields.take("bond")
            let options = values.fields(own).rest
            if options["mode"] == nil { profile.put("bond", "mode", "balance-rr", at: own?.place) }
            for (key, field) in options {
                let text: String? =
                    if case .list(let items) = field.value {
                        items.compactMap { values.text($0) }.joined(separator: ",")
                    } else { values.text(field) }
                let option = key == "all_ports_active" ? "all_slaves_active" : key
                profile.put("bond", option, text.map(Self.number), field)
            }
        case "vlan":
            var own = values.fields(fields.take("vlan"))
            let id = own.take("id") ?? fields.take("vlan_id")
            profile.put("vlan", "id", values.text(id), id)
            profile.put("vlan", "flags", "1", id)
            values.finish(own)
            parent(&profile, "vlan", &fields)
        case "macvlan":
            var own = values.fields(fields.take("macvlan"))
            let (mode, promiscuous, tap) = (own.take("mode"), own.take("promiscuous"), own.take("tap"))
            let number = values.text(mode).map { MACVLANMode(rawValue: $0).map { "\($0.number)" } ?? $0 }
            profile.put("macvlan", "mode", number ?? "\(MACVLANMode.bridge.number)", mode)
            profile.put("macvlan", "promiscuous", values.text(promiscuous).map(Self.word), promiscuous)
            profile.put("macvlan", "tap", values.text(tap).map(Self.word), tap)
            values.finish(own)
            parent(&profile, "macvlan", &fields)
        default: break
        }
    }

    private mutating func parent(_ profile: inout ProfileDraft, _ setting: String, _ fields: inout YAMLFields) {
        let field = fields.take("parent")
        guard let text = values.text(field) else { return }
        profile.put(setting, "parent", profiles.last { $0.name == text }?.device ?? text, field)
    }

    // MARK: Layer 3

    private mutating func layer3(_ profile: inout ProfileDraft, _ field: YAMLField?, at entry: YAMLField) {
        var ip = values.fields(field)
        let place = field ?? entry
        let address = ip.take("address")
        let addresses = texts(address).filter { $0.contains("/") || IPAddress($0) != nil }
        let dhcp = values.flag(ip.take("dhcp4"))
        let auto = values.flag(ip.take("auto6"))
        let isWithout6 = values.flag(ip.take("ipv6_disabled")) ?? false
        let wait = values.text(ip.take("wait_ip"))
        let defaults = values.flag(ip.take("auto_gateway"))
        let search = ip.take("dns_search")
        let options = ip.take("dns_options")
        let priority = ip.take("dns_priority")
        let servers = ip.take("dns")
        let hostname = ip.take("dhcp4_send_hostname")
        _ = (ip.take("route_append_only"), ip.take("rule_append_only"))
        var methods: [IPFamily: String] = [:]
        for family in IPFamily.allCases {
            let group = family.group
            let own = addresses.filter { $0.contains(":") == (family == .v6) }
            let isAutomatic = (family == .v4 ? dhcp : auto) ?? own.isEmpty
            // Without an address and without the network's, the role lets the kernel do with IPv6 what it does.
            let method =
                family == .v6 && isWithout6
                ? "disabled"
                : isAutomatic ? "auto" : !own.isEmpty ? "manual" : family == .v4 ? "disabled" : "ignore"
            methods[family] = method
            profile.put(group, "method", method, place)
            // What libnm makes of a profile that does not say it; a keyfile that does not say it means another way.
            if family == .v6, method != "disabled" { profile.assume(group, "addr-gen-mode", "default") }
            for (index, text) in own.enumerated() { profile.put(group, "address\(index + 1)", text, address) }
            let (gateway, metric) = (ip.take("gateway\(group.suffix(1))"), ip.take("route_metric\(group.suffix(1))"))
            profile.put(group, "gateway", values.text(gateway), gateway)
            if let text = values.text(metric), !text.hasPrefix("-") { profile.put(group, "route-metric", text, metric) }
            let ignored = ip.take("\(group)_ignore_auto_dns")
            profile.put(group, "ignore-auto-dns", values.text(ignored).map(Self.word), ignored)
            let names = texts(servers).filter { $0.contains(":") == (family == .v6) }
            if !names.isEmpty { profile.put(group, "dns", names.joined(separator: ";") + ";", servers) }
            if !["disabled", "ignore"].contains(method) {
                let domains = texts(search)
                if !domains.isEmpty { profile.put(group, "dns-search", domains.joined(separator: ";") + ";", search) }
                let words = texts(options)
                if !words.isEmpty { profile.put(group, "dns-options", words.joined(separator: ";") + ";", options) }
                profile.put(group, "dns-priority", values.text(priority), priority)
            }
            if defaults == false { profile.put(group, "never-default", "true", place) }
            if let wait, wait != "any", wait.contains(group) { profile.put(group, "may-fail", "false", place) }
        }
        if values.flag(hostname) == false { profile.put("ipv4", "dhcp-send-hostname", "false", hostname) }
        routes(&profile, values.list(ip.take("route")))
        rules(&profile, values.list(ip.take("routing_rule")))
        values.finish(ip)
    }

    private mutating func routes(_ profile: inout ProfileDraft, _ items: [YAMLField]) {
        for (index, item) in items.enumerated() {
            var route = values.fields(item)
            let network = values.text(route.take("network")) ?? ""
            let family = IPFamily(of: network)
            let prefix = values.text(route.take("prefix")) ?? (family == .v6 ? "64" : "24")
            let gateway = values.text(route.take("gateway"))
            let metric = values.text(route.take("metric")).flatMap { $0.hasPrefix("-") ? nil : $0 }
            profile.putRoute(
                family, number: index + 1, to: "\(network)/\(prefix)", via: gateway, metric: metric,
                options: ["table", "src", "type"].map { ($0, values.text(route.take($0))) }, at: item.place)
            values.finish(route)
        }
    }

    private mutating func rules(_ profile: inout ProfileDraft, _ items: [YAMLField]) {
        for (index, item) in items.enumerated() {
            var rule = values.fields(item)
            let (from, to) = (values.text(rule.take("from")), values.text(rule.take("to")))
            let word = values.text(rule.take("family"))
            let family: IPFamily = (from ?? to).map { IPFamily(of: $0) } ?? (word == "ipv6" ? .v6 : .v4)
            let isInverted = values.flag(rule.take("invert")) ?? false
            let priority = values.text(rule.take("priority")) ?? "0"
            let (mark, mask) = (values.text(rule.take("fwmark")), values.text(rule.take("fwmask")))
            var selectors: [(word: String, value: String?)] = [
                ("priority", priority), ("from", from), ("to", to),
                ("fwmark", mark.map { mark in mask.map { "\(mark)/\($0)" } ?? mark }),
            ]
            for key in ["iif", "oif", "ipproto", "sport", "dport", "tos", "suppress_prefixlength", "uid"] {
                selectors.append((key == "uid" ? "uidrange" : key, values.text(rule.take(key))))
            }
            let (table, action) = (values.text(rule.take("table")), values.text(rule.take("action")))
            profile.putRule(
                family, number: index + 1, isInverted: isInverted, selectors: selectors, table: table,
                type: action == "to-table" ? nil : action, at: item.place)
            values.finish(rule)
        }
    }

    /// The texts of a list, or of what stands for a list of one.
    private mutating func texts(_ field: YAMLField?) -> [String] {
        guard let field else { return [] }
        if case .text(let text) = field.value { return [text] }
        return values.list(field).compactMap { values.text($0) }
    }

    /// A flag as keyfiles have it, and what is none as it stands.
    private static func word(_ text: String) -> String { text.asFlag.map { $0 ? "true" : "false" } ?? text }

    /// A flag as the kernel has it, and what is none as it stands.
    private static func number(_ text: String) -> String {
        Int(text) == nil ? text.asFlag.map { $0 ? "1" : "0" } ?? text : text
    }
}
