import NetTypes
import OrderedCollections
import YAML

extension Interface.Kind {
    /// Writes what only this kind of interface has.
    ///
    /// - Parameters:
    ///   - fields: takes the keys.
    ///   - interface: the whole interface.
    ///   - topology: the other interfaces, whose options as ports stand here.
    /// - Returns: whether the spec has the interface in a section at all.
    func write(to fields: inout SpecFields, of interface: Interface, in topology: Topology) -> Bool {
        switch self {
        case .ethernet(let nic): nic.write(to: &fields)
        case .bond(let bond): bond.write(to: &fields, in: topology)
        case .vlan(let vlan): vlan.write(to: &fields)
        case .bridge(let bridge): bridge.write(to: &fields, in: topology)
        case .dummy: break
        case .veth(let veth): fields.add("peer", veth.peer)
        case .vxlan(let vxlan): vxlan.write(to: &fields)
        case .vrf(let vrf):
            fields.add("table", vrf.table)
            fields.add("ports", vrf.ports.map(\.text))
        case .macvlan(let macvlan): macvlan.write(to: &fields)
        case .tunnel(let tunnel): tunnel.write(to: &fields)
        case .ipvlan(let ipvlan):
            fields.add("parent", ipvlan.parent)
            fields.add("mode", ipvlan.mode == .l2 ? nil : ipvlan.mode.rawValue)
            fields.add("flag", ipvlan.flag == .bridge ? nil : ipvlan.flag.rawValue)
        case .hsr(let hsr):
            fields.add("port1", hsr.port1)
            fields.add("port2", hsr.port2)
            fields.add("multicast-spec", hsr.multicastSpec == 0 ? nil : hsr.multicastSpec)
            fields.add("prp", hsr.isPRP, usual: false)
            fields.add("protocol-version", hsr.version?.rawValue)
            fields.add("interlink", hsr.interlink)
        case .macsec(let macsec):
            fields.add("parent", macsec.parent)
            switch macsec.agreement {
            case .key(let name, let file):
                fields.add("mka-ckn", name)
                fields.add("mka-cak-file", file)
            case .login(let login):
                fields.add("mode", "eap")
                fields.add("802-1x", login.inSpec)
            }
            fields.add("encrypt", macsec.isEncrypted, usual: true)
            fields.add("validation", macsec.validation == .strict ? nil : macsec.validation.rawValue)
            fields.add("port", macsec.port == 1 ? nil : macsec.port)
            fields.add("offload", macsec.offload?.rawValue)
        case .ovsBridge(let bridge): bridge.write(to: &fields, in: topology)
        case .ovsPort(let port):
            // The port of one interface is made by validation.
            guard let bond = port.bond else { return false }
            fields.add("ports", port.ports.map(\.text))
            fields.add("mode", bond.mode.rawValue)
            fields.add("lacp", bond.lacp?.rawValue)
            fields.add("updelay", bond.upDelay)
            fields.add("downdelay", bond.downDelay)
        case .ovsInterface(let interface):
            fields.add("peer", interface.peer)
            fields.add("mac", interface.mac)
        }
        return true
    }
}

extension Ethernet {
    fileprivate func write(to fields: inout SpecFields) {
        fields.add("mac", mac)
        fields.add("path", path)
        if let sriov { fields.add("sriov", sriov.inSpec) }
        if !ethtool.isEmpty {
            var options = SpecFields()
            for option in EthtoolOption.all {
                guard let value = ethtool[option.name] else { continue }
                switch option.form {
                case .flag: options.add(option.name, .boolean(value != 0))
                case .number: options.add(option.name, value)
                case .modes:
                    options.add(option.name, EthtoolOption.modes.filter { value & $0.bit != 0 }.map(\.word))
                }
            }
            fields.add("ethtool", options.inLine)
        }
        fields.add("speed", speed)
        fields.add("duplex", isFullDuplex.map { $0 ? "full" : "half" })
        fields.add("autoneg", negotiates)
        if let wakeUp {
            fields.add(
                "wake-on-lan", .sequence(WakeUp.words.filter { wakeUp & $0.bit != 0 }.map { .text($0.word) }, .flow))
        }
        fields.add("lldp", hearsLLDP)
        fields.add("tx-queue-length", queueLength)
        if let login { fields.add("802-1x", login.inSpec) }
        fields.add("auth-retries", loginAttempts)
    }
}

extension SRIOV {
    fileprivate var inSpec: YAMLValue {
        var fields = SpecFields()
        fields.add("vfs", count)
        fields.add("eswitch-mode", switchMode.map { Self.modes[$0] })
        fields.add("eswitch-inline-mode", inlineMode.map { Self.inlineModes[$0] })
        fields.add("eswitch-encap-mode", encapMode.map { Self.encapModes[$0] })
        let functions = functions.map { index, function in
            var one = SpecFields()
            one.add("mac", function.mac)
            one.add("vlan", function.vlan?.number)
            one.add("trust", function.isTrusted)
            one.add("spoofcheck", function.checksSpoofing)
            one.add("min-tx-rate", function.minimumRate)
            one.add("max-tx-rate", function.maximumRate)
            one.add("pci", function.pci?.description)
            return YAMLValue.Entry(String(index), one.inLine)
        }
        if !functions.isEmpty { fields.add("vf", .mapping(functions)) }
        return fields.value
    }
}

