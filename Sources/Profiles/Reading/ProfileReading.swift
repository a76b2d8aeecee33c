package import NetTypes
package import OrderedCollections
package import Topology

/// A profile as an interface of a spec: what `ProfileBuilder` does, the other way round.
///
/// A property that no spec has is not looked at. Whether something was lost shows when the interface is made a profile again.
package struct ProfileReading {
    /// The interfaces' names by what profiles name controllers and parents by: their names and their profiles' UUIDs.
    private let names: [String: InterfaceName]
    /// The settings of all profiles, by their interfaces.
    private let profiles: OrderedDictionary<InterfaceName, Settings>

    /// Reads profiles.
    ///
    /// - Parameter profiles: a host's profiles, one for each interface, by the interfaces' names.
    package init(_ profiles: OrderedDictionary<InterfaceName, Settings>) {
        self.profiles = profiles
        var names: [String: InterfaceName] = [:]
        for (name, settings) in profiles {
            names[name.text] = name
            if let uuid = settings.reader("connection").text("uuid") { names[uuid] = name }
        }
        self.names = names
    }

    /// The interfaces, in the order of the profiles; one whose kind no spec has, or that lacks what its kind needs, is left out.
    package var interfaces: OrderedDictionary<InterfaceName, Interface> {
        var interfaces: OrderedDictionary<InterfaceName, Interface> = [:]
        for (name, settings) in profiles {
            if let interface = interface(name, settings) { interfaces[name] = interface }
        }
        return interfaces
    }

    private func interface(_ name: InterfaceName, _ settings: Settings) -> Interface? {
        let connection = settings.reader("connection")
        guard let type = connection.text("type"), let name_ = InterfaceKind(connectionType: type),
            let kind = kind(name_, name, settings)
        else { return nil }
        let attachment = attachment(settings)
        var interface = Interface(
            name: name, kind: kind, mtu: mtu(name_, settings), attachment: attachment,
            ipv4: Interface.layer3(settings.reader("ipv4"), .v4), ipv6: Interface.layer3(settings.reader("ipv6"), .v6))
        guard interface.mayHaveLayer3 else {
            return Interface(name: name, kind: kind, mtu: interface.mtu, attachment: attachment)
        }
        interface.common.mdns = connection.number("mdns").flatMap(NameDiscovery.init(rawValue:))
        interface.common.llmnr = connection.number("llmnr").flatMap(NameDiscovery.init(rawValue:))
        interface.common.zone = connection.text("zone")
        interface.common.multipath = connection.number("mptcp-flags").flatMap { $0 == 0 ? nil : $0 }
        interface.common.carrierTimeout = connection.number("wait-device-timeout").flatMap {
            $0 < 1000 ? nil : $0 / 1000
        }
        return interface
    }

    private func mtu(_ kind: InterfaceKind, _ settings: Settings) -> Int? {
        settings.reader(kind.inProfiles.mtuSetting).number("mtu").flatMap { $0 == 0 ? nil : $0 }
    }

    /// The interfaces that have a controller, in the order of their profiles.
    private func ports(of controller: InterfaceName) -> [InterfaceName] {
        profiles.filter { _, settings in settings.controller.flatMap { names[$0] } == controller }.map(\.key)
    }

    private func attachment(_ settings: Settings) -> Interface.Attachment? {
        guard let controller = settings.controller.flatMap({ names[$0] }) else { return nil }
        switch settings.reader("connection").text("slave-type") ?? settings.reader("connection").text("port-type") {
        case "bond"?:
            var port = BondPort()
            let own = settings.reader("bond-port")
            port.priority = own.number("prio").flatMap { $0 == 0 ? nil : $0 }
            port.queueID = own.number("queue-id").flatMap { $0 == 0 ? nil : $0 }
            return .bond(controller, port)
        case "bridge"?:
            var port = BridgePort()
            let own = settings.reader("bridge-port")
            port.pathCost = own.number("path-cost").flatMap { $0 == 100 ? nil : $0 }
            port.priority = own.number("priority").flatMap { $0 == 32 ? nil : $0 }
            port.hairpin = own.flag("hairpin-mode").flatMap { $0 ? true : nil }
            port.vlans = own.vlans("vlans")
            return .bridge(controller, port)
        case "vrf"?: return .vrf(controller)
        case "ovs-bridge"?: return .ovsBridge(controller)
        case "ovs-port"?: return .ovsPort(controller)
        default: return nil
        }
    }

    // MARK: Kinds

    private func kind(_ kind: InterfaceKind, _ name: InterfaceName, _ settings: Settings) -> Interface.Kind? {
        let own = settings.reader(kind.inProfiles.connectionType)
        let mac = settings.reader("802-3-ethernet").text("assigned-mac-address").flatMap { MACAddress($0) }
        func parent(_ property: String = "parent") -> InterfaceName? {
            own.text(property).flatMap { names[$0] ?? (try? InterfaceName($0)) }
        }
        switch kind {
        case .ethernet: return .ethernet(Ethernet(reading: settings))
        case .bond:
            guard case .stringMap(var options)? = settings["bond"]?["options"],
                let mode = BondMode(rawValue: BondOptionValue.canonical(options["mode"] ?? "balance-rr", of: "mode"))
            else { return nil }
            options["mode"] = nil
            let sorted = options.map { ($0.key, BondOptionValue.canonical($0.value, of: $0.key)) }.sorted {
                $0.0 < $1.0
            }
            return .bond(
                Bond(
                    mode: mode, options: OrderedDictionary(uniqueKeysWithValues: sorted), ports: ports(of: name),
                    mac: mac))
        case .vlan:
            guard let parent = parent(), let id = own.number("id").flatMap({ VLANID($0) }) else { return nil }
            return .vlan(
                VLAN(
                    parent: parent, id: id, tag: own.text("protocol").flatMap(VLANProtocol.init(rawValue:)) ?? .dot1Q,
                    ingressPriorityMap: own.texts("ingress-priority-map"),
                    egressPriorityMap: own.texts("egress-priority-map")))
        case .bridge: return .bridge(Bridge(own, ports: ports(of: name)))
        case .dummy: return .dummy(Dummy())
        case .veth: return parent("peer").map { .veth(Veth(peer: $0)) }
        case .vxlan:
            guard let id = own.number("id") else { return nil }
            var vxlan = VXLAN(id: id)
            vxlan.parent = parent()
            vxlan.local = own.address("local")
            vxlan.remote = own.address("remote")
            vxlan.port = own.number("destination-port") ?? 8472
            vxlan.ttl = own.number("ttl").flatMap { $0 == 0 ? nil : $0 }
            vxlan.learning = own.flag("learning") ?? true
            return .vxlan(vxlan)
        case .vrf: return own.number("table").map { .vrf(VRF(table: $0, ports: ports(of: name))) }
        case .macvlan:
            guard let parent = parent(), let number = own.number("mode"),
                let mode = MACVLANMode.allCases.first(where: { Int($0.number) == number })
            else { return nil }
            var macvlan = MACVLAN(
                parent: parent, mode: mode, isTap: own.flag("tap") ?? false,
                isPromiscuous: own.flag("promiscuous") ?? true)
            macvlan.mac = mac
            return .macvlan(macvlan)
        case .tunnel:
            guard let remote = own.address("remote"), let number = own.number("mode"),
                let mode = TunnelMode.allCases.first(where: { Int($0.number) == number })
            else { return nil }
            var tunnel = Tunnel(mode: mode, remote: remote)
            tunnel.local = own.address("local")
            tunnel.parent = parent()
            tunnel.key = own.text("output-key").flatMap { UInt32($0) }
            tunnel.ttl = own.number("ttl").flatMap { $0 == 0 ? nil : $0 }
            return .tunnel(tunnel)
        case .ipvlan:
            guard let parent = parent(), let number = own.number("mode"),
                let mode = IPVLANMode.allCases.first(where: { Int($0.number) == number })
            else { return nil }
            let flag: IPVLANFlag = own.flag("private") == true ? .private : own.flag("vepa") == true ? .vepa : .bridge
            return .ipvlan(IPVLAN(parent: parent, mode: mode, flag: flag))
        case .hsr:
            guard let first = parent("port1"), let second = parent("port2") else { return nil }
            return .hsr(
                HSR(
                    port1: first, port2: second, multicastSpec: own.number("multicast-spec") ?? 0,
                    isPRP: own.flag("prp") ?? false,
                    version: own.number("protocol-version").flatMap { number in
                        HSRVersion.allCases.first { Int($0.number) == number }
                    }))
        case .macsec:
            guard let parent = parent(), let key = own.text("mka-ckn"),
                let file = Profile.note(Profile.Tag.keyFile, in: settings)
            else { return nil }
            var macsec = MACsec(parent: parent, keyName: key, keyFile: file)
            macsec.isEncrypted = own.flag("encrypt") ?? true
            macsec.port = own.number("port") ?? 1
            macsec.validation =
                own.number("validation").flatMap { number in
                    MACsecValidation.allCases.first { Int($0.number) == number }
                } ?? .strict
            return .macsec(macsec)
        case .ovsBridge:
            var bridge = OVSBridge()
            bridge.ports = ports(of: name)
            bridge.failMode = own.text("fail-mode").flatMap(OVSFailMode.init(rawValue:))
            bridge.stp = own.flag("stp-enable")
            bridge.rstp = own.flag("rstp-enable")
            bridge.multicastSnooping = own.flag("mcast-snooping-enable")
            return .ovsBridge(bridge)
        case .ovsPort:
            var port = OVSPort(ports: ports(of: name))
            port.tag = own.number("tag").flatMap { VLANID($0) }
            port.trunks = own.maps("trunks").compactMap { map in
                guard let start = map.number("start"), let end = map.number("end"), start <= end else { return nil }
                return start...end
            }
            if let mode = own.text("bond-mode").flatMap(OVSBondMode.init(rawValue:)) {
                var bond = OVSBond(mode: mode)
                bond.lacp = own.text("lacp").flatMap(OVSLACP.init(rawValue:))
                bond.upDelay = own.number("bond-updelay")
                bond.downDelay = own.number("bond-downdelay")
                port.bond = bond
            }
            return .ovsPort(port)
        case .ovsInterface:
            var interface = OVSInterface(
                peer: settings.reader("ovs-patch").text("peer").flatMap { try? InterfaceName($0) })
            interface.mac = mac
            return .ovsInterface(interface)
        }
    }
}

