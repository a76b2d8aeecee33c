import LabSupport

/// What people add to such a network: the options that their kinds have, and the kinds that are seldom.
extension NMCLINetwork {
    /// Adds options to the profiles that are there.
    mutating func addOptions() {
        for index in profiles.indices { profiles[index].words += options(profiles[index].words) }
    }

    private mutating func options(_ words: String) -> String {
        let kind = String(words.split(separator: " ")[1])
        let interface = String((words.split(separator: " ifname ").last ?? "").prefix { $0 != " " })
        var added = ""
        switch kind {
        case "bond": added = bondOptions(words, interface)
        case "bridge": added = bridgeOptions(words)
        case "vxlan": added = some([" vxlan.ttl 9", " vxlan.learning no"], 4)
        case "macvlan" where flip(3): added = " 802-3-ethernet.cloned-mac-address 52:54:00:aa:01:\(twoDigits())"
        case "ethernet" where flip(3):
            added = " ethtool.feature-\(pick(["tso", "gro", "gso"])) off" + (flip() ? " connection.lldp enable" : "")
        default: break
        }
        if words.contains("slave-type bridge") {
            added += some(
                [" bridge-port.path-cost 60", " bridge-port.priority 16", " bridge-port.hairpin-mode yes"], 4)
        }
        if words.contains("ipv4.method manual") { added += addressOptions() }
        // A bond without a port has another MAC address, of which its link-local address would be made.
        if kind != "bond", words.contains("ipv6.method manual") || words.contains("ipv6.method link-local") {
            added += ipv6Options(words)
        }
        if flip(12) {
            let property = pick(["connection.metered yes", "connection.stable-id 'a b'", "connection.dns-over-tls no"])
            added += " " + property
            // A profile without an interface's name is told by the NIC's.
            beyondSpec.append(
                (interface == "'*'" ? "" : interface) + ": `\(property.prefix { $0 != " " })` has no equal in a spec")
        }
        return added
    }

    /// Each with a chance of one in so many.
    private mutating func some(_ words: [String], _ chance: Int) -> String {
        var chosen = ""
        for word in words where flip(chance) { chosen += word }
        return chosen
    }

    private mutating func twoDigits() -> Int { Int.random(in: 10...99, using: &random) }

    private mutating func bondOptions(_ words: String, _ name: String) -> String {
        let mode = String((words.split(separator: "mode=").last ?? "").prefix { $0 != "," && $0 != " " })
        let usual = ["resend_igmp=2", "all_slaves_active=1"]
        let own: [String: [String]] = [
            "active-backup": [
                "num_grat_arp=3", "primary=enp3s0", "num_unsol_na=3", "primary=enp2s0,primary_reselect=failure",
            ],
            "802.3ad": [
                "ad_select=bandwidth", "min_links=1", "xmit_hash_policy=layer2+3", "ad_actor_sys_prio=100",
                "ad_user_port_key=5",
            ],
            "balance-xor": ["xmit_hash_policy=encap2+3"],
            "balance-rr": ["packets_per_slave=2", "miimon=80,downdelay=160"],
            "balance-tlb": ["tlb_dynamic_lb=0", "primary=enp2s0", "lp_interval=2"], "balance-alb": ["primary=enp3s0"],
        ]
        // Another bond's ports are others.
        let fitting = (own[mode] ?? []).filter { name != "bondx" || !$0.hasPrefix("primary") }
        let option = pick(usual + fitting)
        if ["active-backup", "balance-rr"].contains(mode), flip(3) {
            for (index, port) in ["enp2s0", "enp3s0"].enumerated() {
                let ofPort = profiles.firstIndex {
                    $0.words.contains(" ifname \(port) ") && $0.words.contains("slave-type bond")
                }
                guard let at = ofPort else { continue }
                profiles[at].words += " bond-port.queue-id \(index + 3)"
            }
        }
        return (flip() ? " +bond.options \(option)" : "")
            + some(
                [
                    " 802-3-ethernet.mtu 1600",
                    words.contains("fail_over_mac")
                        ? "" : " 802-3-ethernet.cloned-mac-address 52:54:00:aa:02:\(twoDigits())",
                ], 4)
    }

