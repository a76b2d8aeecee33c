import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Rendering
import Topology

/// A host for the planner to look at: made as a spec says, then spoiled as the test wishes.
struct Host {
    var live = LiveState()
    /// Where each device is among `live.devices`.
    private var indexes: [String: Int] = [:]

    /// A host with these NICs, managed and without any profile.
    init(nics: [String]) throws {
        for (number, name) in nics.enumerated() { try addNIC(name, number: number) }
    }

    /// The host after the spec was applied and confirmed: NetworkManager and the kernel as they then are.
    init(applied spec: String, names: [String: String] = [:]) throws {
        try self.init(applied: topology(spec), names: names)
    }

    init(applied topology: Topology, names: [String: String] = [:]) throws {
        for (number, interface) in topology.interfaces.values.enumerated() {
            if case .ethernet = interface.kind {
                try addNIC(names[interface.name.text] ?? interface.name.text, number: number)
            }
        }
        // Collected first: the state makes its indexes anew with each change.
        var profiles: [LiveProfile] = []
        var devices = live.devices
        for profile in ProfileSet(for: topology).profiles.values {
            let device = names[profile.interface.text] ?? profile.interface.text
            profiles.append(
                LiveProfile(
                    path: "/profile/\(profile.interface)", uuid: profile.uuid.text, id: profile.interface.text,
                    type: profile.settings["connection"]?["type"]?.text ?? "",
                    interfaceName: profile.settings["connection"]?["interface-name"]?.text,
                    settings: asNetworkManagerHasIt(profile.settings), filename: "/etc/\(profile.interface)",
                    isUnsaved: false, isGenerated: false))
            setDevice(device, active: profile.uuid.text, among: &devices)
        }
        for (index, device) in devices.enumerated() {
            let named = names.first { $0.value == device.interface }?.key ?? device.interface
            guard let interface = topology.interfaces.values.first(where: { $0.name.text == named }) else { continue }
            devices[index].nameServers = interface.ipv4.dnsServers + interface.ipv6.dnsServers
            devices[index].searchDomains = interface.ipv4.dnsSearch + interface.ipv6.dnsSearch
            devices[index].dnsPriorities = [interface.ipv4, interface.ipv6].map { $0.dnsPriority ?? 100 }
        }
        live.profiles = profiles
        live.devices = devices
        for interface in topology.interfaces.values {
            let name = try InterfaceName(names[interface.name.text] ?? interface.name.text)
            var link = try live.links[name] ?? self.link(name.text, kind: nil)
            if let mtu = topology.mtus[interface.name] { link.mtu = mtu }
            if case .bond(let bond, _)? = interface.attachment, let mtu = topology.mtus[bond] { link.mtu = mtu }
            link.shape(as: interface, in: topology) { (try? InterfaceName(names[$0.text] ?? $0.text)) ?? $0 }
            live.links[name] = link
            for layer3 in [interface.ipv4, interface.ipv6] { take(layer3) }
        }
    }

    /// What the kernel has of an interface's layer 3 on no link: rules, and routes that reject packets.
    private mutating func take(_ layer3: IPConfiguration) {
        live.rules += layer3.rules.map(LiveRule.init)
        live.rejections += layer3.routes.compactMap { route in
            guard let rejection = route.rejection else { return nil }
            var state = KernelRoute(destination: route.destination)
            state.type =
                switch rejection {
                case .blackhole: .blackhole
                case .unreachable: .unreachable
                case .prohibit: .prohibit
                }
            state.table = route.table ?? 254
            state.metric = route.metric ?? layer3.routeMetric ?? 100
            return state
        }
    }

    mutating func addNIC(_ name: String, number: Int) throws {
        var nic = try link(name, kind: nil)
        nic.mac = MACAddress(bytes: [0x52, 0x54, 0, 0, 0, UInt8(number)])
        nic.permanentMAC = nic.mac
        live.links[nic.name] = nic
        setDevice(name, active: nil)
    }