// MARK: Kinds with many properties

extension Bridge {
    fileprivate init(_ own: SettingReader, ports: [InterfaceName]) {
        self.init()
        self.ports = ports
        stp = own.flag("stp") ?? true
        forwardDelay = own.number("forward-delay")
        helloTime = own.number("hello-time")
        maxAge = own.number("max-age")
        ageingTime = own.number("ageing-time")
        priority = own.number("priority")
        multicastSnooping = own.flag("multicast-snooping")
        multicastQuerier = own.flag("multicast-querier")
        groupForwardMask = own.number("group-forward-mask")
        vlanFiltering = own.flag("vlan-filtering") ?? false
        vlanProtocol = own.text("vlan-protocol").flatMap(VLANProtocol.init(rawValue:))
        vlans = own.vlans("vlans")
        vlanDefaultPVID = own.number("vlan-default-pvid")
        mac = own.bytes("mac-address").flatMap { MACAddress(bytes: $0) }
        for option in BridgeOption.allCases {
            let property = option == .vlanStats ? "vlan-stats-enabled" : option.rawValue
            switch option.form {
            case .number, .time: options[option] = own.number(property)
            case .flag: options[option] = own.flag(property).map { $0 ? 1 : 0 }
            case .word(let words): options[option] = own.text(property).flatMap { words.firstIndex(of: $0) }
            }
        }
    }
}

