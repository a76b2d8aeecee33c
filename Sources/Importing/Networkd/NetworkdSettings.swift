import NetTypes
import OrderedCollections
import Topology

extension NetworkdImport {
    /// networkd's names of the kernel's options of a bond, with the unit that their times have here.
    private static let bond: [String: (option: String, unit: Double)] = [
        "Mode": ("mode", 0), "TransmitHashPolicy": ("xmit_hash_policy", 0), "LACPTransmitRate": ("lacp_rate", 0),
        "MIIMonitorSec": ("miimon", 1000), "UpDelaySec": ("updelay", 1000), "DownDelaySec": ("downdelay", 1000),
        "LearnPacketIntervalSec": ("lp_interval", 1), "AdSelect": ("ad_select", 0), "MinLinks": ("min_links", 0),
        "AdActorSystemPriority": ("ad_actor_sys_prio", 0), "AdUserPortKey": ("ad_user_port_key", 0),
        "AdActorSystem": ("ad_actor_system", 0), "FailOverMACPolicy": ("fail_over_mac", 0),
        "ARPValidate": ("arp_validate", 0), "ARPIntervalSec": ("arp_interval", 1000),
        "ARPIPTargets": ("arp_ip_target", 0), "ARPAllTargets": ("arp_all_targets", 0),
        "PrimaryReselectPolicy": ("primary_reselect", 0), "ResendIGMP": ("resend_igmp", 0),
        "PacketsPerSlave": ("packets_per_slave", 0), "GratuitousARP": ("num_grat_arp", 0),
        "AllSlavesActive": ("all_slaves_active", 0), "DynamicTransmitLoadBalancing": ("tlb_dynamic_lb", 0),
    ]

    private static let bridge: [String: (option: String, unit: Double)] = [
        "STP": ("stp", 0), "ForwardDelaySec": ("forward-delay", 1), "HelloTimeSec": ("hello-time", 1),
        "MaxAgeSec": ("max-age", 1), "AgeingTimeSec": ("ageing-time", 1), "Priority": ("priority", 0),
        "VLANFiltering": ("vlan-filtering", 0), "DefaultPVID": ("vlan-default-pvid", 0),
        "MulticastQuerier": ("multicast-querier", 0), "MulticastSnooping": ("multicast-snooping", 0),
        "GroupForwardMask": ("group-forward-mask", 0), "VLANProtocol": ("vlan-protocol", 0),
    ]

    /// Reads what a `.netdev` file says of its kind.
    mutating func settings(_ draft: inout ProfileDraft, _ type: String, _ file: inout NetworkdFile?) {
        func put(
            _ section: String, _ key: String, _ group: String, _ property: String, _ change: (String) -> String = { $0 }
        ) {
            guard let entry = file?.take(section, key) else { return }
            draft.put(group, property, change(entry.value), at: entry.place)
        }
        func parent(_ group: String) {
            if let parent = parents[draft.name] { draft.put(group, "parent", parent.name, at: parent.place) }
        }
        switch type {
        case "bond":
            options("Bond", Self.bond, as: "bond", &draft, &file, flags: ("1", "0"))
            if !draft.holds("bond", "mode") { draft.put("bond", "mode", "balance-rr", at: nil) }
            if let primary = primaries[draft.name] { draft.put("bond", "primary", primary.name, at: primary.place) }
        case "bridge":
            options("Bridge", Self.bridge, as: "bridge", &draft, &file, flags: ("true", "false"))
            // The kernel's default, which networkd leaves; NetworkManager's is another.
            if !draft.holds("bridge", "stp") { draft.put("bridge", "stp", "false", at: nil) }
        case "vlan":
            put("VLAN", "Id", "vlan", "id")
            put("VLAN", "Protocol", "vlan", "protocol") { $0.lowercased() == "802.1ad" ? "802.1ad" : "802.1Q" }
            draft.put("vlan", "flags", "1", at: nil)
            parent("vlan")
        case "vxlan":
            put("VXLAN", "VNI", "vxlan", "id")
            for (key, property) in [("Local", "local"), ("Remote", "remote"), ("Group", "remote")] {
                put("VXLAN", key, "vxlan", property)
            }
            put("VXLAN", "DestinationPort", "vxlan", "destination-port")
            put("VXLAN", "MacLearning", "vxlan", "learning", Self.flag)
            parent("vxlan")
        case "vrf": put("VRF", "Table", "vrf", "table")
        case "macvlan":
            let section = draft.type == "macvtap" ? "MACVTAP" : "MACVLAN"
            put(section, "Mode", "macvlan", "mode") {
                MACVLANMode(rawValue: $0.lowercased()).map { "\($0.number)" } ?? $0
            }
            if draft.type == "macvtap" { draft.put("macvlan", "tap", "true", at: nil) }
            parent("macvlan")
        case "ipvlan":
            put("IPVLAN", "Mode", "ipvlan", "mode") {
                IPVLANMode(rawValue: $0.lowercased()).map { "\($0.number)" } ?? $0
            }
            parent("ipvlan")
        case "veth": put("Peer", "Name", "veth", "peer")
        case "ip-tunnel":
            if let mode = TunnelMode(rawValue: draft.type) {
                draft.put("ip-tunnel", "mode", "\(mode.number)", at: nil)
            }
            for (key, property) in [("Local", "local"), ("Remote", "remote"), ("TTL", "ttl"), ("Key", "input-key")] {
                put("Tunnel", key, "ip-tunnel", property) { $0 == "any" ? "" : $0 }
            }
            parent("ip-tunnel")
        default: break
        }
    }