    func link(_ name: String, kind: String?) throws -> LiveLink {
        LiveLink(
            index: live.links.count + 1, name: try InterfaceName(name), kind: kind.map { LinkKind($0) }, mtu: 1500,
            isUp: true,
            hasCarrier: true)
    }

    /// A device of NetworkManager's, with the profile that is active on it.
    mutating func setDevice(
        _ name: String, active: String?, state: DeviceState? = nil, isManaged: Bool = true, hardwarePath: String? = nil
    ) {
        var devices = live.devices
        setDevice(
            name, active: active, state: state, isManaged: isManaged, hardwarePath: hardwarePath, among: &devices)
        live.devices = devices
    }

    private mutating func setDevice(
        _ name: String, active: String?, state: DeviceState? = nil, isManaged: Bool = true, hardwarePath: String? = nil,
        among devices: inout [LiveDevice]
    ) {
        let index = indexes[name]
        let old = index.map { devices[$0] }
        let link = (try? InterfaceName(name)).flatMap { live.links[$0] }
        let device = LiveDevice(
            path: "/device/\(name)", interface: name, state: state ?? (active == nil ? .disconnected : .activated),
            isManaged: isManaged, isReal: true, permanentMAC: link?.permanentMAC,
            hardwarePath: hardwarePath ?? old?.hardwarePath, activePath: active.map { "/active/\($0)" },
            activeUUID: active)
        if let index {
            devices[index] = device
        } else {
            indexes[name] = devices.count
            devices.append(device)
        }
    }

    /// A profile of somebody else's.
    @discardableResult
    mutating func addProfile(
        _ id: String, on interface: String?, settings: Settings = [:], isGenerated: Bool = false, active: String? = nil
    ) -> String {
        let uuid = "uuid-of-\(id)"
        live.profiles.append(
            LiveProfile(
                path: "/profile/\(id)", uuid: uuid, id: id, type: "802-3-ethernet", interfaceName: interface,
                settings: settings, filename: nil, isUnsaved: false, isGenerated: isGenerated))
        if let active { setDevice(active, active: uuid) }
        return uuid
    }

    mutating func changeLink(_ name: String, _ change: (inout LiveLink) throws -> Void) throws {
        let name = try InterfaceName(name)
        guard var link = live.links[name] else { throw Missing(name: name.text) }
        try change(&link)
        live.links[name] = link
    }

    func plan(_ spec: String) throws -> Plan { try Planner.plan(topology(spec), on: live) }
}

struct Missing: Error {
    let name: String
}

func topology(_ spec: String) throws -> Topology { try Topology(validating: [SpecSource(name: "spec", text: spec)]) }

extension SettingValue {
    var text: String? { if case .string(let text) = self { text } else { nil } }
}