extension Ethernet {
    fileprivate init(reading settings: Settings) {
        let (link, connection) = (settings.reader("802-3-ethernet"), settings.reader("connection"))
        self.init(
            mac: link.bytes("mac-address").flatMap { MACAddress(bytes: $0) },
            path: settings.reader("match").texts("path").first, sriov: SRIOV(settings.reader("sriov")))
        speed = link.number("speed").flatMap { $0 == 0 ? nil : $0 }
        isFullDuplex = link.text("duplex").map { $0 == "full" }
        negotiates = link.flag("auto-negotiate")
        wakeUp = link.number("wake-on-lan").flatMap { $0 == 1 ? nil : $0 }
        hearsLLDP = connection.number("lldp").flatMap { $0 < 0 ? nil : $0 > 0 }
        loginAttempts = connection.number("auth-retries").flatMap { $0 < 0 ? nil : $0 }
        queueLength = settings.reader("link").number("tx-queue-length").flatMap { $0 < 0 ? nil : $0 }
        for option in EthtoolOption.all {
            switch option.form {
            case .flag: ethtool[option.name] = settings.reader("ethtool").flag(option.name).map { $0 ? 1 : 0 }
            case .number, .modes: ethtool[option.name] = settings.reader("ethtool").number(option.name)
            }
        }
        login = Login(reading: settings)
    }
}

