import NetTypes
import OrderedCollections
import Topology

/// Reads what ifupdown, and ifupdown2 of Proxmox and Cumulus, are told in /etc/network/interfaces.
struct IfupdownImport {
    private var imported = Imported()
    var network = NetworkDraft()
    /// The bonds that ports name by `bond-master`.
    private var masters: Set<String> = []
    /// What the interfaces' stanzas said, to be given out in their order.
    var values = KeyedValues([])
    var nextPriority = 32_765
    var nextTable = 1001
    /// What ports of bonds say of their bonds.
    var portWords: OrderedDictionary<InterfaceName, [KeyedValues.Entry]> = [:]
    /// For bridges that filter, the VLANs of ports that say nothing themselves.
    var bridgeVLANs: [InterfaceName: [BridgeVLAN]] = [:]
    /// The VLANs that ports of bridges say themselves.
    var portVLANs: [InterfaceName: (vlans: [BridgeVLAN], place: SourceLocation)] = [:]
    /// The lines of the stanza that is read.
    var lines: Set<SourceLocation> = []

    static func read(_ files: [ImportFile], include: (String) -> [ImportFile]) -> Imported {
        let file = InterfacesFile(files, include: include)
        var reading = IfupdownImport()
        for notice in file.notices { reading.imported.add(notice) }
        reading.read(file)
        return reading.imported
    }

    private mutating func read(_ file: InterfacesFile) {
        var stanzas: OrderedDictionary<String, [InterfacesFile.Stanza]> = [:]
        for stanza in file.stanzas {
            // eth0:1 is an older way to say more addresses of eth0.
            let name = stanza.name.split(separator: ":").first.map(String.init) ?? stanza.name
            stanzas[name, default: []].append(stanza)
            masters.formUnion(stanza.entries.filter { $0.key == "bond-master" }.map(\.value))
        }
        for (name, own) in stanzas { read(name, own) }
        finishBonds()
        addNamedVLANs()
        finishBridges()
        leaveOut(file)
        let isSilent = network.drafts.values.contains { $0.ipv4.method != .disabled && $0.ipv6.method == .disabled }
        if isSilent {
            imported.note(
                .otherWords, at: nil,
                "an interface without a stanza of inet6 has no IPv6 in a spec; ifupdown leaves it to the kernel,"
                    + " which takes addresses that routers announce",
                help: "Write `accept-ra: true` where they are used")
        }
        network.finish(
            into: &imported,
            severalGateways: "of those with one metric the first to come up has it, and ifup of the others fails",
            offLink: false)
    }

    // MARK: One interface

    private mutating func read(_ text: String, _ stanzas: [InterfacesFile.Stanza]) {
        guard let first = stanzas.first else { return }
        guard let name = try? InterfaceName(text), !text.hasPrefix("/"), !text.contains("*") else {
            return imported.note(.leftOut, at: first.place, "\(text.shown) is no name of an interface")
        }
        let entries = stanzas.flatMap(\.entries)
        let others = stanzas.map(\.method).first {
            !["static", "manual", "dhcp", "auto", "loopback", "tunnel", "v4tunnel"].contains($0)
        }
        if let others {
            return imported.note(.leftOut, at: first.place, "\(name) is left out: its method is \(others.shown)")
        }
        if let wireless = entries.first(where: { $0.key.hasPrefix("wpa-") || $0.key.hasPrefix("wireless-") }) {
            return imported.note(.leftOut, at: wireless.place, "\(name) is left out: it is a Wi-Fi")
        }
        if name.text == "lo" {
            for entry in entries where !["up", "down"].contains(entry.key) {
                imported.note(
                    .noEqual, at: entry.place, "`\(entry.key)` of lo has no equal in a spec",
                    help: "An address of the host itself may be on one of `dummies`")
            }
            return
        }
        values = KeyedValues(entries)
        values.interface = name
        if let kind = kind(name, stanzas) {
            var draft = InterfaceDraft(name: name, kind: kind, place: first.place)
            readLink(&draft)
            for stanza in stanzas { readLayer3(stanza, &draft) }
            readNames(&draft)
            if draft.ipv6.method == .disabled { draft.ipv6.addressGeneration = nil }
            network.drafts[name] = draft
        } else {
            _ = values.takeAll { _ in true }
        }
        for notice in values.finish(idle: Self.isIdle, help: Self.help) { imported.add(notice) }
    }

