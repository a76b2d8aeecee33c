import NetTypes
import OrderedCollections
import Topology

extension NetplanReading {
    private static let help = [
        "activation-mode": "NetworkManager brings every profile up; take the interface out of the spec instead.",
        "link": "A NIC is no virtual function of a NIC that is left out.",
        "neigh-suppress": "NetworkManager has no property for it.",
        "port-mac-learning": "NetworkManager has no property for it.",
        "ipv6-mtu": "Write `mtu`, which is for IPv4, too.",
    ]

    mutating func convert(_ definition: Definition) {
        var fields = definition.fields
        guard let kind = kind(of: definition, &fields) else { return }
        let interface = YAMLInterface(definition.name, definition.field, kind)
        interface.mtu = values.number(fields.take("mtu"), in: 68...65_535)
        layer3(of: interface, definition, &fields)
        if let hairpin = values.flag(fields.take("hairpin")) {
            bridgePorts[definition.name, default: BridgePort()].hairpin = hairpin ? true : nil
        }
        networkManager(&fields)
        values.finish(fields, help: Self.help)
        guard case .ovsBridge = kind else {
            interfaces[definition.name] = interface
            return
        }
        // The kernel's interface of such a bridge has its name; NetworkManager's profile is one of its own.
        if interface.mtu == nil, [interface.ipv4, interface.ipv6].allSatisfy({ $0 == .disabled }) {
            interfaces[definition.name] = interface
            return
        }
        interfaces[definition.name] = YAMLInterface(definition.name, definition.field, kind)
        guard let inner = internalName(of: definition.name.text) else { return }
        values.note(
            .otherWords, definition.field,
            "a bridge of Open vSwitch has no addresses in a spec; those of `\(definition.name)` are on its internal"
                + " interface `\(inner)`")
        let host = YAMLInterface(inner, definition.field, .ovsInterface(OVSInterface()))
        (host.mtu, host.ipv4, host.ipv6, host.common) = (
            interface.mtu, interface.ipv4, interface.ipv6, interface.common
        )
        interfaces[inner] = host
        internals[definition.name] = inner
    }

    private mutating func kind(of definition: Definition, _ fields: inout YAMLFields) -> Interface.Kind? {
        let isOpenVSwitch = isOpenVSwitch(definition)
        let macField = fields.take("macaddress")
        switch definition.section {
        case "ethernets": return .ethernet(nic(definition, &fields, macField))
        case "bonds":
            if isOpenVSwitch { return switchBond(definition, &fields) }
            return .bond(bond(definition, &fields, mac(macField)))
        case "bridges":
            if isOpenVSwitch { return .ovsBridge(switchBridge(&fields)) }
            return .bridge(bridge(definition, &fields, mac(macField)))
        default: break
        }
        if let macField {
            values.note(.noEqual, macField, "a MAC address of such an interface has no equal in a spec")
        }
        switch definition.section {
        case "dummy-devices": return .dummy(Dummy())
        case "virtual-ethernets":
            guard let peer = resolve(fields.take("peer")) else {
                leaveOut(definition.id, definition.field, "its other end, `peer`, is missing")
                return nil
            }
            return .veth(Veth(peer: peer))
        case "vlans": return vlan(definition, &fields)
        case "vrfs":
            guard let table = values.number(fields.take("table"), in: 1...4_294_967_295) else {
                leaveOut(definition.id, definition.field, "its `table` is missing")
                return nil
            }
            ports(&fields, as: .vrf(definition.name))
            return .vrf(VRF(table: table, ports: []))
        default: return tunnel(definition, &fields)
        }
    }

    private mutating func mac(_ field: YAMLField?) -> MACAddress? {
        guard let field else { return nil }
        guard case .text(let text) = field.value, ["permanent", "preserve", "random", "stable"].contains(text) else {
            return values.mac(field)
        }
        values.note(.noEqual, field, "the MAC address \(text.shown) has no equal in a spec")
        return nil
    }