extension SRIOV {
    fileprivate init?(_ own: SettingReader) {
        guard let count = own.number("total-vfs"), count > 0 else { return nil }
        var functions: OrderedDictionary<Int, VirtualFunction> = [:]
        for map in own.maps("vfs") {
            guard let index = map.number("index") else { continue }
            var function = VirtualFunction()
            function.mac = map.text("mac").flatMap { MACAddress($0) }
            function.checksSpoofing = map.flag("spoof-check")
            function.isTrusted = map.flag("trust")
            function.vlan = map.maps("vlans").first?.number("id").flatMap { VLANID($0) }
            function.minimumRate = map.number("min-tx-rate")
            function.maximumRate = map.number("max-tx-rate")
            functions[index] = function
        }
        self.init(count: count, functions: functions)
        func index(_ property: String, of words: [String]) -> Int? {
            own.number(property).flatMap { words.indices.contains($0) ? $0 : nil }
        }
        switchMode = index("eswitch-mode", of: Self.modes)
        inlineMode = index("eswitch-inline-mode", of: Self.inlineModes)
        encapMode = index("eswitch-encap-mode", of: Self.encapModes)
    }
}

extension Login {
    fileprivate init?(reading settings: Settings) {
        let own = settings.reader("802-1x")
        guard let method = own.texts("eap").first.flatMap(Method.init(rawValue:)), let identity = own.text("identity")
        else { return nil }
        self.init(method: method, identity: identity)
        anonymousIdentity = own.text("anonymous-identity")
        authorities = settings["802-1x"]?["ca-cert"]?.path
        certificate = settings["802-1x"]?["client-cert"]?.path
        privateKey = settings["802-1x"]?["private-key"]?.path
        inner = own.text("phase2-auth").flatMap(Inner.init(rawValue:))
        secretFile = Profile.note(Profile.Tag.keyFile, in: settings)
        serverDomain = own.text("domain-suffix-match")
        isOptional = own.flag("optional") ?? false
        timeout = own.number("auth-timeout").flatMap { $0 == 0 ? nil : $0 }
    }
}

// MARK: Layer 3

extension Interface {
    fileprivate static func layer3(_ own: SettingReader, _ family: IPFamily) -> IPConfiguration {
        var layer3 = IPConfiguration(method: .disabled)
        switch own.text("method") {
        case "auto"?: layer3.method = .auto
        case "manual"?: layer3.method = .manual
        case "dhcp"?: layer3.method = .dhcp
        case "link-local"?: layer3.method = .linkLocal
        default: break
        }
        layer3.rules = own.maps("routing-rules").compactMap { RoutingRule($0) }
        if layer3.method == .disabled { return layer3 }
        layer3.addresses = own.maps("address-data").compactMap { $0.prefix("address", "prefix") }
        layer3.gateway = own.address("gateway")
        layer3.routes = own.maps("route-data").compactMap { Route($0) }
        layer3.dnsServers = own.texts("dns-data").compactMap { IPAddress($0) }
        layer3.dnsSearch = own.texts("dns-search")
        layer3.dnsOptions = own.texts("dns-options")
        layer3.dnsPriority = own.number("dns-priority").flatMap { $0 == 0 ? nil : $0 }
        layer3.routeMetric = own.number("route-metric").flatMap { $0 < 0 ? nil : $0 }
        layer3.neverDefault = own.flag("never-default") ?? false
        layer3.isRequired = own.flag("may-fail") == false
        layer3.ignoresDNS = own.flag("ignore-auto-dns") ?? false
        layer3.ignoresRoutes = own.flag("ignore-auto-routes") ?? false
        layer3.dhcp.timeout = own.number("dhcp-timeout").flatMap { $0 == 0 ? nil : $0 }
        layer3.dhcp.hostname = own.text("dhcp-hostname")
        layer3.dhcp.sendsHostname = own.flag("dhcp-send-hostname") == false ? false : nil
        layer3.dhcp.iaid = own.text("dhcp-iaid")
        if family == .v4 {
            layer3.hasLinkLocal = own.number("link-local") == 3
            layer3.duplicateTimeout = own.number("dad-timeout").flatMap { $0 < 0 ? nil : $0 }
            layer3.dhcp.clientID = own.text("dhcp-client-id")
        } else {
            layer3.addressGeneration = own.number("addr-gen-mode").flatMap(AddressGeneration.init(rawValue:))
            layer3.privacy = own.number("ip6-privacy").flatMap(AddressPrivacy.init(rawValue:))
            layer3.token = own.address("token")
            layer3.advertisementTimeout = own.number("ra-timeout").flatMap { $0 == 0 ? nil : $0 }
            layer3.dhcp.duid = own.text("dhcp-duid")
        }
        return layer3
    }
}

