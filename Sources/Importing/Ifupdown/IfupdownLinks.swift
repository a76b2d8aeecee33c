import NetTypes
import OrderedCollections
import Topology

/// Bonds, bridges and NICs of ifupdown.
extension IfupdownImport {
    // MARK: Bonds

    mutating func bond(_ name: InterfaceName) -> Bond {
        var options: OrderedDictionary<String, String> = [:]
        var mode = BondMode.balanceRR
        let ports = values.takeAll { $0.key == "bond-slaves" || $0.key == "slaves" || $0.key == "bond-ports" }
        addPorts(ports) { _ in .bond(name, BondPort()) }
        let names = [
            "ad-sys-priority": "ad_actor_sys_prio", "ad-sys-mac-addr": "ad_actor_system", "lacp-active": "lacp_active",
        ]
        var hasLinks = false
        for entry in values.takeAll(where: { $0.key.hasPrefix("bond-") && $0.key != "bond-give-a-chance" }) {
            let key = String(entry.key.dropFirst(5))
            let option = names[key] ?? String(key.map { $0 == "-" ? "_" : $0 })
            let words = entry.value.words
            let isList = option == "arp_ip_target" || option == "ns_ip6_target"
            let value = isList ? words.joined(separator: ",") : words.first ?? ""
            if !isList, words.count > 1 {
                values.note(.otherWords, entry, "of `\(entry.key)` the first is taken: \(value)")
            }
            hasLinks = hasLinks || option == "miimon" || option == "arp_interval"
            let word = value.asFlag.map { $0 ? "1" : "0" } ?? value
            let isWord = BondOptionValue.isUsable(value, of: option)
            if let problem = Bond.read(option, isWord ? value : word, &mode, &options) {
                values.note(problem.code, entry, problem.text)
            }
        }
        // The kernel itself looks at the links in these modes.
        if !hasLinks, ![.lacp, .balanceTLB, .balanceALB].contains(mode) {
            values.note(
                .otherWords, ports.first,
                "\(name) has no `bond-miimon`, so nothing noticed that a port had lost its link; here `miimon` is 100")
        }
        return Bond(mode: mode, options: options, ports: [], mac: mac())
    }

    /// Makes the interfaces that keys list ports.
    private mutating func addPorts(
        _ entries: [KeyedValues.Entry], _ attachment: (InterfaceName) -> Interface.Attachment
    ) {
        for entry in entries {
            for word in entry.value.words {
                if word == "none" { continue }
                guard !["all", "regex", "noregex", "glob"].contains(word), !word.contains("*"),
                    let port = try? InterfaceName(word)
                else {
                    values.note(
                        .unusable, entry, "which interfaces \(entry.value.shown) means is not known here",
                        help: "Write their names into `ports`")
                    break
                }
                network.memberships.append(
                    NetworkDraft.Membership(port: port, attachment: attachment(port), place: entry.place))
            }
        }
    }

    /// Reads a MAC address, which may have the word `ether` before it.
    private mutating func mac() -> MACAddress? {
        guard let entry = values.take("hwaddress"), let word = entry.value.words.last else { return nil }
        if let mac = MACAddress(word) { return mac }
        values.refuse(entry, "a MAC address")
        return nil
    }

    // MARK: Bridges

    /// The kernel's names of the bridge's options; for times of multicast ifupdown has seconds.
    private static let bridgeOptions = [
        "fd": "forward_delay", "hello": "hello_time", "maxage": "max_age", "ageing": "ageing_time",
        "bridgeprio": "priority", "mcsnoop": "multicast_snooping", "mcquerier": "multicast_querier",
        "mcqifaddr": "multicast_query_use_ifaddr", "mcrouter": "multicast_router", "hashmax": "multicast_hash_max",
        "mclmc": "multicast_last_member_count", "mcsqc": "multicast_startup_query_count", "pvid": "default_pvid",
        "vlan-aware": "vlan_filtering", "vlan-protocol": "vlan_protocol", "vlan-stats": "vlan_stats_enabled",
        "stp": "stp_state", "mclmi": "multicast_last_member_interval*", "mcmi": "multicast_membership_interval*",
        "mcqpi": "multicast_querier_interval*", "mcqi": "multicast_query_interval*",
        "mcqri": "multicast_query_response_interval*", "mcsqi": "multicast_startup_query_interval*",
    ]

