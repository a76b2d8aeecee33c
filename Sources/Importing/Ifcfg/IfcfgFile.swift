import NetTypes
import OrderedCollections
import Topology

/// One file ifcfg-NAME.
struct IfcfgFile {
    let file: ImportFile
    /// What stands behind `ifcfg-` in the file's name.
    let label: String
    var values: KeyedValues
    /// The interface; `nil` where the file has no usable name.
    let name: InterfaceName?
    /// Where it says that the interface does not come up by itself.
    private(set) var offPlace: SourceLocation?
    /// The interface as a port.
    private(set) var membership: NetworkDraft.Membership?
    /// The rules of the keys ROUTING_RULE_ and ROUTING_RULE6_, in their order.
    let ruleEntries: [KeyedValues.Entry]

    init(_ file: ImportFile, label: String, values: KeyedValues) {
        self.file = file
        self.label = label
        self.values = values
        var usual = label
        if values.peek("HWADDR") != nil {
            // The MAC address says which NIC it is, and any name will do.
            usual = String(label.filter { $0.isASCII && $0 != "%" }.prefix(15))
        } else if let parent = values.peek("PHYSDEV")?.value, let id = values.peek("VLAN_ID")?.value {
            usual = "\(parent).\(id)"
        }
        name = try? InterfaceName(values.peek("DEVICE")?.value ?? usual)
        self.values.interface = name
        let rules = self.values.takeAll { $0.key.hasPrefix("ROUTING_RULE") }
        ruleEntries = rules.sorted { $0.key.count == $1.key.count ? $0.key < $1.key : $0.key.count < $1.key.count }
    }

    /// Reads the interface; `nil` where it is one that no spec has.
    mutating func read(_ roles: IfcfgRoles, _ global: KeyedValues) -> InterfaceDraft? {
        let device = values.take("DEVICE")
        guard let name else {
            return leftOut(
                device,
                (device == nil ? "the file has no `DEVICE`, and the end of its own name, " : "")
                    + "\((device?.value ?? label).shown)\(device == nil ? "," : "") is no name of an interface")
        }
        if device == nil, name.text == label, values.peek("HWADDR") == nil {
            values.note(
                .otherWords, KeyedValues.Entry(key: "DEVICE", value: "", place: file.place(1)),
                "the file has no `DEVICE`; \(name) is the end of its own name")
        }
        let type = self.type(name, roles)
        guard let kind = kind(type, name) else { return nil }
        var draft = InterfaceDraft(name: name, kind: kind, place: file.place(1))
        readLink(&draft)
        readController(name, roles)
        readIPv4(&draft, global)
        readIPv6(&draft, global)
        readNames(&draft, global)
        return draft
    }

    private mutating func leftOut(_ entry: KeyedValues.Entry?, _ text: String, help: String? = nil) -> InterfaceDraft? {
        values.note(.leftOut, entry ?? KeyedValues.Entry(key: "", value: "", place: file.place(1)), text, help: help)
        _ = values.takeAll { _ in true }
        return nil
    }

    // MARK: Kinds

    /// What the interface is, in lower case: what the file says, else what the plugin and the scripts make of it.
    private mutating func type(_ name: InterfaceName, _ roles: IfcfgRoles) -> String {
        let isVLAN = values.flag("VLAN") == true
        let isBond = values.flag("BONDING_MASTER") == true
        let deviceType = values.take("DEVICETYPE")?.value.lowercased()
        if deviceType == "team" || values.take("TEAM_CONFIG") != nil { return "team" }
        let stated = values.take("TYPE")
        var type = stated?.value.lowercased() ?? ""
        if type == "ctc" { type = "ethernet" }
        if type.isEmpty {
            if values.peek("IPV6TUNNELIPV4") != nil { return "sit" }
            if isVLAN { return "vlan" }
            type = isBond ? "bond" : "ethernet"
        }
        // The scripts take these for bonds and bridges, too.
        if type == "ethernet", isBond || values.peek("BONDING_OPTS") != nil { return "bond" }
        guard type == "ethernet" else { return type }
        for (role, names, key) in [("bond", roles.bonds, "MASTER"), ("bridge", roles.bridges, "BRIDGE")]
        where names.contains(name.text) {
            values.note(
                .otherWords, stated ?? KeyedValues.Entry(key: "", value: "", place: file.place(1)),
                "\(name) is taken for a \(role), since other files name it as `\(key)`", help: "TYPE would say so")
            return role
        }
        if stated == nil, let dot = name.text.lastIndex(of: "."), Int(name.text[dot...].dropFirst()) != nil {
            values.note(
                .mistake, KeyedValues.Entry(key: "", value: "", place: file.place(1)),
                "\(name) has neither `VLAN=yes` nor a `TYPE`, so nothing makes it a VLAN; it is taken for one")
            return "vlan"
        }
        return type
    }

