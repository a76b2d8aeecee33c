import NetTypes
import OrderedCollections
import Topology

extension NMStateReading {
    /// The keys that tell the kind of an interface where `type` is missing.
    private static let telling = [
        ("link-aggregation", "bond"), ("vlan", "vlan"), ("vxlan", "vxlan"), ("vrf", "vrf"), ("mac-vlan", "mac-vlan"),
        ("mac-vtap", "mac-vtap"), ("ipvlan", "ipvlan"), ("hsr", "hsr"), ("macsec", "macsec"),
        ("bridge", "linux-bridge"),
        ("infiniband", "infiniband"), ("libreswan", "ipsec"),
    ]

    /// Reads what kind of interface it is; `nil` for one that is left out.
    mutating func kind(
        _ type: String?, _ name: InterfaceName, _ item: YAMLField, _ fields: inout YAMLFields
    ) -> Interface.Kind? {
        let type = type ?? Self.telling.first { fields.peek($0.0) != nil }?.1 ?? "ethernet"
        let macField = fields.take("mac-address")
        let source = fields.take("copy-mac-from")
        let isByMAC = values.text(fields.take("identifier")) == "mac-address"
        if ["ethernet", "unknown", "veth"].contains(type) {
            if type == "veth" || fields.peek("veth") != nil {
                var own = values.fields(fields.take("veth"))
                let peer = self.name(own.take("peer"))
                values.finish(own)
                if let peer {
                    refuse(macField, source)
                    return .veth(Veth(peer: peer))
                }
                leaveOut(name, item, "its other end, `peer`, is missing")
                return nil
            }
            return .ethernet(nic(name, isByMAC, macField, source, &fields))
        }
        if type == "bond" || type == "linux-bridge" {
            let (mac, copied) = (values.mac(macField), self.name(source))
            if type == "bond" {
                return .bond(bond(name, &fields, copied == nil ? mac : nil, copied))
            }
            var bridge = bridge(name, &fields)
            bridge.mac = copied == nil ? mac : nil
            bridge.macSource = copied
            return .bridge(bridge)
        }
        var own = values.fields(fields.take(type == "ovs-bridge" || type == "ovs-interface" ? "bridge" : type))
        var kind: Interface.Kind?
        switch type {
        case "mac-vlan", "mac-vtap":
            kind = macvlan(&own, isTap: type == "mac-vtap", values.mac(macField))
            refuse(nil, source)
        case "ovs-bridge":
            kind = .ovsBridge(switchBridge(name, &own))
            refuse(nil, source)
        case "ovs-interface":
            var patch = values.fields(fields.take("patch"))
            var inner = OVSInterface(peer: self.name(patch.take("peer")))
            values.finish(patch)
            if fields.take("dpdk") != nil {
                leaveOut(name, item, "interfaces with DPDK are not NetworkManager's alone")
                return nil
            }
            inner.mac = inner.peer == nil ? values.mac(macField) : nil
            kind = .ovsInterface(inner)
            refuse(nil, source)
        default:
            refuse(macField, source)
            kind = other(type, name, item, &own)
        }
        if kind == nil {
            let known = ["vlan", "vxlan", "vrf", "mac-vlan", "mac-vtap", "ipvlan", "hsr", "macsec"].contains(type)
            // The kernel's loopback with its own addresses is there anyway.
            if type == "loopback", hasOnlyLoopback(fields) { return nil }
            leaveOut(
                name, item, known ? "what it needs is missing" : "a spec has no interfaces of the type \(type.shown)")
            return nil
        }
        values.finish(own)
        return kind
    }

    private mutating func refuse(_ mac: YAMLField?, _ source: YAMLField?) {
        for field in [mac, source] {
            if let field { values.note(.noEqual, field, "a MAC address of such an interface has no equal in a spec") }
        }
    }