    /// What the interface is; `nil` where no spec has it, which was said.
    private mutating func kind(_ name: InterfaceName, _ stanzas: [InterfacesFile.Stanza]) -> Interface.Kind? {
        func has(_ keys: String...) -> Bool { keys.contains { values.peek($0) != nil } }
        if has("ovs-type"), let first = stanzas.first { return ovs(name, at: first.place) }
        if !has("bond-master"), has("bond-slaves", "slaves", "bond-mode") || masters.contains(name.text) {
            return .bond(bond(name))
        }
        if has("bridge-ports", "bridge-vlan-aware", "bridge-stp", "bridge-fd") { return .bridge(bridge(name)) }
        if has("vxlan-id") { return vxlan() }
        if let table = values.take("vrf-table") {
            let number = Int(table.value) ?? nextTable
            if table.value == "auto" {
                nextTable += 1
                values.note(.otherWords, table, "`vrf-table` is auto; \(number) is the table that ifupdown2 takes")
            }
            return .vrf(VRF(table: number, ports: []))
        }
        let methods = stanzas.map(\.method)
        if has("tunnel-mode") || methods.contains("tunnel") || methods.contains("v4tunnel") {
            return tunnel(name, isSIT: methods.contains("v4tunnel"))
        }
        let isNumbered = name.text.hasPrefix("vlan") && Int(name.text.dropFirst(4)) != nil
        if isNumbered || has("vlan-raw-device", "vlan-id") || Self.vlan(of: name.text) != nil { return vlan(name) }
        switch values.take("link-type")?.value {
        case "dummy"?: return .dummy(Dummy())
        case "veth"?: return values.name("veth-peer-name").map { .veth(Veth(peer: $0)) }
        case let type?:
            values.note(.leftOut, nil, "\(name) is left out: it is of the type \(type.shown)")
            return nil
        case nil: return name.text.hasPrefix("dummy") ? .dummy(Dummy()) : .ethernet(nic())
        }
    }

    /// The parent and number of a VLAN by its name: eth0.100.
    static func vlan(of name: String) -> (parent: InterfaceName, id: VLANID)? {
        guard let dot = name.lastIndex(of: "."), let id = Int(name[dot...].dropFirst()).flatMap({ VLANID($0) }),
            let parent = try? InterfaceName(String(name[..<dot]))
        else { return nil }
        return (parent, id)
    }

    private mutating func vlan(_ name: InterfaceName) -> Interface.Kind? {
        let own = Self.vlan(of: name.text)
        let parent = values.name("vlan-raw-device") ?? own?.parent
        let stated = values.number("vlan-id", in: 1...4094)
        let digits = name.text.hasPrefix("vlan") ? Int(name.text.dropFirst(4)) : nil
        guard let parent, let id = (stated ?? digits).flatMap({ VLANID($0) }) ?? own?.id else {
            values.note(
                .leftOut, nil, "\(name) is left out: nothing says which VLAN it is, or on which interface",
                help: "`vlan-raw-device` and `vlan-id` would say it")
            return nil
        }
        let tag: VLANProtocol = values.text("vlan-protocol")?.lowercased() == "802.1ad" ? .dot1ad : .dot1Q
        return .vlan(VLAN(parent: parent, id: id, tag: tag))
    }

    private mutating func vxlan() -> Interface.Kind? {
        guard let id = values.number("vxlan-id", in: 1...0xff_ffff) else { return nil }
        var vxlan = VXLAN(id: id)
        vxlan.parent = values.name("vxlan-physdev")
        vxlan.local = values.take("vxlan-local-tunnelip").flatMap { IPAddress($0.value) }
        for key in ["vxlan-svcnodeip", "vxlan-mcastgrp", "vxlan-remoteip"] {
            for entry in values.takeAll(key) {
                for word in entry.value.words {
                    guard let end = IPAddress(word) else { values.refuse(entry, "an IP address"); continue }
                    if vxlan.remote == nil {
                        vxlan.remote = end
                    } else {
                        values.note(.noEqual, entry, "a spec has one other end of a VXLAN, and \(end) is one more")
                    }
                }
            }
        }
        vxlan.port = values.number("vxlan-port", in: 1...65_535) ?? VXLAN.standardPort
        vxlan.ttl = values.number("vxlan-ttl", in: 0...255).flatMap { $0 == 0 ? nil : $0 }
        vxlan.learning = (values.flag("vxlan-learning") ?? values.flag("bridge-learning")) != false
        return .vxlan(vxlan)
    }

    private mutating func tunnel(_ name: InterfaceName, isSIT: Bool) -> Interface.Kind? {
        func value(_ key: String) -> KeyedValues.Entry? { values.take("tunnel-\(key)") ?? values.take(key) }
        let mode = isSIT ? "sit" : value("mode")?.value ?? ""
        guard let kind = TunnelMode(rawValue: mode), let remote = value("endpoint").flatMap({ IPAddress($0.value) })
        else {
            values.note(.leftOut, nil, "\(name) is left out: it is a tunnel whose mode or other end no spec has")
            return nil
        }
        var tunnel = Tunnel(mode: kind, remote: remote)
        tunnel.local = value("local").flatMap { $0.value == "any" ? nil : IPAddress($0.value) }
        tunnel.parent = value("dev").flatMap { try? InterfaceName($0.value) }
        tunnel.ttl = value("ttl").flatMap { Int($0.value) }.flatMap { (1...255).contains($0) ? $0 : nil }
        return .tunnel(tunnel)
    }

    // MARK: After all interfaces