    private mutating func options(
        _ section: String, _ names: [String: (option: String, unit: Double)], as group: String,
        _ draft: inout ProfileDraft, _ file: inout NetworkdFile?, flags: (yes: String, no: String)
    ) {
        var unknown: [KeyedValues.Entry] = []
        for entry in file?.section(section) ?? [] {
            guard let (option, unit) = names[entry.key] else {
                unknown.append(entry)
                continue
            }
            let value: String? =
                if unit > 0 { Self.time(entry.value, in: unit) } else if option == "arp_ip_target" {
                    entry.value.words.joined(separator: ",")
                } else {
                    entry.value.asFlag.flatMap { Int(entry.value) == nil ? ($0 ? flags.yes : flags.no) : nil }
                        ?? entry.value
                }
            if let value { draft.put(group, option, value, at: entry.place) } else { unknown.append(entry) }
        }
        file?.leave(unknown, in: section)
    }

    static func flag(_ text: String) -> String { text.asFlag.map { $0 ? "true" : "false" } ?? text }

    /// A span of time (systemd.time(7)) in units of which a second has so many.
    static func time(_ text: String, in unit: Double) -> String? {
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits) else { return nil }
        let factors = ["": 1.0, "s": 1, "sec": 1, "ms": 0.001, "msec": 0.001, "us": 0.000001, "min": 60, "m": 60]
        guard let factor = factors[text.dropFirst(digits.count).trimmed] else { return nil }
        return "\(Int((number * factor * unit).rounded()))"
    }

    // MARK: .network

    /// Reads what a `.network` file says.
    mutating func network(_ draft: inout ProfileDraft, _ file: inout NetworkdFile?) {
        for key in ["VLAN", "MACVLAN", "MACVTAP", "IPVLAN", "VXLAN", "Tunnel"] { _ = file?.takeAll("Network", key) }
        _ = file?.take("Network", "PrimarySlave")
        if let lldp = file?.take("Network", "LLDP"), lldp.value.asFlag == true {
            draft.put("connection", "lldp", "1", at: lldp.place)
        }
        let owners = [("Bond", "bond"), ("Bridge", "bridge"), ("VRF", "vrf")]
        var isPort = false
        for (key, type) in owners {
            guard let owner = file?.take("Network", key) else { continue }
            draft.put("connection", "master", owner.value, at: owner.place)
            draft.put("connection", "slave-type", type, at: owner.place)
            isPort = type != "vrf"
        }
        for (key, property) in [("Cost", "path-cost"), ("Priority", "priority"), ("HairPin", "hairpin-mode")] {
            guard let entry = file?.take("Bridge", key) else { continue }
            draft.put(
                "bridge-port", property, property == "hairpin-mode" ? Self.flag(entry.value) : entry.value,
                at: entry.place)
        }
        vlans(&draft, &file)
        // Whatever a port has beside its controller, the kernel would not use.
        layer3(&draft, &file, isPort: isPort)
    }

    private mutating func vlans(_ draft: inout ProfileDraft, _ file: inout NetworkdFile?) {
        var words: [String] = []
        var place: SourceLocation?
        for section in file?.sections("BridgeVLAN") ?? [] {
            var section = section
            let pvid = section.take("PVID")
            let untagged = Set(section.takeAll("EgressUntagged").map(\.value))
            place = place ?? pvid?.place
            for entry in section.takeAll("VLAN") {
                place = place ?? entry.place
                if entry.value == pvid?.value { continue }
                words.append(entry.value + (untagged.contains(entry.value) ? " untagged" : ""))
            }
            if let id = pvid?.value, Int(id) != nil {
                words.append("\(id) pvid\(untagged.contains(id) ? " untagged" : "")")
            }
            file?.leave(section.entries, in: "BridgeVLAN")
        }
        if words.isEmpty { return }
        draft.put(draft.type == "bridge" ? "bridge" : "bridge-port", "vlans", words.joined(separator: ","), at: place)
    }

    private mutating func layer3(_ draft: inout ProfileDraft, _ file: inout NetworkdFile?, isPort: Bool) {
        var addresses = file?.takeAll("Network", "Address") ?? []
        for section in file?.sections("Address") ?? [] {
            var section = section
            addresses += section.takeAll("Address")
            file?.leave(section.entries, in: "Address")
        }
        let dhcp = file?.take("Network", "DHCP")
        let word = dhcp?.value.lowercased() ?? "no"
        let local = file?.take("Network", "LinkLocalAddressing")
        let advertisements = file?.take("Network", "IPv6AcceptRA")
        let gateways = file?.takeAll("Network", "Gateway") ?? []
        let resolvers = file?.takeAll("Network", "DNS") ?? []
        let servers = resolvers.flatMap { entry in entry.value.words.map { ($0, entry.place) } }
        let domains = file?.takeAll("Network", "Domains") ?? []
        let privacy = file?.take("Network", "IPv6PrivacyExtensions")
        let routes = file?.sections("Route") ?? []
        let rules = file?.sections("RoutingPolicyRule") ?? []
        if isPort {
            let lost =
                addresses + gateways + domains + resolvers
                + (word == "no" ? [] : [dhcp].compactMap(\.self))
            for entry in lost + (routes + rules).flatMap(\.entries) {
                imported.note(
                    .mistake, at: entry.place, of: try? InterfaceName(draft.name),
                    "`\(entry.key)=\(entry.value)` is left out, since `\(draft.name)` is a port of a bond or bridge",
                    help: "Write it at the interface that it is a port of, if it is in use.")
            }
            return
        }
        let hasLocal6 = ["", "yes", "ipv6", "true", "1"].contains(local?.value.lowercased() ?? "")
        let hasLocal4 = ["yes", "ipv4", "true", "1"].contains(local?.value.lowercased() ?? "")
        for family in IPFamily.allCases {
            let group = family.group
            let own = addresses.filter { $0.value.contains(":") == (family == .v6) }
            let asksDHCP = ["yes", "true", "1", "both", family == .v4 ? "v4" : "v6", group].contains(word)
            let accepts = hasLocal6 && advertisements?.value.asFlag != false
            let method: String
            if family == .v4 {
                method = asksDHCP ? "auto" : !own.isEmpty ? "manual" : hasLocal4 ? "link-local" : "disabled"
            } else {
                method =
                    accepts
                    ? "auto" : asksDHCP ? "dhcp" : !own.isEmpty ? "manual" : hasLocal6 ? "link-local" : "disabled"
            }
            draft.put(group, "method", method, at: (family == .v4 ? dhcp : advertisements ?? dhcp)?.place)
            // networkd makes them of the MAC address.
            if family == .v6, method != "disabled" { draft.assume(group, "addr-gen-mode", "eui64") }
            for (index, entry) in own.enumerated() {
                draft.put(group, "address\(index + 1)", entry.value, at: entry.place)
            }
            let routers = gateways.filter { IPFamily(of: $0.value) == family }
            draft.put(group, "gateway", routers.first?.value, at: routers.first?.place)
            for other in routers.dropFirst() {
                imported.note(
                    .mistake, at: other.place, of: try? InterfaceName(draft.name),
                    "the gateway \(other.value) is left out, since \(routers[0].value) is one already")
            }
            let names = servers.filter { $0.0.contains(":") == (family == .v6) }
            if !names.isEmpty { draft.put(group, "dns", names.map { $0.0 + ";" }.joined(), at: names[0].1) }
            if let first = domains.first, method != "disabled", family == .v4 || !draft.holds("ipv4", "dns-search") {
                draft.put(
                    group, "dns-search", domains.flatMap { $0.value.words }.map { $0 + ";" }.joined(), at: first.place)
            }
            if family == .v6, let privacy {
                let value = ["yes": "2", "true": "2", "prefer-public": "1", "no": "0", "false": "0"][
                    privacy.value.lowercased()]
                draft.put(group, "ip6-privacy", value, at: privacy.place)
                if value == nil { file?.leave([privacy], in: "Network") }
            }
            client(&draft, group, &file)
        }
        self.routes(&draft, &file, routes)
        self.rules(&draft, &file, rules)
    }

    /// Reads how addresses are asked for.
    private mutating func client(_ draft: inout ProfileDraft, _ group: String, _ file: inout NetworkdFile?) {
        let sections = group == "ipv4" ? ["DHCPv4", "DHCP"] : ["DHCPv6", "IPv6AcceptRA"]
        for section in sections {
            for (key, property) in [
                ("UseDNS", "ignore-auto-dns"), ("UseRoutes", "ignore-auto-routes"), ("UseGateway", "never-default"),
            ] {
                guard let entry = file?.take(section, key) else { continue }
                if entry.value.asFlag == false { draft.put(group, property, "true", at: entry.place) }
            }
            for (key, property) in [
                ("RouteMetric", "route-metric"), ("Hostname", "dhcp-hostname"), ("ClientIdentifier", "dhcp-client-id"),
            ] {
                guard let entry = file?.take(section, key) else { continue }
                draft.put(group, property, entry.value, at: entry.place)
            }
            if let entry = file?.take(section, "SendHostname"), entry.value.asFlag == false {
                draft.put(group, "dhcp-send-hostname", "false", at: entry.place)
            }
            if let entry = file?.take(section, "UseDomains"), entry.value.asFlag == true {
                file?.leave([entry], in: section)
            }
        }
    }

    private mutating func routes(
        _ draft: inout ProfileDraft, _ file: inout NetworkdFile?, _ sections: [KeyedValues]
    ) {
        var counts: [IPFamily: Int] = [:]
        for section in sections {
            var section = section
            let (gateway, destination) = (section.take("Gateway"), section.take("Destination"))
            let metric = section.take("Metric")
            let place = (destination ?? gateway)?.place
            let family = IPFamily(of: (destination ?? gateway)?.value ?? "")
            let (table, type, onLink) = (section.take("Table"), section.take("Type"), section.take("GatewayOnLink"))
            let options: [(key: String, value: String?)] = [
                ("table", table?.value), ("src", section.take("PreferredSource")?.value),
                ("type", type?.value == "unicast" ? nil : type?.value), ("mtu", section.take("MTUBytes")?.value),
                ("onlink", onLink?.value.asFlag == true ? "true" : nil),
            ]
            // It follows from the gateway.
            _ = section.take("Scope")
            file?.leave(section.entries, in: "Route")
            guard let place else {
                imported.note(.mistake, at: draft.place, "a route without a destination and a gateway leads nowhere")
                continue
            }
            let all = IPPrefix.any(family).description
            if destination?.value ?? all == all, metric == nil, options.allSatisfy({ $0.value == nil }), let gateway,
                !draft.holds(family.group, "gateway")
            {
                draft.put(family.group, "gateway", gateway.value, at: gateway.place)
                continue
            }
            counts[family, default: 0] += 1
            draft.putRoute(
                family, number: counts[family, default: 1], to: destination?.value ?? all, via: gateway?.value,
                metric: metric?.value, options: options, at: place)
        }
    }

    private mutating func rules(
        _ draft: inout ProfileDraft, _ file: inout NetworkdFile?, _ sections: [KeyedValues]
    ) {
        for (index, section) in sections.enumerated() {
            var section = section
            let (from, to) = (section.take("From"), section.take("To"))
            let word = section.take("Family")?.value
            let family: IPFamily = (from ?? to).map { IPFamily(of: $0.value) } ?? (word == "ipv6" ? .v6 : .v4)
            let isInverted = section.take("InvertRule")?.value.asFlag ?? false
            let priority = section.take("Priority")
            var selectors: [(word: String, value: String?)] = [
                // The kernel gives it to a rule without one.
                ("priority", priority?.value ?? "32765"), ("from", from?.value), ("to", to?.value),
            ]
            for (key, word) in [
                ("FirewallMark", "fwmark"), ("IncomingInterface", "iif"), ("OutgoingInterface", "oif"),
                ("SourcePort", "sport"), ("DestinationPort", "dport"), ("IPProtocol", "ipproto"),
                ("TypeOfService", "tos"), ("SuppressPrefixLength", "suppress_prefixlength"),
            ] {
                selectors.append((word, section.take(key)?.value))
            }
            let (table, type) = (section.take("Table"), section.take("Type"))
            draft.putRule(
                family, number: index + 1, isInverted: isInverted, selectors: selectors, table: table?.value,
                type: type?.value, at: (from ?? to ?? table ?? priority)?.place)
            file?.leave(section.entries, in: "RoutingPolicyRule")
        }
    }
}