    private mutating func nic(
        _ definition: Definition, _ fields: inout YAMLFields, _ mac: YAMLField?
    ) -> Ethernet {
        let count = values.number(fields.take("virtual-function-count"), in: 0...65_535) ?? 0
        let mode = values.read(fields.take("embedded-switch-mode"), "`switchdev` or `legacy`") { text in
            SRIOV.modes.firstIndex(of: text)
        }
        _ = resolve(fields.take("link"))
        let total = max(count, functions[definition.id] ?? 0)
        var sriov = total > 0 ? SRIOV(count: total) : nil
        sriov?.switchMode = mode
        if mode != nil, sriov == nil {
            values.note(
                .noEqual, definition.fields.peek("embedded-switch-mode"),
                "`embedded-switch-mode` without virtual functions has no equal in a spec")
        }
        var nic = Ethernet(mac: definition.nic.mac, sriov: sriov)
        if let wake = values.flag(fields.take("wakeonlan")) {
            nic.wakeUp = wake ? WakeUp.words.first { $0.word == "magic" }?.bit : 0
        }
        for (key, option) in [
            ("receive-checksum-offload", "feature-rx"), ("transmit-checksum-offload", "feature-tx"),
            ("tcp-segmentation-offload", "feature-tso"), ("tcp6-segmentation-offload", "feature-tx-tcp6-segmentation"),
            ("generic-segmentation-offload", "feature-gso"), ("generic-receive-offload", "feature-gro"),
            ("large-receive-offload", "feature-lro"),
        ] {
            if let flag = values.flag(fields.take(key)) { nic.ethtool[option] = flag ? 1 : 0 }
        }
        if let mac, case .text(let text) = mac.value, text != "permanent", text != "preserve" {
            values.note(
                .noEqual, mac, "a MAC address that a NIC is given has no equal in a spec",
                help: "A bond or bridge may have a `mac` of its own.")
        }
        if let field = fields.take("auth") {
            var auth = values.fields(field)
            let management = values.text(auth.take("key-management"))
            if management != "none" {
                nic.login = values.login(
                    &auth, method: auth.take("method"), of: definition.name, at: field,
                    keys: ("ca-certificate", "client-certificate", "client-key", "client-key-password"))
            }
            values.finish(auth)
        }
        if let own = fields.take("openvswitch") { values.finish(values.fields(own)) }
        return nic
    }

    /// What NetworkManager alone is told: the names of a profile do not matter here, its properties do.
    private mutating func networkManager(_ fields: inout YAMLFields) {
        var own = values.fields(fields.take("networkmanager"))
        for key in ["name", "uuid", "stable-id", "device"] { _ = own.take(key) }
        for (key, field) in values.fields(own.take("passthrough")).rest {
            values.note(
                .noEqual, field, "the property \(key.shown) of NetworkManager is not taken",
                help: "See docs/spec.md for a key that says it; what a spec has no words for stays as nmcli sets it.")
        }
        values.finish(own)
    }

    // MARK: Ports

    /// Reads the ports of a controller, which are attached at the end.
    mutating func ports(_ fields: inout YAMLFields, as attachment: Interface.Attachment) {
        let field = fields.take("interfaces")
        for item in values.list(field) {
            if let name = resolve(item) { attachments.append((name, attachment, field)) }
        }
    }

    mutating func attachPorts() {
        for (port, attachment, field) in attachments {
            if case .bridge(let bridge, _) = attachment {
                values.attach(port, as: .bridge(bridge, bridgePorts[port] ?? BridgePort()), at: field)
            } else {
                values.attach(port, as: attachment, at: field)
            }
        }
    }