extension Route {
    fileprivate init?(_ map: SettingReader) {
        guard let destination = map.prefix("dest", "prefix") else { return nil }
        self.init(
            destination: destination, via: map.address("next-hop"), metric: map.number("metric"),
            table: map.number("table"))
        rejection = map.text("type").flatMap(Rejection.init(rawValue:))
        source = map.address("src")
        isOnLink = map.flag("onlink") ?? false
        mtu = map.number("mtu")
        advertisedMSS = map.number("advmss")
        scope = map.number("scope").flatMap { number in Scope.allCases.first { Int($0.number) == number } }
    }
}

extension RoutingRule {
    /// Reads a rule as NetworkManager has it on D-Bus; the inverse of `inProfile(devices:)`.
    init?(_ map: SettingReader) {
        guard let family = map.number("family").map({ $0 == 10 ? IPFamily.v6 : .v4 }),
            let priority = map.number("priority")
        else { return nil }
        let action: Action? =
            switch map.number("action") ?? 1 {
            case 1: map.number("table").map { .lookup($0) }
            case 6: .blackhole
            case 7: .unreachable
            case 8: .prohibit
            default: nil
            }
        guard let action else { return nil }
        self.init(family: family, priority: priority, action: action)
        source = map.prefix("from", "from-len")
        destination = map.prefix("to", "to-len")
        isInverted = map.flag("invert") ?? false
        input = map.text("iifname").flatMap { try? InterfaceName($0) }
        output = map.text("oifname").flatMap { try? InterfaceName($0) }
        if let mask = map.number("fwmask") {
            mark = Mark(value: UInt32(clamping: map.number("fwmark") ?? 0), mask: UInt32(clamping: mask))
        }
        typeOfService = map.number("tos")
        ipProtocol = map.number("ipproto")
        func range(_ key: String) -> ClosedRange<Int>? {
            guard let start = map.number("\(key)-start") else { return nil }
            return start...max(start, map.number("\(key)-end") ?? start)
        }
        sourcePorts = range("sport")
        destinationPorts = range("dport")
        users = range("uid-range")
        suppressedPrefixLength = map.number("suppress-prefixlength").flatMap { $0 < 0 ? nil : $0 }
    }
}

// MARK: Values

/// The properties of one setting, or of one map in a property.
struct SettingReader {
    private let properties: [String: SettingValue]

    init(_ properties: [String: SettingValue]) { self.properties = properties }

    /// A text; `nil` for an empty one, which NetworkManager takes for none.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = properties[name], !text.isEmpty else { return nil }
        return text
    }

    func number(_ name: String) -> Int? {
        switch properties[name] {
        case .int32(let number)?: Int(number)
        case .uint8(let number)?: Int(number)
        case .uint16(let number)?: Int(number)
        case .uint32(let number)?: Int(number)
        case .int64(let number)?: Int(number)
        case .uint64(let number)?: Int(exactly: number)
        default: nil
        }
    }

    func flag(_ name: String) -> Bool? { if case .bool(let flag)? = properties[name] { flag } else { nil } }

    func bytes(_ name: String) -> [UInt8]? { if case .bytes(let bytes)? = properties[name] { bytes } else { nil } }

    func texts(_ name: String) -> [String] { if case .strings(let texts)? = properties[name] { texts } else { [] } }

    func maps(_ name: String) -> [SettingReader] {
        if case .maps(let maps)? = properties[name] { maps.map(SettingReader.init) } else { [] }
    }

    func address(_ name: String) -> IPAddress? { text(name).flatMap { IPAddress($0) } }

    func prefix(_ name: String, _ length: String) -> IPPrefix? {
        guard let address = address(name), let length = number(length) else { return nil }
        return IPPrefix(address, length: length)
    }

    func vlans(_ name: String) -> [BridgeVLAN] {
        maps(name).compactMap { map in
            guard let first = map.number("vid-start").flatMap({ VLANID($0) }),
                let last = map.number("vid-end").flatMap({ VLANID($0) })
            else { return nil }
            return BridgeVLAN(
                first: first, last: last, pvid: map.flag("pvid") ?? false, untagged: map.flag("untagged") ?? false)
        }
    }
}

extension Settings {
    func reader(_ setting: String) -> SettingReader { SettingReader(self[setting] ?? [:]) }
}