    private mutating func bridgeOptions(_ words: String) -> String {
        var added = some(
            [
                " bridge.group-forward-mask 16384",
                " \(pick(["bridge.mac-address", "802-3-ethernet.cloned-mac-address"])) 52:54:00:aa:03:\(twoDigits())",
                " bridge.ageing-time \(pick([0, 60]))",
                pick([
                    " bridge.multicast-snooping no",
                    " bridge.multicast-querier yes bridge.multicast-query-interval 6000",
                    " bridge.multicast-hash-max 512 bridge.multicast-router enabled",
                    " bridge.multicast-last-member-count 3",
                    " bridge.multicast-startup-query-count 3 bridge.multicast-startup-query-interval 2000",
                    " bridge.multicast-membership-interval 20000 bridge.multicast-querier-interval 20000",
                    " bridge.multicast-query-response-interval 900 bridge.multicast-last-member-interval 90",
                    " bridge.multicast-query-use-ifaddr yes",
                ]),
            ], 3)
        if words.contains("stp yes") { added += some([" bridge.priority 4096"], 2) }
        if words.contains("vlan-filtering yes") {
            added += some([" bridge.vlan-stats-enabled yes", " bridge.vlan-protocol 802.1ad"], 4)
        }
        return added
    }

    private mutating func addressOptions() -> String {
        serial += 1
        let table = 200 + serial
        return some(
            [
                " ipv4.dad-timeout 0", " ipv4.may-fail no", " ipv4.dns-options rotate,timeout:2",
                " ipv4.dns-priority \(pick([-5, 10]))", " ipv4.link-local enabled",
                " connection.mdns \(pick(["yes", "resolve", "no"])) connection.llmnr no", " connection.zone trusted",
                " connection.wait-device-timeout 3000",
                " connection.mptcp-flags \(pick(["signal,subflow", "disabled"]))",
                " ipv4.route-metric \(400 + twoDigits())",
                " +ipv4.routes '172.16.\(serial).0/24 type=\(pick(["blackhole", "unreachable", "prohibit"]))'",
                " +ipv4.routes '198.18.\(serial).0/24 77 \(pick(["mtu=1300", "advmss=1200", "scope=253", "table=\(table)"]))'",
                " +ipv4.routes '198.19.\(serial).0/24 192.0.2.77 onlink=true'",
                " +ipv4.routing-rules 'priority \(2000 + serial) \(pick(["iif lo fwmark 0x10/0xff", "not from 10.77.0.0/16 ipproto 6 dport 80-90", "to 10.78.0.0/16 tos 0x10 uidrange 1000-1999", "from all suppress_prefixlength 0 oif lo"])) table \(table)'",
                " +ipv4.routing-rules 'priority \(3000 + serial) from 10.79.0.0/16 type \(pick(["blackhole", "unreachable", "prohibit"]))'",
            ], 9)
    }

    private mutating func ipv6Options(_ words: String) -> String {
        serial += 1
        var added = ""
        if flip(5), words.contains("ipv4.method manual"), !words.contains("never-default") {
            added =
                " ipv6.method auto"
                + pick([
                    "", " ipv6.ip6-privacy \(pick([0, 1, 2]))", " ipv6.addr-gen-mode eui64 ipv6.token ::\(twoDigits())",
                    " ipv6.ignore-auto-dns yes", " ipv6.ignore-auto-routes yes ipv6.never-default yes",
                    " ipv6.ra-timeout 20",
                    " ipv6.dhcp-duid ll ipv6.dhcp-iaid mac ipv6.dhcp-timeout 10 ipv6.dhcp-hostname a.example",
                ])
        }
        if words.contains("ipv6.method manual"), added.isEmpty {
            added += some(
                [
                    " ipv6.addr-gen-mode eui64", " ipv6.dns fd09::53 ipv6.dns-search example.org",
                    " +ipv6.routes 'fd77:\(serial)::/48 type=unreachable'",
                    " +ipv6.routes 'fd78:\(serial)::/48 fe80::1 50'",
                    " ipv6.routing-rules 'priority \(4000 + serial) from fd79::/48 table \(300 + serial)'",
                    " ipv6.may-fail no",
                ], 5)
        }
        return added
    }

    /// Adds interfaces of other kinds, on NICs of their own and on what is there.
    mutating func addKinds() {
        free = ["enp6s0", "enp7s0", "enp8s0", "enp9s0"]
        var kinds = Array(0..<13)
        for index in 0..<Int.random(in: 2...4, using: &random) {
            let kind = pick(kinds)
            kinds.removeAll { $0 == kind }
            let first = profiles.count
            add(kind, index)
            for index in first..<profiles.count where flip() && !profiles[index].words.contains("ip6ip6") {
                profiles[index].words += options(profiles[index].words)
            }
        }
    }