    private mutating func hasOnlyLoopback(_ fields: YAMLFields) -> Bool {
        ["ipv4", "ipv6"].allSatisfy { key in
            guard case .mapping(let family)? = fields.peek(key)?.value,
                case .list(let items)? = family["address"]?.value
            else { return true }
            return items.allSatisfy { item in
                guard case .mapping(let entry) = item.value, case .text(let text)? = entry["ip"]?.value else {
                    return false
                }
                return text == "127.0.0.1" || text == "::1"
            }
        }
    }

    /// A kind that has one mapping and little in it.
    private mutating func other(
        _ type: String, _ name: InterfaceName, _ item: YAMLField, _ own: inout YAMLFields
    ) -> Interface.Kind? {
        switch type {
        case "dummy": return .dummy(Dummy())
        case "vlan":
            let parent = self.name(own.take("base-iface"))
            let id = values.read(own.take("id"), "a VLAN from 1 to 4094") { Int($0).flatMap { VLANID($0) } }
            let tag = values.text(own.take("protocol"))?.lowercased() == "802.1ad" ? VLANProtocol.dot1ad : .dot1Q
            // The defaults of NetworkManager's profiles.
            for (key, usual) in [
                ("reorder-headers", "true"), ("loose-binding", "false"), ("registration-protocol", "none"),
            ] {
                if case .text(usual)? = own.peek(key)?.value { _ = own.take(key) }
            }
            guard let parent, let id else { return nil }
            return .vlan(VLAN(parent: parent, id: id, tag: tag))
        case "vxlan":
            let parent = self.name(own.take("base-iface"))
            guard let id = values.number(own.take("id"), in: 1...16_777_215) else { return nil }
            var vxlan = VXLAN(id: id)
            vxlan.parent = parent
            vxlan.local = values.address(own.take("local"))
            vxlan.remote = values.address(own.take("remote"))
            // NetworkManager's own, which is older than the standard.
            vxlan.port = values.number(own.take("destination-port"), in: 1...65_535) ?? 8472
            vxlan.learning = values.flag(own.take("learning")) ?? true
            return .vxlan(vxlan)
        case "vrf":
            let ports = own.take("port", or: "ports")
            guard let table = values.number(own.take("route-table-id"), in: 1...4_294_967_295) else { return nil }
            for item in values.list(ports) {
                if let port = self.name(item) { attachments.append((port, .vrf(name), ports)) }
            }
            return .vrf(VRF(table: table, ports: []))
        case "ipvlan":
            let mode = values.word(own.take("mode"), as: IPVLANMode.self) ?? .l2
            let isPrivate = values.flag(own.take("private")) ?? false
            let isVEPA = values.flag(own.take("vepa")) ?? false
            return self.name(own.take("base-iface")).map { parent in
                .ipvlan(IPVLAN(parent: parent, mode: mode, flag: isPrivate ? .private : isVEPA ? .vepa : .bridge))
            }
        case "hsr":
            _ = own.take("supervision-address")
            let spec = values.number(own.take("multicast-spec"), in: 0...255) ?? 0
            let isPRP = values.text(own.take("protocol")) == "prp"
            guard let first = self.name(own.take("port1")), let second = self.name(own.take("port2")) else {
                return nil
            }
            return .hsr(HSR(port1: first, port2: second, multicastSpec: spec, isPRP: isPRP))
        case "macsec": return macsec(name, &own)
        default: return nil
        }
    }

