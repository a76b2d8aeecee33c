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
        let profiles = profiles.mapValues(\.withMACInBridge)
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
        let number = settings.reader(kind.inProfiles.mtuSetting).number("mtu").flatMap { $0 == 0 ? nil : $0 }
        // The kernel gives a VXLAN without a parent that of any Ethernet, where a spec takes off what its packets need.
        return kind == .vxlan && settings.reader("vxlan").text("parent") == nil ? number ?? 1500 : number
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
                    }, interlink: parent("interlink")))
        case .macsec:
            guard let parent = parent(), var macsec = MACsec(parent: parent, reading: settings) else { return nil }
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