    mutating func bridge(_ name: InterfaceName) -> Bridge {
        var bridge = Bridge()
        if let stp = values.peek("bridge-stp")?.value.asFlag { bridge.stp = stp }
        var ports: [InterfaceName: BridgePort] = [:]
        for (key, option) in [("bridge-pathcost", "path_cost"), ("bridge-portprio", "priority")] {
            for entry in values.takeAll(key) {
                let words = entry.value.words
                // ifupdown2 lists them as PORT=COST.
                let pairs =
                    words.count == 2 && !words[0].contains("=")
                    ? [words] : words.map { $0.split(separator: "=").map(String.init) }
                for pair in pairs {
                    guard pair.count == 2, let port = try? InterfaceName(pair[0]) else {
                        values.refuse(entry, "a port and a number")
                        continue
                    }
                    if let problem = ports[port, default: BridgePort()].read(option, pair[1]) {
                        values.note(problem.code, entry, problem.text)
                    }
                }
            }
        }
        addPorts(values.takeAll("bridge-ports")) { .bridge(name, ports[$0] ?? BridgePort()) }
        for (key, option) in Self.bridgeOptions.sorted(by: { $0.key < $1.key }) {
            guard let entry = values.take("bridge-\(key)") else { continue }
            let isTime = option.hasSuffix("*")
            let isTree = ["fd", "hello", "maxage"].contains(key)
            // Without a spanning tree its times have no effect.
            if isTree, !bridge.stp { continue }
            let whole = entry.value.hasSuffix(".0") ? String(entry.value.dropLast(2)) : entry.value
            let value = isTime ? Int(whole).map { String($0 &* 100) } ?? whole : whole
            if let problem = bridge.read(isTime ? String(option.dropLast()) : option, value) {
                values.note(problem.code, entry, problem.text)
            }
        }
        if let entry = values.take("bridge-hw") {
            bridge.mac = MACAddress(entry.value)
            if bridge.mac == nil { bridge.macSource = try? InterfaceName(entry.value) }
        }
        bridge.mac = mac() ?? bridge.mac
        if bridge.vlanDefaultPVID == 1 { bridge.vlanDefaultPVID = nil }
        let entries = values.takeAll("bridge-vids")
        if !bridge.vlanFiltering {
            for entry in entries {
                values.note(.mistake, entry, "`bridge-vids` has no effect on \(name), which is not `bridge-vlan-aware`")
            }
            // Neither has an effect.
            (bridge.vlanDefaultPVID, bridge.vlanProtocol) = (nil, nil)
        } else if !entries.isEmpty {
            bridgeVLANs[name] = entries.flatMap { vlans($0) }
        }
        return bridge
    }

    private mutating func vlans(_ entry: KeyedValues.Entry) -> [BridgeVLAN] {
        entry.value.split { $0 == " " || $0 == "," || $0 == "\t" }.compactMap { word in
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map {
                Int($0).flatMap { VLANID($0) }
            }
            guard let start = ends.first, let first = start, let end = ends.last, let last = end, ends.count < 3,
                first <= last
            else {
                values.refuse(entry, "a list of VLANs")
                return nil
            }
            return BridgeVLAN(first: first, last: last)
        }
    }

    // MARK: Open vSwitch

    /// What Open vSwitch's scripts make of a stanza.
    mutating func ovs(_ name: InterfaceName, at place: SourceLocation) -> Interface.Kind? {
        let type = values.text("ovs-type") ?? ""
        let bridge = values.name("ovs-bridge")
        let words = values.take("ovs-options")
        var options: [String: String] = [:]
        for word in words?.value.words ?? [] {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            options[parts[0]] = parts.count == 2 ? parts[1] : ""
        }
        var port = OVSPort(ports: [])
        port.tag = options.removeValue(forKey: "tag").flatMap { Int($0) }.flatMap { VLANID($0) }
        port.trunks = (options.removeValue(forKey: "trunks") ?? "").split { $0 == "," || $0 == "[" || $0 == "]" }
            .compactMap { Int($0) }.filter(VLANID.range.contains).sorted().map { $0...$0 }
        var kind: Interface.Kind?
        switch type {
        case "OVSBridge":
            var bridge = OVSBridge()
            bridge.failMode = options.removeValue(forKey: "fail_mode").flatMap { OVSFailMode(rawValue: $0) }
            // What the bridge's ports are is said in their own stanzas, too; those without one are NICs.
            for entry in values.takeAll("ovs-ports") {
                for word in entry.value.words {
                    guard let port = try? InterfaceName(word) else { continue }
                    if network.memberships.contains(where: { $0.port == OVSPort.name(for: port) || $0.port == port }) {
                        continue
                    }
                    addOVSPort(port, OVSPort(ports: []), to: name, at: entry.place)
                }
            }
            return .ovsBridge(bridge)
        case "OVSIntPort":
            if let bridge { addOVSPort(name, port, to: bridge, at: place) }
            kind = .ovsInterface(OVSInterface())
        case "OVSPort":
            if let bridge { addOVSPort(name, port, to: bridge, at: place) }
            kind = Self.vlan(of: name.text).map { .vlan(VLAN(parent: $0.parent, id: $0.id)) } ?? .ethernet(nic())
        case "OVSBond":
            var bond = OVSBond(
                mode: options.removeValue(forKey: "bond_mode").flatMap { OVSBondMode(rawValue: $0) } ?? .activeBackup)
            bond.lacp = options.removeValue(forKey: "lacp").flatMap { OVSLACP(rawValue: $0) }
            bond.upDelay = options.removeValue(forKey: "bond_updelay").flatMap { Int($0) }
            bond.downDelay = options.removeValue(forKey: "bond_downdelay").flatMap { Int($0) }
            port.bond = bond
            addPorts(values.takeAll("ovs-bonds")) { _ in .ovsPort(name) }
            if let bridge {
                removeOVSPort(name)
                network.memberships.append(
                    NetworkDraft.Membership(port: name, attachment: .ovsBridge(bridge), place: place))
            }
            kind = .ovsPort(port)
        default: values.note(.leftOut, words, "\(name) is left out: it is of the type \(type.shown) of Open vSwitch")
        }
        for option in options.keys.sorted() {
            values.note(.noEqual, words, "the option \(option.shown) of Open vSwitch has no equal in a spec")
        }
        return kind
    }