extension Login {
    fileprivate var inSpec: YAMLValue {
        var fields = SpecFields()
        fields.add("eap", method.rawValue)
        fields.add("identity", identity)
        fields.add("anonymous-identity", anonymousIdentity)
        fields.add("ca-cert", authorities)
        fields.add("client-cert", certificate)
        fields.add("private-key", privateKey)
        fields.add(method == .tls ? "private-key-password-file" : "password-file", secretFile)
        fields.add("phase2-auth", inner == .mschapv2 ? nil : inner?.rawValue)
        fields.add("domain-suffix-match", serverDomain)
        fields.add("optional", isOptional, usual: false)
        fields.add("auth-timeout", timeout)
        return .mapping(fields.entries)
    }
}

extension Bond {
    fileprivate func write(to fields: inout SpecFields, in topology: Topology) {
        fields.add("ports", ports) { name, own in
            guard case .bond(_, let port)? = topology.interfaces[name]?.attachment else { return name }
            own.add("priority", port.priority)
            own.add("queue-id", port.queueID)
            return name
        }
        fields.add("mode", mode.rawValue)
        var others = SpecFields()
        for (option, value) in options where option != "primary" {
            others.add(option, Int(value).map { .number($0) } ?? .text(value))
        }
        if !others.isEmpty { fields.add("options", others.inLine) }
        fields.add("primary", options["primary"])
        fields.add("mac", mac)
        fields.add("copy-mac-from", macSource)
    }
}

extension VLAN {
    fileprivate func write(to fields: inout SpecFields) {
        fields.add("parent", parent)
        fields.add("id", id.number)
        fields.add("protocol", tag == .dot1Q ? nil : tag.rawValue)
        fields.add("ingress-priority-map", ingressPriorityMap)
        fields.add("egress-priority-map", egressPriorityMap)
    }
}

extension Bridge {
    fileprivate func write(to fields: inout SpecFields, in topology: Topology) {
        fields.add("ports", ports) { name, own in
            if case .bridge(_, let port)? = topology.interfaces[name]?.attachment { port.write(to: &own) }
            return name
        }
        fields.add("stp", stp, usual: false)
        fields.add("forward-delay", forwardDelay)
        fields.add("hello-time", helloTime)
        fields.add("max-age", maxAge)
        fields.add("ageing-time", ageingTime)
        fields.add("priority", priority)
        fields.add("multicast-snooping", multicastSnooping)
        fields.add("multicast-querier", multicastQuerier)
        fields.add("group-forward-mask", groupForwardMask)
        fields.add("vlan-filtering", vlanFiltering, usual: false)
        fields.add("vlan-protocol", vlanProtocol?.rawValue)
        fields.add("vlans", list: vlans.map(\.inSpec))
        fields.add("vlan-default-pvid", vlanDefaultPVID)
        fields.add("mac", mac)
        fields.add("copy-mac-from", macSource)
        for option in BridgeOption.allCases {
            guard let value = options[option] else { continue }
            switch option.form {
            case .flag: fields.add(option.rawValue, .boolean(value != 0))
            case .word: fields.add(option.rawValue, option.text(value))
            case .number, .time: fields.add(option.rawValue, value)
            }
        }
    }
}

extension BridgePort {
    /// Writes what the port has of its own; nothing where it has only what every port has.
    func write(to fields: inout SpecFields) {
        // One VLAN for untagged frames, and nothing else, has a key of its own.
        if let only = vlans.first, vlans.count == 1, only.pvid, only.untagged, only.first == only.last {
            fields.add("pvid", only.first.number)
        } else {
            fields.add("vlans", list: vlans.map(\.inSpec))
        }
        fields.add("path-cost", pathCost)
        fields.add("priority", priority)
        fields.add("hairpin", hairpin)
    }
}

extension BridgeVLAN {
    fileprivate var inSpec: YAMLValue {
        if !pvid, !untagged { return (first...last).inSpec }
        var fields = SpecFields()
        fields.add(first == last ? "id" : "range", (first...last).inSpec)
        fields.add("pvid", pvid, usual: false)
        fields.add("untagged", untagged, usual: false)
        return fields.inLine
    }
}

extension VXLAN {
    fileprivate func write(to fields: inout SpecFields) {
        fields.add("id", id)
        fields.add("parent", parent)
        fields.add("local", local)
        fields.add("remote", remote)
        fields.add("port", port == Self.standardPort ? nil : port)
        fields.add("ttl", ttl)
        fields.add("learning", learning, usual: true)
    }
}

extension MACVLAN {
    fileprivate func write(to fields: inout SpecFields) {
        fields.add("parent", parent)
        fields.add("mode", mode == .bridge ? nil : mode.rawValue)
        fields.add("tap", isTap, usual: false)
        fields.add("promiscuous", isPromiscuous, usual: true)
        fields.add("mac", mac)
    }
}

extension Tunnel {
    fileprivate func write(to fields: inout SpecFields) {
        fields.add("mode", mode.rawValue)
        fields.add("local", local)
        fields.add("remote", remote)
        fields.add("parent", parent)
        fields.add("key", key.map { Int($0) })
        fields.add("ttl", ttl)
    }
}

extension OVSBridge {
    fileprivate func write(to fields: inout SpecFields, in topology: Topology) {
        fields.add("ports", ports) { name, own in
            let port = topology.interfaces[name]?.ovsPort
            own.add("tag", port?.tag?.number)
            own.add("trunks", list: (port?.trunks ?? []).map(\.inSpec))
            // A port without a bond has the name of its interface in the spec.
            return port.flatMap { $0.bond == nil ? $0.ports.first : nil } ?? name
        }
        fields.add("fail-mode", failMode?.rawValue)
        fields.add("stp", stp)
        fields.add("rstp", rstp)
        fields.add("multicast-snooping", multicastSnooping)
    }
}