    private mutating func macsec(_ name: InterfaceName, _ own: inout YAMLFields) -> Interface.Kind? {
        let secret = own.take("mka-cak")
        let port = own.take("port")
        if case .text("false")? = own.peek("send-sci")?.value {} else { _ = own.take("send-sci") }
        let offload = values.text(own.take("offload"))
        let validation = values.text(own.take("validation")) ?? "disabled"
        let isEncrypted = values.flag(own.take("encrypt")) ?? false
        guard let parent = self.name(own.take("base-iface")), let key = values.text(own.take("mka-ckn")) else {
            return nil
        }
        let file = "/etc/nm-topology/\(name).cak"
        var macsec = MACsec(parent: parent, agreement: .key(name: key, file: file))
        macsec.offload = offload.flatMap(MACsecOffload.init(rawValue:)).flatMap { $0 == .off ? nil : $0 }
        macsec.isEncrypted = isEncrypted
        macsec.validation = ["disabled": .disable, "check": .check][validation] ?? .strict
        if case .text("0")? = port?.value {
            values.note(.mistake, port, "the port of a MACsec is at least 1, and is 1 in the spec")
        } else {
            macsec.port = values.number(port, in: 1...65_534) ?? 1
        }
        values.note(
            .otherWords, secret, "a spec has no keys; this one is read from `\(file)`",
            help: "Write the key, `mka-cak`, into `\(file)` (owner root, mode 0600).")
        return .macsec(macsec)
    }

    private mutating func macvlan(_ own: inout YAMLFields, isTap: Bool, _ mac: MACAddress?) -> Interface.Kind? {
        let parent = name(own.take("base-iface"))
        let mode = values.word(own.take("mode"), as: MACVLANMode.self)
        let isPromiscuous = values.flag(own.take("promiscuous", or: "accept-all-mac")) ?? true
        guard let parent, let mode else { return nil }
        var macvlan = MACVLAN(parent: parent, mode: mode, isTap: isTap, isPromiscuous: isPromiscuous)
        macvlan.mac = mac
        return .macvlan(macvlan)
    }

    // MARK: Bonds and bridges

    private mutating func bond(
        _ name: InterfaceName, _ fields: inout YAMLFields, _ mac: MACAddress?, _ source: InterfaceName?
    ) -> Bond {
        var own = values.fields(fields.take("link-aggregation"))
        let mode = values.read(own.take("mode"), "a mode of bonds") { text in
            BondMode(rawValue: BondOptionValue.canonical(text, of: "mode"))
        }
        if mode == nil { values.note(.mistake, nil, "the bond `\(name)` has no mode, and gets balance-rr") }
        var options: OrderedDictionary<String, String> = [:]
        for (key, field) in values.fields(own.take("options")).rest {
            guard let text = values.text(field) else { continue }
            // nmstate has words of its own where the kernel has numbers.
            let number = ["true": "1", "false": "0", "dropped": "0", "delivered": "1"][text.lowercased()]
            let option = key == "balance_slb" ? "balance-slb" : key
            options[option] = BondOptionValue.canonical(number ?? text, of: option)
        }
        var settings: [InterfaceName: BondPort] = [:]
        for item in values.list(own.take("ports-config")) {
            var entry = values.fields(item)
            guard let port = self.name(entry.take("name")) else { continue }
            var bondPort = BondPort()
            bondPort.priority = values.number(entry.take("priority"), in: -2_147_483_648...2_147_483_647)
            bondPort.queueID = values.number(entry.take("queue-id"), in: 0...65_535)
            if bondPort.priority == 0 { bondPort.priority = nil }
            if bondPort.queueID == 0 { bondPort.queueID = nil }
            values.finish(entry)
            settings[port] = bondPort
        }
        let ports = own.take("port", or: "ports")
        let names = values.list(ports).compactMap { self.name($0) }
        let all = names + settings.keys.filter { !names.contains($0) }.sorted()
        for port in all { attachments.append((port, .bond(name, settings[port] ?? BondPort()), ports)) }
        values.finish(own)
        return Bond(mode: mode ?? .balanceRR, options: options, ports: [], mac: mac, macSource: source)
    }