    private mutating func kind(_ type: String, _ name: InterfaceName) -> Interface.Kind? {
        switch type {
        case "ethernet":
            var nic = Ethernet(sriov: sriov())
            nic.mac = values.mac("HWADDR")
            readDriver(&nic)
            nic.loginAttempts = values.number("AUTH_RETRIES", in: 0...Int(Int32.max))
            if let lldp = values.take("LLDP") { nic.hearsLLDP = lldp.value == "rx" ? true : lldp.value.asFlag }
            return .ethernet(nic)
        case "bond": return .bond(bond())
        case "bridge": return .bridge(bridge())
        case "vlan": return vlan(name)
        default:
            let words = [
                "team": "a team", "wireless": "a Wi-Fi", "infiniband": "an InfiniBand", "sit": "an IPv6-in-IPv4 tunnel",
                "ipsec": "an IPsec connection", "tap": "a tap", "modem": "a modem",
            ]
            _ = leftOut(
                nil, "\(name) is \(words[type] ?? "of the type \(type.shown)"), which is left out",
                help: type == "team"
                    ? "Teams are no longer maintained; a bond with the same ports takes its place" : nil)
            return nil
        }
    }

    private mutating func bond() -> Bond {
        var options: OrderedDictionary<String, String> = [:]
        var mode = BondMode.balanceRR
        if let entry = values.take("BONDING_OPTS") {
            for word in entry.value.words {
                guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                    values.note(.unusable, entry, "\(word.shown) of `BONDING_OPTS` is no option with a value")
                    continue
                }
                let value = word[word.index(after: equals)...].filter { !"'\"+".contains($0) }
                let problem = Bond.read(String(word[..<equals]), value, &mode, &options)
                if let problem { values.note(problem.code, entry, problem.text) }
            }
        }
        return Bond(mode: mode, options: options, ports: [], mac: values.mac("MACADDR"))
    }

    private mutating func bridge() -> Bridge {
        var bridge = Bridge()
        bridge.stp = values.flag("STP") ?? false
        bridge.mac = values.mac("BRIDGE_MACADDR") ?? values.mac("MACADDR")
        var options: [(key: String, value: String, entry: KeyedValues.Entry)] = []
        for (key, option) in [("DELAY", "forward_delay"), ("PRIO", "priority"), ("AGEING", "ageing_time")] {
            if let entry = values.take(key) { options.append((option, entry.value, entry)) }
        }
        if let entry = values.take("BRIDGING_OPTS") {
            for word in entry.value.words {
                let parts = word.split(separator: "=", maxSplits: 1)
                if parts.count == 2 { options.append((String(parts[0]), String(parts[1]), entry)) }
            }
        }
        let ofTree: Set = ["forward_delay", "hello_time", "max_age", "priority"]
        for option in options where bridge.stp || !ofTree.contains(option.key) {
            if let problem = bridge.read(option.key, option.value) {
                values.note(problem.code, option.entry, problem.text)
            } else if option.key == "ageing_time", option.entry.key == "BRIDGING_OPTS", bridge.ageingTime ?? 0 >= 1000 {
                values.note(
                    .otherWords, option.entry,
                    "`ageing_time` is \(option.value) seconds to NetworkManager, and hundredths of seconds to scripts"
                )
            }
        }
        if !bridge.vlanFiltering { (bridge.vlanDefaultPVID, bridge.vlanProtocol) = (nil, nil) }
        if let entry = values.take("BRIDGE_VLANS") { bridge.vlans = vlans(entry) }
        return bridge
    }

    private mutating func vlan(_ name: InterfaceName) -> Interface.Kind? {
        let stated = values.number("VLAN_ID", in: 1...4094) ?? values.number("VID", in: 1...4094)
        let dot = name.text.lastIndex(of: ".")
        let parent = values.name("PHYSDEV") ?? dot.flatMap { try? InterfaceName(String(name.text[..<$0])) }
        let digits = dot.map { name.text[$0...].dropFirst() } ?? name.text.drop { !$0.isNumber }
        guard let id = (stated ?? Int(digits)).flatMap({ VLANID($0) }), let parent,
            !(parent.text.hasPrefix("vlan") && dot != nil && parent.text == name.text.prefix(parent.text.count))
        else {
            _ = leftOut(
                nil, "nothing says which VLAN \(name) is, or on which interface",
                help: "PHYSDEV and VLAN_ID would say it")
            return nil
        }
        var flags = Set((values.text("VLAN_FLAGS") ?? "").split { $0 == "," || $0 == " " }.map(String.init))
        for key in ["GVRP", "MVRP"] {
            if let isOn = values.flag(key) { if isOn { flags.insert(key) } else { flags.remove(key) } }
        }
        if values.flag("REORDER_HDR") == false { flags.insert("NO_REORDER_HDR") }
        for flag in flags.subtracting(["REORDER_HDR"]).sorted() {
            values.note(
                .noEqual, KeyedValues.Entry(key: "", value: "", place: file.place(1)),
                "the flag \(flag) of a VLAN has no equal in a spec")
        }
        let tag = values.take("VLAN_PROTOCOL")
        let isDouble = tag.map { $0.value.lowercased().hasSuffix("ad") } ?? false
        let (ingress, egress) = (priorities("VLAN_INGRESS_PRIORITY_MAP"), priorities("VLAN_EGRESS_PRIORITY_MAP"))
        return .vlan(
            VLAN(
                parent: parent, id: id, tag: isDouble ? .dot1ad : .dot1Q, ingressPriorityMap: ingress,
                egressPriorityMap: egress))
    }

    private mutating func priorities(_ key: String) -> [String] {
        guard let entry = values.take(key) else { return [] }
        return entry.value.split { $0 == "," || $0 == " " }.compactMap { pair in
            let numbers = pair.split(separator: ":", omittingEmptySubsequences: false).compactMap { Int($0) }
            if numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }) { return "\(numbers[0]):\(numbers[1])" }
            values.refuse(entry, "a list of pairs FROM:TO")
            return nil
        }
    }

    /// The VLANs of a filtering bridge or its port: `10 pvid untagged,20,100-199`.
    private mutating func vlans(_ entry: KeyedValues.Entry) -> [BridgeVLAN] {
        entry.value.split(separator: ",").compactMap { part in
            let words = String(part).words
            let ends = (words.first ?? "").split(separator: "-").map { Int($0).flatMap { VLANID($0) } }
            guard let start = ends.first, let first = start, let end = ends.last, let last = end, ends.count < 3,
                first <= last, first == last || !words.contains("pvid")
            else {
                values.refuse(entry, "a list of VLANs")
                return nil
            }
            return BridgeVLAN(
                first: first, last: last, pvid: words.contains("pvid"), untagged: words.contains("untagged"))
        }
    }

    // MARK: Links and ports

    private mutating func readLink(_ draft: inout InterfaceDraft) {
        draft.mtu = values.number("MTU", in: 68...65_535)
        if let entry = values.take("HWADDR") {
            values.note(
                .mistake, entry,
                "`HWADDR` says which NIC is meant, and \(draft.name) is a \(draft.kind.name.words.noun)")
        }
        if let entry = values.take("MACADDR"), entry.value != "preserve" {
            values.note(.noEqual, entry, "a spec cannot give \(draft.name) another MAC address")
        }
        if let entry = values.take("DEVTIMEOUT") {
            if let whole = Int(entry.value.prefix { $0 != "." }), (0...599).contains(whole) {
                let seconds = whole + (entry.value.drop { $0 != "." }.contains { $0 != "." && $0 != "0" } ? 1 : 0)
                draft.common.carrierTimeout = seconds == 0 ? nil : seconds
            } else {
                values.refuse(entry, "a number of seconds up to 600")
            }
        }
        draft.common.zone = values.text("ZONE")
        if let entry = values.peek("ONBOOT"), values.flag("ONBOOT") == false { offPlace = entry.place }
        if let entry = values.peek("NM_CONTROLLED"), values.flag("NM_CONTROLLED") == false {
            values.note(
                .otherWords, entry,
                "`NM_CONTROLLED` leaves \(draft.name) to the network scripts; with a spec it is NetworkManager's")
        }
        for (key, has) in [("MDNS", \CommonConfiguration.mdns), ("LLMNR", \.llmnr)] {
            guard let entry = values.take(key), entry.value != "default" else { continue }
            let word = ["no", "resolve", "yes"].firstIndex(of: entry.value) ?? Int(entry.value)
            draft.common[keyPath: has] = word.flatMap(NameDiscovery.init(rawValue:))
            if draft.common[keyPath: has] == nil { values.refuse(entry, "yes, no or resolve") }
        }
    }

    /// Reads whose port the interface is.
    private mutating func readController(_ name: InterfaceName, _ roles: IfcfgRoles) {
        let isPort = values.flag("SLAVE")
        var found: [(key: String, entry: KeyedValues.Entry)] = []
        for key in ["BRIDGE", "MASTER", "TEAM_MASTER", "OVS_PORT", "VRF"] {
            let (uuid, named) = (values.take("\(key)_UUID"), values.take(key))
            if let entry = named ?? uuid { found.append((key, entry)) }
        }
        let bondPort = values.number("BOND_PORT_QUEUE_ID", in: 0...255)
        let priority = values.take("BOND_PORT_PRIO")
        guard let first = found.first else {
            if isPort == true {
                values.note(
                    .mistake, KeyedValues.Entry(key: "SLAVE", value: "", place: file.place(1)),
                    "`SLAVE` is yes, and no `MASTER` says of which bond")
            }
            return
        }
        for other in found.dropFirst() {
            values.note(
                .mistake, other.entry, "\(name) has a `\(first.key)` already, so this `\(other.key)` is not used")
        }
        let text = roles.names[first.entry.value] ?? first.entry.value
        guard let controller = try? InterfaceName(text), first.key == "BRIDGE" || first.key == "MASTER" else {
            values.note(.noEqual, first.entry, "\(name) is in \(text.shown), of which no spec can be made")
            return
        }
        if first.key == "MASTER" {
            var port = BondPort()
            port.queueID = bondPort == 0 ? nil : bondPort
            port.priority = priority.flatMap { Int($0.value) }
            membership = NetworkDraft.Membership(
                port: name, attachment: .bond(controller, port), place: first.entry.place)
        } else {
            let port = bridgePort()
            membership = NetworkDraft.Membership(
                port: name, attachment: .bridge(controller, port), place: first.entry.place)
        }
    }

    private mutating func bridgePort() -> BridgePort {
        var port = BridgePort()
        if let entry = values.take("BRIDGING_OPTS") {
            for word in entry.value.words {
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                if let problem = port.read(String(parts[0]), String(parts[1])) {
                    values.note(problem.code, entry, problem.text)
                }
            }
        }
        if let entry = values.take("BRIDGE_PORT_VLANS") { port.vlans = vlans(entry) }
        return port
    }

    // MARK: What needs no word

    /// Keys that have no effect, and values that every interface of a spec has.
    static func isIdle(_ entry: KeyedValues.Entry) -> Bool {
        switch entry.key {
        case "NAME", "UUID", "NETWORK", "BROADCAST", "HOTPLUG", "NOZEROCONF", "ISALIAS", "TYPE": true
        case "USERCTL", "BROWSER_ONLY", "IPV6FORWARDING", "PEERNTP": entry.value.asFlag == false
        case "IPV6_FORCE_ACCEPT_RA": entry.value.asFlag == false
        case "DHCLIENT_SET_DEFAULT_ROUTE", "PERSISTENT_DHCLIENT": entry.value.asFlag == true
        case let key where key.hasPrefix("BONDING_SLAVE"): true
        case "AUTOCONNECT_SLAVES", "MULTI_CONNECT", "AUTOCONNECT_PRIORITY": entry.value == "0"
        case "AUTOCONNECT_RETRIES", "AUTH_RETRIES", "WAIT_ACTIVATION_DELAY": entry.value == "-1"
        case "PROXY_METHOD": entry.value == "none"
        case "ETHTOOL_WAKE_ON_LAN", "LLDP": entry.value == "default"
        default: false
        }
    }

    static func help(_ entry: KeyedValues.Entry) -> String? {
        switch entry.key {
        case "IPV4_ROUTE_TABLE", "IPV6_ROUTE_TABLE": "Write the routes with `table`, the default route too"
        case "BONDING_MODULE_OPTS": "The module's options belong into /etc/modprobe.d"
        case "IPV6FORWARDING": "net.ipv6.conf.all.forwarding of sysctl makes the host a router"
        default: nil
        }
    }

    /// Whether a line is that of a route as ADDRESS0, NETMASK0, GATEWAY0.
    static func isNumbered(_ line: some StringProtocol) -> Bool {
        let line = line.trimmed
        guard line.hasPrefix("ADDRESS") else { return false }
        let rest = line.dropFirst(7).drop(while: \.isNumber)
        return rest.first == "=" && rest.count < line.count - 7
    }
}