extension LiveLink {
    /// Makes of the link what the kernel has once the interface is up.
    mutating func shape(
        as interface: Interface, in topology: Topology, named: (InterfaceName) -> InterfaceName
    ) {
        if let mtu = interface.mtu { self.mtu = mtu }
        controller = interface.attachment?.controller
        kind = interface.kind.name.words.link
        switch interface.kind {
        case .ethernet(let nic): tune(as: nic)
        case .vlan(let vlan):
            parent = named(vlan.parent)
            var tag = VLANTag(id: vlan.id.number, etherType: vlan.tag.etherType)
            tag.flags = 1
            tag.ingressPriorities = Self.priorities(vlan.ingressPriorityMap)
            tag.egressPriorities = Self.priorities(vlan.egressPriorityMap)
            self.vlan = tag
        case .bond(let bond):
            self.mac = bond.mac ?? mac
            var state = BondState(
                mode: bond.mode.rawValue, activePort: bond.ports.first.map(named),
                partner: bond.mode == .lacp ? MACAddress(bytes: [2, 0, 0, 0, 0, 1]) : nil)
            state.primary = bond.options["primary"].flatMap { try? InterfaceName($0) }.map(named)
            state.options = Self.options(of: bond)
            self.bond = state
        case .bridge(let bridge):
            mac = bridge.mac ?? mac
            self.bridge = Self.state(of: bridge)
            if bridge.vlanFiltering { takeVLANs(bridge.vlans, defaultPVID: bridge.vlanDefaultPVID ?? 1) }
        case .vrf(let vrf): vrfTable = vrf.table
        case .veth(let veth): peer = veth.peer
        case .vxlan(let vxlan):
            parent = vxlan.parent.map(named)
            var details = VXLANDetails()
            details.id = vxlan.id
            (details.local, details.remote) = (vxlan.local, vxlan.remote)
            (details.port, details.ttl) = (vxlan.port, vxlan.ttl ?? 0)
            details.isLearning = vxlan.learning
            self.vxlan = details
        case .macvlan(let macvlan):
            parent = named(macvlan.parent)
            kind = macvlan.isTap ? .macvtap : .macvlan
            mac = macvlan.mac ?? mac
            var details = MACVLANDetails(isTap: macvlan.isTap)
            (details.mode, details.isPromiscuous) = (macvlan.mode, macvlan.isPromiscuous)
            self.macvlan = details
        case .hsr(let hsr):
            parent = named(hsr.port1)
            self.hsr = HSRState(
                port2: named(hsr.port2), interlink: hsr.interlink.map(named), multicastSpec: hsr.multicastSpec,
                isPRP: hsr.isPRP)
        case .macsec(let macsec):
            parent = named(macsec.parent)
            var details = MACsecDetails()
            (details.isEncrypted, details.validation) = (macsec.isEncrypted, macsec.validation)
            details.port = macsec.port
            details.offload = macsec.offload ?? .off
            details.isProtected = true
            self.macsec = details
        case .ipvlan(let ipvlan):
            parent = named(ipvlan.parent)
            var details = IPVLANDetails()
            (details.mode, details.flag) = (ipvlan.mode, ipvlan.flag)
            self.ipvlan = details
        case .tunnel(let tunnel):
            parent = tunnel.parent.map(named)
            kind = tunnel.mode.link
            var details = TunnelDetails(mode: tunnel.mode)
            (details.local, details.remote) = (tunnel.local, tunnel.remote)
            (details.inputKey, details.outputKey, details.ttl) = (tunnel.key, tunnel.key, tunnel.ttl ?? 0)
            self.tunnel = details
        case .ovsBridge(let bridge):
            var state = OVSState.Bridge(name: name.text)
            state.failMode = bridge.failMode?.rawValue
            state.stp = bridge.stp ?? false
            state.rstp = bridge.rstp ?? false
            state.multicastSnooping = bridge.multicastSnooping ?? false
            ovsBridge = state
        case .ovsPort(let port):
            var state = OVSState.Port(name: name.text)
            state.tag = port.tag?.number
            state.trunks = port.trunks.flatMap(Array.init)
            state.bondMode = port.bond?.mode.rawValue
            state.lacp = port.bond?.lacp?.rawValue
            state.upDelay = port.bond?.upDelay ?? 0
            state.downDelay = port.bond?.downDelay ?? 0
            ovsPort = state
        case .ovsInterface(let interface):
            mac = interface.mac ?? mac
            ovsPeer = interface.peer
        default: break
        }
        if case .bond(_, let port) = interface.attachment {
            var state = BondPortState()
            (state.priority, state.queueID) = (port.priority ?? 0, port.queueID ?? 0)
            bondPort = state
        }
        if case .bridge(let name, let port) = interface.attachment {
            self.port = BridgePortState(options: [
                .cost: UInt32(port.pathCost ?? 100), .priority: UInt32(port.priority ?? 32),
                .hairpin: port.hairpin == true ? 1 : 0,
            ])
            if case .bridge(let bridge)? = topology.interfaces[name]?.kind, bridge.vlanFiltering {
                takeVLANs(port.vlans, defaultPVID: bridge.vlanDefaultPVID ?? 1)
            }
        }
        var main = interface.vrf?.table ?? 254
        if case .vrf(let name)? = interface.attachment { main = topology.interfaces[name]?.vrf?.table ?? main }
        for layer3 in [interface.ipv4, interface.ipv6] {
            addresses += layer3.addresses.map { AddressState(prefix: $0, isTentative: false, isDuplicate: false) }
            if let gateway = layer3.gateway, let all = IPPrefix(gateway.family == .v4 ? "0.0.0.0/0" : "::/0") {
                var route = RouteState(
                    destination: all, via: gateway, table: main, metric: layer3.routeMetric ?? 100)
                route.origin = 4
                routes.append(route)
            }
            routes += layer3.routes.filter { $0.rejection == nil }.map {
                var route = RouteState(
                    destination: $0.destination, via: $0.via, table: $0.table ?? main,
                    metric: $0.metric ?? layer3.routeMetric ?? 100)
                route.origin = 4
                route.source = $0.source
                route.isOnLink = $0.isOnLink
                route.mtu = $0.mtu
                route.advertisedMSS = $0.advertisedMSS
                route.scope = $0.scope?.number ?? 0
                return route
            }
        }
    }