    private static let nothing = "ipv4.method disabled ipv6.method disabled"

    private mutating func add(_ kind: Int, _ index: Int) {
        let tag = 400 + 10 * index
        switch kind {
        case 0:  // a cable, whose far end is a bridge's port or has an address
            add("veth", "v\(tag)", "veth.peer w\(tag) \(layer3())")
            if flip() {
                add("veth", "w\(tag)", "veth.peer v\(tag) \(layer3())")
            } else {
                add("bridge", "brv\(tag)", "bridge.stp no \(layer3())")
                add("veth", "w\(tag)", "veth.peer v\(tag) \(port(of: "brv\(tag)", "bridge"))")
            }
        case 1: tunnel(tag)
        case 2:
            guard let nic = free.popLast() else { return }
            add("ethernet", nic, Self.nothing)
            let words = pick(["mode 4 macvlan.promiscuous no", "mode 2 macvlan.tap yes", "mode 4 macvlan.tap yes"])
            add("macvlan", "mv\(tag)", "macvlan.parent \(nic) macvlan.\(words) \(layer3())")
        case 3:  // found by its MAC address
            guard let nic = free.popLast() else { return }
            let name = flip() ? nic : "NIC \(tag)"
            profiles.append(
                (
                    name,
                    "type ethernet con-name '\(name)' ifname '*' 802-3-ethernet.mac-address $(cat /sys/class/net/\(nic)/address) \(layer3())"
                ))
        case 4: addressesFromTheNetwork(tag)
        case 5:  // a filtering bridge with a VLAN of its own
            guard let nic = free.popLast() else { return }
            add(
                "bridge", "brw\(tag)",
                "bridge.stp no bridge.vlan-filtering yes bridge.vlans '\(tag)' bridge.vlan-default-pvid \(pick([0, 1, 7])) \(Self.nothing)"
            )
            add("ethernet", nic, "\(port(of: "brw\(tag)", "bridge")) bridge-port.vlans '\(tag), 20 untagged'")
            add("vlan", "brw\(tag).\(tag)", "vlan.parent \(reference("brw\(tag)")) vlan.id \(tag) \(layer3())")
        case 6:  // a customer's VLAN in a provider's
            guard let nic = free.popLast() else { return }
            add("ethernet", nic, "\(Self.nothing) 802-3-ethernet.mtu 1504")
            add(
                "vlan", "s\(tag)",
                "vlan.parent \(reference(nic)) vlan.id \(tag) vlan.protocol 802.1ad 802-3-ethernet.mtu 1504 \(Self.nothing)"
            )
            add(
                "vlan", "c\(tag)",
                "vlan.parent \(reference("s\(tag)")) vlan.id 5 802-3-ethernet.mtu 1500 \(layer3Without("mtu"))")
        case 7:  // a VRF with a router of its own
            guard let nic = free.popLast() else { return }
            add(
                "vrf", "vrf\(tag)",
                "vrf.table \(1000 + tag) \(pick([Self.nothing, "ipv4.method manual ipv4.addresses 10.8.\(index).1/32 ipv6.method disabled"]))"
            )
            add(
                "ethernet", nic,
                "\(port(of: "vrf\(tag)", "vrf")) ipv4.method manual ipv4.addresses 10.9.250.10/24 ipv4.gateway 10.9.250.1 "
                    + "ipv4.routes '10.66.0.0/16 10.9.250.2 20' ipv6.method disabled")
        case 8:  // a bond that is a bridge's port, or has addresses itself
            guard free.count > 1 else { return }
            let ports = [free.removeFirst(), free.removeFirst()]
            let isPort = flip()
            if isPort { add("bridge", "brx\(tag)", "bridge.stp no \(layer3())") }
            add(
                "bond", "bondx",
                "bond.options mode=\(pick(["active-backup,miimon=100", "broadcast,miimon=100", "1"])) "
                    + (isPort ? port(of: "brx\(tag)", "bridge") : layer3Without("eui64")))
            for name in ports { add("ethernet", name, port(of: "bondx", "bond")) }
        case 9:  // a VXLAN without an interface of its own, in a bridge for guests
            let local = localAddress(tag)
            add("bridge", "bry\(tag)", "bridge.stp no \(layer3())")
            add(
                "vxlan", "vx\(tag)",
                "vxlan.id \(tag) 802-3-ethernet.mtu 1450 vxlan.local \(local).10 \(pick(["vxlan.remote \(local).99", "vxlan.remote \(local).98 vxlan.destination-port 4790"])) "
                    + port(of: "bry\(tag)", "bridge"))
        case 10:  // what no spec has
            add(
                "ip-tunnel", "six\(tag)",
                "ip-tunnel.mode ip6ip6 ip-tunnel.local fd09::10 ip-tunnel.remote fd09::11 \(Self.nothing)")
            beyondSpec.append("of six\(tag) is left out: ")
        case 11:  // one that is not active
            inactive.append(
                "type dummy con-name 'spare \(tag)' ifname spare\(tag) connection.autoconnect no \(Self.nothing)")
            beyondSpec.append("profile “spare \(tag)” is not active")
        default:  // a dummy in a bridge that has several addresses
            subnet += 1
            add(
                "bridge", "brz\(tag)",
                "bridge.stp no ipv4.method manual ipv4.addresses 10.9.\(subnet).10/24,10.8.\(100 + subnet).1/32 ipv6.method link-local"
            )
            add("dummy", "dummy\(tag)", port(of: "brz\(tag)", "bridge"))
        }
    }