    /// Ports that are VLANs by their names need no stanza.
    private mutating func addNamedVLANs() {
        let used = network.memberships.map { ($0.port, $0.place) }
        for (port, place) in used where network.drafts[port] == nil {
            guard let (parent, id) = Self.vlan(of: port.text) else { continue }
            network.drafts[port] = InterfaceDraft(
                name: port, kind: .vlan(VLAN(parent: parent, id: id)), place: place)
        }
    }

    /// Ports may say what belongs to their bond.
    private mutating func finishBonds() {
        for (port, entries) in portWords {
            guard let bond = network.memberships.first(where: { $0.port == port })?.attachment.controller,
                case .bond(let own)? = network.drafts[bond]?.kind
            else { continue }
            var (mode, options) = (own.mode, own.options)
            for entry in entries {
                let option = String(entry.key.dropFirst(5).map { $0 == "-" ? "_" : $0 })
                let value = entry.value.words.first ?? ""
                if option == "primary", options["primary"] == nil {
                    _ = Bond.read("primary", value, &mode, &options)
                    continue
                }
                let standing = option == "mode" ? mode.rawValue : options[option]
                if standing != BondOptionValue.canonical(value, of: option) {
                    imported.note(
                        .mistake, at: entry.place, of: port,
                        "`\(entry.key)` has no effect on a port: it belongs to \(bond)")
                }
            }
            network.drafts[bond]?.kind = .bond(Bond(mode: mode, options: options, ports: [], mac: own.mac))
        }
    }

    /// Bridges that filter have the VLANs of the VLAN interfaces on them, and their ports have the bridge's.
    private mutating func finishBridges() {
        for (name, draft) in network.drafts {
            guard case .bridge(var bridge) = draft.kind, bridge.vlanFiltering else { continue }
            for vlan in network.drafts.values.compactMap(\.interface.vlan) where vlan.parent == name {
                if !bridge.vlans.contains(where: { $0.first <= vlan.id && vlan.id <= $0.last }) {
                    bridge.vlans.append(BridgeVLAN(first: vlan.id, last: vlan.id))
                }
            }
            network.drafts[name]?.kind = .bridge(bridge)
        }
        network.memberships = network.memberships.map { membership in
            guard case .bridge(let name, var port) = membership.attachment else { return membership }
            let own = portVLANs.removeValue(forKey: membership.port)
            guard case .bridge(let bridge)? = network.drafts[name]?.kind, bridge.vlanFiltering else {
                if let own {
                    imported.note(
                        .mistake, at: own.place, of: membership.port,
                        "\(membership.port) lists VLANs, and \(name) is not `bridge-vlan-aware`")
                }
                return membership
            }
            port.vlans = own?.vlans ?? bridgeVLANs[name] ?? []
            return NetworkDraft.Membership(
                port: membership.port, attachment: .bridge(name, port), place: membership.place)
        }
    }

    /// Interfaces that do not come up by themselves, and that nothing else needs, are none of the network at boot.
    private mutating func leaveOut(_ file: InterfacesFile) {
        let used = Set(
            network.memberships.flatMap { [$0.port, $0.attachment.controller] }
                + network.drafts.values.flatMap(\.interface.parents))
        for draft in network.drafts.values where !used.contains(draft.name) {
            let isStarted = file.started.contains {
                Pattern.matches(draft.name.text, $0.hasPrefix("/") ? String($0.dropFirst()) : $0)
                    || $0.hasPrefix(draft.name.text + ":")
            }
            if isStarted { continue }
            network.drafts[draft.name] = nil
            imported.note(
                .leftOut, at: draft.place,
                "\(draft.name) does not come up by itself (no `auto` or `allow-hotplug` names it), and is left out")
        }
    }

    /// Keys that have no effect, or none that a spec has not anyhow.
    private static func isIdle(_ entry: KeyedValues.Entry) -> Bool {
        switch entry.key {
        case "broadcast", "network", "bridge-maxwait", "bridge-waitport", "bond-give-a-chance", "bridge-gcint", "alias",
            "ll-attempts", "ll-interval", "dad-attempts", "dad-interval", "down", "pre-down", "post-down":
            !entry.key.hasSuffix("down") || Self.isRemoval(entry.value)
        case "request-prefix", "scope": ["0", "global"].contains(entry.value)
        case "bridge-l2protocol-tunnel", "bridge-igmp-version", "bridge-mld-version": false
        default: false
        }
    }

    /// Whether a command only takes away what goes with the interface anyhow.
    private static func isRemoval(_ command: String) -> Bool {
        let words = command.words
        return words.contains("del") || words.contains("delete") || words.contains("flush") || words.contains("down")
    }

    private static func help(_ entry: KeyedValues.Entry) -> String? {
        let isCommand = ["up", "post-up", "pre-up", "down", "pre-down", "post-down"].contains(entry.key)
        return isCommand ? "A spec runs no commands; what it is for may have a key" : nil
    }
}