    private mutating func bridge(_ name: InterfaceName, _ fields: inout YAMLFields) -> Bridge {
        var own = values.fields(fields.take("bridge"))
        var bridge = Bridge()
        var options = values.fields(own.take("options"))
        var tree = values.fields(options.take("stp"))
        // NetworkManager's own default.
        bridge.stp = values.flag(tree.take("enabled")) ?? true
        let times = ["forward-delay", "hello-time", "max-age"].map { values.number(tree.take($0), in: 0...255) }
        let priority = values.number(tree.take("priority"), in: 0...65_535)
        values.finish(tree)
        if bridge.stp { (bridge.forwardDelay, bridge.helloTime, bridge.maxAge) = (times[0], times[1], times[2]) }
        bridge.priority = priority
        bridge.ageingTime = values.number(options.take("mac-ageing-time"), in: 0...1_000_000)
        bridge.groupForwardMask = values.number(
            options.take("group-forward-mask", or: "group-fwd-mask"), in: 0...65_535)
        bridge.multicastSnooping = values.flag(options.take("multicast-snooping"))
        bridge.multicastQuerier = values.flag(options.take("multicast-querier"))
        bridge.vlanDefaultPVID = values.number(options.take("vlan-default-pvid"), in: 0...4094)
        if let tag = values.text(options.take("vlan-protocol")) {
            bridge.vlanProtocol = tag.lowercased() == "802.1ad" ? .dot1ad : nil
        }
        for option in BridgeOption.allCases {
            let key = option == .hashMax ? "hash-max" : option.rawValue
            guard let field = options.take(key) else { continue }
            switch option.form {
            case .number(let range), .time(let range): bridge.options[option] = values.number(field, in: range)
            case .flag: bridge.options[option] = values.flag(field).map { $0 ? 1 : 0 }
            case .word(let words): bridge.options[option] = values.read(field, "a word") { words.firstIndex(of: $0) }
            }
            // A state shows every option, and those that are as ever need no word.
            if bridge.options[option] == option.standard { bridge.options[option] = nil }
        }
        // What the kernel counts by itself.
        for key in ["gc-timer", "hello-timer"] { _ = options.take(key) }
        if case .text(let text)? = options.peek("group-addr")?.value, text.uppercased() == "01:80:C2:00:00:00" {
            _ = options.take("group-addr")
        }
        values.finish(options)
        let ports = own.take("port", or: "ports")
        var settings: OrderedDictionary<InterfaceName, BridgePort> = [:]
        for item in values.list(ports) {
            var entry = values.fields(item)
            guard let port = self.name(entry.take("name")) else { continue }
            var bridgePort = BridgePort()
            bridgePort.hairpin = values.flag(entry.take("stp-hairpin-mode")).flatMap { $0 ? true : nil }
            bridgePort.pathCost = values.number(entry.take("stp-path-cost"), in: 0...65_535).flatMap {
                $0 == 100 ? nil : $0
            }
            bridgePort.priority = values.number(entry.take("stp-priority"), in: 0...63).flatMap { $0 == 32 ? nil : $0 }
            let vlans = vlans(&entry)
            if let vlans {
                bridge.vlanFiltering = true
                bridgePort.vlans = vlans.tags
                if let native = vlans.native {
                    bridgePort.vlans.append(BridgeVLAN(first: native, last: native, pvid: true, untagged: true))
                }
                bridgePort.vlans.sort { $0.first < $1.first }
            }
            values.finish(entry)
            settings[port] = bridgePort
        }
        for (port, own) in settings { attachments.append((port, .bridge(name, own), ports)) }
        values.finish(own)
        return bridge
    }