    private mutating func bond(_ definition: Definition, _ fields: inout YAMLFields, _ mac: MACAddress?) -> Bond {
        ports(&fields, as: .bond(definition.name, BondPort()))
        var parameters = values.fields(fields.take("parameters"))
        let mode = values.word(parameters.take("mode"), as: BondMode.self) ?? .balanceRR
        var options: OrderedDictionary<String, String> = [:]
        for (keys, option, form) in Self.bondOptions {
            guard let field = parameters.take(keys.0, or: keys.1) else { continue }
            let value: String? =
                switch form {
                case .word: values.text(field)
                case .number: values.number(field, in: 0...Int(Int32.max)).map { String($0) }
                case .flag: values.flag(field).map { $0 ? "1" : "0" }
                case .milliseconds: time(field, unit: 1).map { String($0) }
                case .seconds: time(field, unit: 1000).map { String($0) }
                case .addresses:
                    values.list(field).compactMap { values.address($0)?.description }.joined(separator: ",")
                case .port: resolve(field)?.text
                }
            if let value { options[option] = BondOptionValue.canonical(value, of: option) }
        }
        values.finish(parameters)
        let watches = options["miimon"] != nil || options["arp_interval"] != nil
        if !watches, ![.lacp, .balanceTLB, .balanceALB].contains(mode), !definition.isNetworkManagers {
            values.note(
                .otherWords, definition.field,
                "netplan leaves the links of this bond unwatched, so that none ever fails over; the spec has the usual"
                    + " `miimon: 100`")
        }
        return Bond(mode: mode, options: options, ports: [], mac: mac)
    }

    private enum Form { case word, number, flag, milliseconds, seconds, addresses, port }

    private static let bondOptions: [(keys: (String, String), option: String, form: Form)] = [
        (("mii-monitor-interval", ""), "miimon", .milliseconds), (("up-delay", ""), "updelay", .milliseconds),
        (("down-delay", ""), "downdelay", .milliseconds), (("arp-interval", ""), "arp_interval", .milliseconds),
        (("arp-ip-targets", ""), "arp_ip_target", .addresses), (("arp-validate", ""), "arp_validate", .word),
        (("arp-all-targets", ""), "arp_all_targets", .word), (("lacp-rate", ""), "lacp_rate", .word),
        (("ad-select", ""), "ad_select", .word), (("min-links", ""), "min_links", .number),
        (("transmit-hash-policy", ""), "xmit_hash_policy", .word),
        (("all-members-active", "all-slaves-active"), "all_slaves_active", .flag),
        (("fail-over-mac-policy", ""), "fail_over_mac", .word),
        (("gratuitous-arp", "gratuitious-arp"), "num_grat_arp", .number),
        (("packets-per-member", "packets-per-slave"), "packets_per_slave", .number),
        (("primary-reselect-policy", ""), "primary_reselect", .word), (("resend-igmp", ""), "resend_igmp", .number),
        (("learn-packet-interval", ""), "lp_interval", .seconds), (("primary", ""), "primary", .port),
    ]

    private mutating func bridge(_ definition: Definition, _ fields: inout YAMLFields, _ mac: MACAddress?) -> Bridge {
        ports(&fields, as: .bridge(definition.name, BridgePort()))
        var bridge = Bridge()
        bridge.mac = mac
        let field = fields.take("parameters")
        var parameters = values.fields(field)
        // Without `parameters`, networkd says nothing of the spanning tree, and the kernel has none.
        bridge.stp = values.flag(parameters.take("stp")) ?? (field != nil || definition.isNetworkManagers)
        bridge.forwardDelay = time(parameters.take("forward-delay"), unit: 1000)
        bridge.helloTime = time(parameters.take("hello-time"), unit: 1000)
        bridge.maxAge = time(parameters.take("max-age"), unit: 1000)
        bridge.ageingTime = time(parameters.take("ageing-time", or: "aging-time"), unit: 1000)
        bridge.priority = values.number(parameters.take("priority"), in: 0...65_535)
        for (key, range, place) in [
            ("path-cost", 0...65_535, \BridgePort.pathCost), ("port-priority", 0...63, \BridgePort.priority),
        ] {
            for (id, field) in values.fields(parameters.take(key)).rest {
                guard let name = definitions[id]?.name ?? (try? InterfaceName(id)) else { continue }
                bridgePorts[name, default: BridgePort()][keyPath: place] = values.number(field, in: range)
            }
        }
        values.finish(parameters)
        return bridge
    }