    /// What the driver tells once it does as the spec says, each feature apart.
    private mutating func tune(as nic: Ethernet) {
        queueLength = nic.queueLength ?? 1000
        var driver = nic.ethtool.filter { !$0.key.hasPrefix("feature-") }
        for (name, value) in nic.ethtool {
            for feature in EthtoolOption.named(name)?.features ?? [] { driver["feature-\(feature)"] = value + 2 }
        }
        driver["speed"] = nic.speed ?? 1000
        driver["duplex"] = nic.isFullDuplex == false ? 0 : 1
        driver["autoneg"] = nic.negotiates ?? (nic.speed == nil) ? 1 : 0
        driver["wake-on-lan"] = nic.wakeUp ?? 0
        ethtool = driver
    }

    private static func priorities(_ pairs: [String]) -> [Int: Int] {
        let numbers = pairs.map { $0.split(separator: ":").compactMap { Int($0) } }
        return Dictionary(numbers.map { ($0[0], $0[1]) }) { _, last in last }.filter { $0.value != 0 }
    }

    /// As a bond of NetworkManager 1.42.4 has them.
    private static func options(of bond: Bond) -> [String: String] {
        var options: [String: String] = [:]
        for option in BondOptionValue.withStandard {
            options[option] = BondOptionValue.standard(of: option, for: bond)
        }
        for (option, value) in bond.options {
            options[BondOptionValue.name(option)] = BondOptionValue.normal(value, of: option)
        }
        return options
    }

    private static func state(of bridge: Bridge) -> BridgeState {
        var state = BridgeState(
            stp: bridge.stp, vlanFiltering: bridge.vlanFiltering, ageingTime: bridge.ageingTime ?? 300)
        var options = BridgeOptions()
        options.isMulticastSnooping = bridge.multicastSnooping ?? true
        options.defaultPVID = bridge.vlanDefaultPVID ?? 1
        if bridge.stp {
            options.priority = bridge.priority ?? 32768
            options.forwardDelay = (bridge.forwardDelay ?? 15) * 1000
            options.helloTime = (bridge.helloTime ?? 2) * 1000
            options.maximumAge = (bridge.maxAge ?? 20) * 1000
        }
        options.groupForwardMask = bridge.groupForwardMask ?? 0
        options.isMulticastQuerier = bridge.multicastQuerier ?? false
        options.vlanProtocol = bridge.vlanProtocol ?? .dot1Q
        for option in BridgeOption.allCases { options.others[option] = bridge.options[option] ?? option.standard }
        state.options = options
        return state
    }