    /// Reads the VLANs of a port; `nil` where it filters none.
    private mutating func vlans(_ entry: inout YAMLFields) -> (native: VLANID?, tags: [BridgeVLAN])? {
        guard let field = entry.take("vlan") else { return nil }
        var own = values.fields(field)
        if own.rest.isEmpty { return nil }
        let isAccess = values.text(own.take("mode")) == "access"
        let isNative = values.flag(own.take("enable-native")) ?? false
        let tag = values.number(own.take("tag"), in: 0...4094).flatMap { VLANID($0) }
        var tags: [BridgeVLAN] = []
        for item in values.list(own.take("trunk-tags")) {
            var one = values.fields(item)
            var range = values.fields(one.take("id-range"))
            let first = values.number(one.take("id") ?? range.take("min"), in: 1...4094).flatMap { VLANID($0) }
            let last = values.number(range.take("max"), in: 1...4094).flatMap { VLANID($0) } ?? first
            values.finish(one)
            values.finish(range)
            if let first, let last, first <= last { tags.append(BridgeVLAN(first: first, last: last)) }
        }
        values.finish(own)
        return (isAccess || isNative ? tag : nil, tags)
    }

    // MARK: Open vSwitch

    private mutating func switchBridge(_ name: InterfaceName, _ own: inout YAMLFields) -> OVSBridge {
        var bridge = OVSBridge()
        var options = values.fields(own.take("options"))
        if case .text("")? = options.peek("fail-mode")?.value { _ = options.take("fail-mode") }
        if case .text("")? = options.peek("datapath")?.value { _ = options.take("datapath") }
        bridge.failMode = values.word(options.take("fail-mode"), as: OVSFailMode.self)
        bridge.multicastSnooping = values.flag(options.take("mcast-snooping-enable")).flatMap { $0 ? true : nil }
        bridge.rstp = values.flag(options.take("rstp")).flatMap { $0 ? true : nil }
        if let tree = options.take("stp") {
            if case .mapping = tree.value {
                var fields = values.fields(tree)
                bridge.stp = values.flag(fields.take("enabled")).flatMap { $0 ? true : nil }
                values.finish(fields)
            } else {
                bridge.stp = values.flag(tree).flatMap { $0 ? true : nil }
            }
        }
        values.finish(options)
        _ = own.take("allow-extra-patch-ports")
        let field = own.take("port", or: "ports")
        var ports: [YAMLValues.SwitchPort] = []
        for item in values.list(field) {
            var entry = values.fields(item)
            guard let port = self.name(entry.take("name")) else { continue }
            let vlans = vlans(&entry)
            if let bond = entry.take("link-aggregation"), !switchBond(port, bond) { continue }
            values.finish(entry)
            ports.append(
                YAMLValues.SwitchPort(
                    name: port, tag: vlans?.native, trunks: (vlans?.tags ?? []).map { $0.first.number...$0.last.number }
                ))
        }
        switches.append((name, ports, field))
        return bridge
    }

    /// Reads a bond in a bridge of Open vSwitch; `false` where it is left out.
    private mutating func switchBond(_ name: InterfaceName, _ field: YAMLField) -> Bool {
        var own = values.fields(field)
        let isLACP = if case .text("lacp")? = own.peek("mode")?.value { true } else { false }
        if isLACP { _ = own.take("mode") }
        var bond = OVSBond(mode: values.word(own.take("mode"), as: OVSBondMode.self) ?? .activeBackup)
        if isLACP || bond.mode == .balanceTCP { bond.lacp = .active }
        bond.upDelay = values.number(own.take("bond-updelay"), in: 0...3_600_000)
        bond.downDelay = values.number(own.take("bond-downdelay"), in: 0...3_600_000)
        let ports = own.take("port", or: "ports")
        var names: [InterfaceName] = []
        for item in values.list(ports) {
            var entry = values.fields(item)
            if let port = self.name(entry.take("name")) { names.append(port) }
            values.finish(entry)
        }
        values.finish(own)
        guard names.count > 1 else {
            leaveOut(name, field, "a bond of Open vSwitch joins two NICs or more")
            return false
        }
        var port = OVSPort(ports: [])
        port.bond = bond
        switchBonds.append(YAMLInterface(name, field, .ovsPort(port)))
        for own in names { attachments.append((own, .ovsPort(name), ports)) }
        return true
    }
}