    /// Reads a time, in a unit given in milliseconds unless it has its own.
    private mutating func time(_ field: YAMLField?, unit: Int) -> Int? {
        values.read(field, "a time in whole \(unit == 1 ? "milliseconds" : "seconds")") { text in
            let digits = text.prefix { $0.isNumber }
            let units = ["": unit, "ms": 1, "s": 1000, "sec": 1000, "m": 60_000, "min": 60_000]
            guard let number = Int(digits), number < 1 << 40, let own = units[text.dropFirst(digits.count).trimmed],
                number * own % unit == 0
            else { return nil }
            return number * own / unit
        }
    }

    // MARK: VLANs and tunnels

    private mutating func vlan(_ definition: Definition, _ fields: inout YAMLFields) -> Interface.Kind? {
        let link = fields.take("link")
        let id = values.read(fields.take("id"), "a VLAN from 1 to 4094") { Int($0).flatMap { VLANID($0) } }
        let below = self.definition(link)
        guard let parent = resolve(link), let id else {
            leaveOut(definition.id, definition.field, "its `link` or `id` is missing")
            return nil
        }
        if let below, isOpenVSwitch(below) {
            if below.section == "bonds" {
                leaveOut(definition.id, definition.field, "a bond of Open vSwitch cannot have VLANs on it")
                return nil
            }
            // In a bridge of Open vSwitch, it is an interface in a port with this tag.
            tags[parent, default: []].append(YAMLValues.SwitchPort(name: definition.name, tag: id))
            if let own = fields.take("openvswitch") { values.finish(values.fields(own)) }
            return .ovsInterface(OVSInterface())
        }
        return .vlan(VLAN(parent: parent, id: id))
    }

    private mutating func tunnel(_ definition: Definition, _ fields: inout YAMLFields) -> Interface.Kind? {
        let mode = values.text(fields.take("mode")) ?? ""
        let local = fields.take("local")
        let remote = fields.take("remote")
        let ttl = values.number(fields.take("ttl"), in: 1...255)
        if mode == "vxlan" {
            guard let id = values.number(fields.take("id"), in: 1...16_777_215) else {
                leaveOut(definition.id, definition.field, "its `id` is missing")
                return nil
            }
            var vxlan = VXLAN(id: id)
            let link = fields.take("link")
            if case .text("lo")? = link?.value {
                values.note(.otherWords, link, "packets of a VXLAN on `lo` leave by the routes, as without a parent")
            } else {
                vxlan.parent = resolve(link)
            }
            vxlan.local = values.address(local)
            vxlan.remote = values.address(remote)
            // The kernel's own, which is older than the standard.
            vxlan.port = values.number(fields.take("port"), in: 1...65_535) ?? 8472
            vxlan.ttl = ttl
            vxlan.learning = values.flag(fields.take("mac-learning")) ?? true
            return .vxlan(vxlan)
        }
        guard let mode = TunnelMode(rawValue: mode) else {
            leaveOut(definition.id, definition.field, "a spec has no tunnels of the mode \(mode.shown)")
            return nil
        }
        guard let address = values.address(remote) else {
            leaveOut(definition.id, definition.field, "the other end, `remote`, is missing")
            return nil
        }
        var tunnel = Tunnel(mode: mode, remote: address)
        tunnel.local = values.address(local)
        tunnel.ttl = ttl
        tunnel.key = key(fields.take("key", or: "keys"))
        return .tunnel(tunnel)
    }

    /// Reads a tunnel's key, which has to be the same in both directions.
    private mutating func key(_ field: YAMLField?) -> UInt32? {
        guard let field else { return nil }
        func number(_ text: String) -> UInt32? {
            UInt32(text) ?? IPAddress(text).flatMap { $0.family == .v4 ? UInt32(truncatingIfNeeded: $0.bits) : nil }
        }
        guard case .mapping = field.value else { return values.read(field, "a number or an IPv4 address", number) }
        var both = values.fields(field)
        let input = values.read(both.take("input"), "a number or an IPv4 address", number)
        let output = values.read(both.take("output"), "a number or an IPv4 address", number)
        values.finish(both)
        if input == output { return input }
        values.note(.noEqual, field, "a tunnel with another key in each direction has no equal in a spec")
        return nil
    }
}