    /// The bridge's default PVID, and over it what the profile says.
    private mutating func takeVLANs(_ vlans: [BridgeVLAN], defaultPVID: Int) {
        var byID: [Int: BridgeVLANState] = [:]
        if defaultPVID > 0 {
            byID[defaultPVID] = BridgeVLANState(id: defaultPVID, pvid: !vlans.contains(where: \.pvid), untagged: true)
        }
        for vlan in vlans {
            for id in vlan.first.number...vlan.last.number {
                byID[id] = BridgeVLANState(id: id, pvid: vlan.pvid, untagged: vlan.untagged)
            }
        }
        bridgeVLANs = byID.values.sorted { $0.id < $1.id }
    }
}

/// What GetSettings of NetworkManager 1.42.4 answers for a profile that was written with these settings, as recorded:
/// book-keeping, defaults, empty lists and settings of its own stand beside them.
func asNetworkManagerHasIt(_ settings: Settings) -> Settings {
    var result = settings
    result["connection"]?.merge([
        "permissions": .strings([]), "timestamp": .uint64(1_700_000_000), "autoconnect-priority": .int32(0),
    ]) { own, _ in own }
    result["802-3-ethernet", default: [:]].merge([
        "auto-negotiate": .bool(false), "mac-address-blacklist": .strings([]), "s390-options": .stringMap([:]),
    ]) { own, _ in own }
    if result["ipv4"] != nil {
        result["proxy"] = [:]
        for family in ["ipv4", "ipv6"] {
            result[family]?.merge([
                "address-data": .maps([]), "dns-search": .strings([]), "route-data": .maps([]),
                "dns-data": .strings([]),
            ]) { own, _ in own }
        }
    }
    if case .stringMap(var options) = result["bond"]?["options"], options["arp_interval"] == nil {
        options["miimon"] = options["miimon"] ?? "100"
        result["bond"] = ["options": .stringMap(options), "interface-name": .string("bond0")]
    }
    if result["bridge"] != nil {
        result["bridge"]?.merge([
            "vlans": .maps([]), "group-forward-mask": .uint32(0), "ageing-time": .uint32(300),
            "interface-name": .string("br0"),
        ]) { own, _ in own }
    }
    if result["bridge-port"] != nil, result["bridge-port"]?["vlans"] == nil {
        result["bridge-port"]?["vlans"] = .maps([])
    }
    if result["vlan"] != nil {
        result["vlan"]?.merge([
            "ingress-priority-map": .strings([]), "egress-priority-map": .strings([]), "protocol": .string("802.1Q"),
            "interface-name": .string("v"),
        ]) { own, _ in own }
    }
    return result
}

/// A plan in a line for each step, for comparing: `1 bond0 add activate because …`.
func lines(_ plan: Plan) -> [String] {
    plan.steps.map { step in
        let write =
            switch step.write {
            case .none: "keep"
            case .add: "add"
            case .update(_, let changes): "update(\(changes.map(\.name).joined(separator: " ")))"
            }
        let device = step.device == step.interface ? "" : " on \(step.device)"
        let why = step.reasons.isEmpty ? "" : " because \(step.reasons.map(ReasonWords.text).joined(separator: "; "))"
        return "\(step.level) \(step.interface)\(device) \(write) \(step.activation)\(why)"
    }
        + plan.removals.map { removal in
            let profiles = removal.profiles.map(\.id).joined(separator: " ")
            return "remove \(removal.interface) [\(profiles)]\(removal.isAsked ? " as asked" : "")"
        } + plan.replaced.map { "replace \($0.id)" }
}

/// Those lines that say something happens.
func changes(_ plan: Plan) -> [String] { lines(plan).filter { !$0.hasSuffix(" keep none") } }

/// A profile as somebody else left it.
func edit(_ host: inout Host, _ id: String, _ change: (inout Settings) -> Void) {
    host.live.profiles = host.live.profiles.map { old in
        guard old.id == id else { return old }
        var settings = old.settings
        change(&settings)
        return LiveProfile(
            path: old.path, uuid: old.uuid, id: old.id, type: old.type, interfaceName: old.interfaceName,
            settings: settings, filename: old.filename, isUnsaved: old.isUnsaved, isGenerated: old.isGenerated)
    }
}