    /// Adds the port between an interface and its bridge.
    private mutating func addOVSPort(
        _ name: InterfaceName, _ port: OVSPort, to bridge: InterfaceName, at place: SourceLocation
    ) {
        let between = OVSPort.name(for: name)
        removeOVSPort(name)
        network.drafts[between] = InterfaceDraft(name: between, kind: .ovsPort(port), place: place)
        network.memberships += [
            NetworkDraft.Membership(port: between, attachment: .ovsBridge(bridge), place: place),
            NetworkDraft.Membership(port: name, attachment: .ovsPort(between), place: place),
        ]
    }

    /// Removes what a bridge's list of ports made of a name before its own stanza came.
    private mutating func removeOVSPort(_ name: InterfaceName) {
        let between = OVSPort.name(for: name)
        network.memberships.removeAll { $0.port == between || $0.port == name }
        network.drafts[between] = nil
    }

    // MARK: NICs and all links

    mutating func nic() -> Ethernet {
        var nic = Ethernet()
        if let autoneg = values.take("ethernet-autoneg") ?? values.take("link-autoneg") {
            nic.negotiates = autoneg.value.asFlag
        }
        let (speed, duplex) = (values.number("link-speed", in: 10...4_294_967_294), values.text("link-duplex"))
        // A speed without a duplex mode means the full one to switches of today.
        if speed != nil { (nic.speed, nic.isFullDuplex) = (speed, duplex != "half") }
        if let wake = values.take("ethernet-wol") {
            let bits: [Character: Int] = ["p": 2, "u": 4, "m": 8, "b": 16, "a": 32, "g": 64, "d": 0]
            nic.wakeUp = wake.value.contains("d") ? 0 : wake.value.reduce(0) { $0 | (bits[$1] ?? 0) }
        }
        let groups = [
            "offload-": "feature-", "hardware-dma-ring-": "ring-", "ethernet-pause-": "pause-",
            "hardware-irq-coalesce-": "coalesce-",
        ]
        for entry in values.takeAll(where: { entry in
            entry.key.hasSuffix("-offload") || groups.keys.contains(where: entry.key.hasPrefix)
        }) {
            let group = groups.first { entry.key.hasPrefix($0.key) }
            let name = group.map { $0.value + entry.key.dropFirst($0.key.count) } ?? "feature-" + entry.key.dropLast(8)
            let option = EthtoolOption.named(name)
            let number = option?.form == .flag ? entry.value.asFlag.map { $0 ? 1 : 0 } : Int(entry.value)
            guard let option, let number, (0...0xffff_ffff).contains(number) else {
                values.note(.noEqual, entry, "`\(entry.key)` of \(entry.value.shown) has no equal in a spec")
                continue
            }
            nic.ethtool[option.name] = number
        }
        return nic
    }

    /// Reads what every link may have, and whose port it is.
    mutating func readLink(_ draft: inout InterfaceDraft) {
        draft.mtu = values.number("mtu", in: 68...65_535) ?? values.number("ovs-mtu", in: 68...65_535)
        if let entry = values.take("hwaddress") {
            values.note(.noEqual, entry, "a spec cannot give \(draft.name) another MAC address")
        }
        if let entry = values.take("bond-master") {
            if let bond = try? InterfaceName(entry.value) {
                network.memberships.append(
                    NetworkDraft.Membership(port: draft.name, attachment: .bond(bond, BondPort()), place: entry.place))
            }
            portWords[draft.name] = values.takeAll { $0.key.hasPrefix("bond-") }
        }
        if let entry = values.take("vrf"), let vrf = try? InterfaceName(entry.value) {
            network.memberships.append(
                NetworkDraft.Membership(port: draft.name, attachment: .vrf(vrf), place: entry.place))
        }
        readBridgePort(draft.name)
    }

    /// Reads what a port says of itself; its bridge may come before or after it.
    private mutating func readBridgePort(_ name: InterfaceName) {
        var own: [BridgeVLAN] = []
        guard let place = values.entries.first(where: { $0.key.hasPrefix("bridge-") })?.place else { return }
        for entry in values.takeAll("bridge-vids") { own += vlans(entry) }
        if let pvid = values.number("bridge-pvid", in: 1...4094).flatMap({ VLANID($0) }) {
            own.insert(BridgeVLAN(first: pvid, last: pvid, pvid: true, untagged: true), at: 0)
        }
        if let access = values.number("bridge-access", in: 1...4094).flatMap({ VLANID($0) }) {
            own = [BridgeVLAN(first: access, last: access, pvid: true, untagged: true)]
        }
        if !own.isEmpty { portVLANs[name] = (own, place) }
    }
}