    private mutating func port(of controller: String, _ kind: String) -> String {
        "connection.master \(reference(controller)) connection.slave-type \(kind)"
    }

    private mutating func layer3Without(_ word: String) -> String {
        while true {
            let words = layer3()
            if !words.contains(word) { return words }
        }
    }

    /// The network of an address of the host's, for packets that carry others; made if there is none yet.
    private mutating func localAddress(_ tag: Int) -> String {
        subnet += 1
        add(
            "dummy", "local\(tag)",
            "ipv4.method manual ipv4.addresses 10.9.\(subnet).10/24 ipv6.method manual ipv6.addresses fd09:\(subnet)::10/64"
        )
        return "10.9.\(subnet)"
    }

    private mutating func tunnel(_ tag: Int) {
        let local = localAddress(tag)
        let mode = pick(["gre", "gretap", "ipip", "sit", "ip6gre", "ip6gretap", "vti", "vti6"])
        let isOverIPv6 = mode.contains("6")
        let (own, other) =
            isOverIPv6 ? ("fd09:\(subnet)::10", "fd09:\(subnet)::11") : ("\(local).10", "\(local).11")
        var words = "ip-tunnel.mode \(mode) ip-tunnel.local \(own) ip-tunnel.remote \(other)"
        if mode != "ipip", mode != "sit", flip() || mode.hasPrefix("vti") {
            words += " ip-tunnel.input-key \(tag) ip-tunnel.output-key \(tag)"
        }
        words += some([" ip-tunnel.ttl 64", " ip-tunnel.parent local\(tag)", " ip-tunnel.mtu 1380"], 3)
        if mode.hasSuffix("tap"), flip() {
            add("bridge", "brt\(tag)", "bridge.stp no \(layer3())")
            add("ip-tunnel", "t\(tag)", words + " " + port(of: "brt\(tag)", "bridge"))
        } else {
            subnet += 1
            add(
                "ip-tunnel", "t\(tag)",
                words + " ipv4.method manual ipv4.addresses 10.9.\(subnet).1/30 ipv6.method disabled")
        }
    }

    /// DHCP and router advertisements, in the VLAN whose router has both.
    private mutating func addressesFromTheNetwork(_ tag: Int) {
        guard let nic = free.popLast() else { return }
        add("ethernet", nic, Self.nothing)
        let ipv4 = pick([
            "", " ipv4.dhcp-client-id \(pick(["mac", "duid", "01:52:54:00:aa:bb:cc", "stable", "myhost"]))",
            " ipv4.dhcp-hostname host.example ipv4.dhcp-timeout 30",
            " ipv4.dhcp-send-hostname no ipv4.ignore-auto-dns yes",
            " ipv4.ignore-auto-routes yes ipv4.never-default yes", " ipv4.dhcp-iaid mac",
            " ipv4.addresses 10.0.100.9/24 ipv4.route-metric 500",
        ])
        let ipv6 = pick([
            "disabled", "link-local", "auto", "auto ipv6.addr-gen-mode eui64 ipv6.token ::7", "auto ipv6.ip6-privacy 2",
            "auto ipv6.addresses fd00:100::9/64", "auto ipv6.may-fail no",
        ])
        add(
            "vlan", "\(nic).100",
            "vlan.parent \(reference(nic)) vlan.id 100 ipv4.method auto\(ipv4) ipv6.method \(ipv6)")
    }
}
