import LabSupport

/// A spec at random: interfaces of all kinds on NICs and on each other, with the options that their kinds have.
///
/// Most are right; what validation refuses is to be thrown away.
struct GeneratedSpec {
    private var random: Fuzzing
    /// The sections' entries, by their names.
    private var sections: [String: [String]] = [:]
    private var free = (2...13).map { "enp\($0)s0" }
    /// Interfaces that are no ports, have no addresses, and carry Ethernet frames.
    private var bases: [String] = []
    private var number = 0
    private var hasGateway = (v4: false, v6: false)

    init(_ random: Fuzzing) {
        self.random = random
        for _ in 0..<Int.random(in: 1...6, using: &self.random) { add() }
    }

    /// The spec's text.
    var text: String {
        sections.sorted { $0.key < $1.key }.reduce("version: 1\n") { text, section in
            text + "\(section.key):\n" + section.value.map { "  \($0)\n" }.joined()
        }
    }

    private mutating func flip(_ chance: Int = 2) -> Bool { Int.random(in: 0..<chance, using: &random) == 0 }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &random)] }

    private mutating func up(to most: Int, from least: Int = 0) -> Int { Int.random(in: least...most, using: &random) }

    /// Each with a chance of one in so many, as they stand in a mapping in one line.
    private mutating func some(_ chance: Int, _ words: [String]) -> [String] { words.filter { _ in flip(chance) } }

    private mutating func add(_ section: String, _ name: String, _ words: [String]) {
        sections[section, default: []].append("\(name): {\(words.joined(separator: ", "))}")
    }

    private mutating func nic() -> String? { free.isEmpty ? nil : free.remove(at: up(to: free.count - 1)) }

    /// A NIC of its own, or what is there, to stand on.
    private mutating func base() -> String? { bases.isEmpty || flip() ? nic() : pick(bases) }

    private mutating func mac() -> String {
        "\"52:54:00:\(up(to: 99, from: 10)):\(up(to: 99, from: 10)):\(up(to: 99, from: 10))\""
    }

    // MARK: Layer 3

    private mutating func layer3() -> [String] {
        if flip(4) { return [] }
        number += 1
        let (net, net6) = ("10.\(number / 200).\(number % 200)", "fd00:\(number):")
        let (has4, has6) = (flip(), flip())
        var words: [String] = []
        var addresses = (has4 ? ["\(net).10/24"] : []) + (has6 ? ["\"\(net6):10/64\""] : [])
        if has4, flip(4) { addresses.append("\(net).11/24") }
        if !addresses.isEmpty { words.append("addresses: [\(addresses.joined(separator: ", "))]") }
        let automatic = addFromNetwork(&words, has6: has6)
        let (is4, is6) = (has4 || automatic.v4, has6 || automatic.v6)
        if has4, !automatic.v4, !hasGateway.v4, flip(3) {
            hasGateway.v4 = true
            words.append("gateway: \(net).1")
        } else if has6, !automatic.v6, !hasGateway.v6, flip(3) {
            hasGateway.v6 = true
            words.append("gateway6: \"\(net6):1\"")
        } else if is4 || is6 {
            words += some(6, ["never-default: true"])
        }
        if has4 || has6 {
            let routes = self.routes(has4 ? net : nil, has6 ? net6 : nil)
            if !routes.isEmpty { words.append("routes: [\(routes.joined(separator: ", "))]") }
        }
        let rules = self.rules(net)
        if !rules.isEmpty { words.append("rules: [\(rules.joined(separator: ", "))]") }
        if is4 || is6 {
            words += some(6, ["route-metric: \(up(to: 900, from: 1))"]) + dns(is4 ? net : nil, is6 ? net6 : nil)
        }
        if is4, flip(8) { words.append("required: [ipv4\(is6 ? ", ipv6" : "")]") }
        if is4 { words += some(8, ["dad-timeout: \(pick([0, 200, 30000]))"]) }
        if is6, !words.joined().contains("token") {
            words += some(5, ["addr-gen-mode: eui64"])
        }
        if is4 || is6 {
            words += some(
                10,
                [
                    "wait-for-carrier: \(up(to: 600, from: 1))", "zone: trusted",
                    "mptcp: [\(pick(["signal", "signal, subflow", "subflow, backup", "enabled"]))]",
                ])
        }
        return words
    }

    private mutating func addFromNetwork(_ words: inout [String], has6: Bool) -> (v4: Bool, v6: Bool) {
        var automatic = (v4: false, v6: false)
        if flip(5) {
            automatic.v4 = true
            let options = some(
                5,
                [
                    "client-id: \(pick(["mac", "duid", "\"01:52:54:00:00:01\"", "myhost"]))",
                    "iaid: \(pick(["mac", "ifname", "7"]))",
                    "hostname: a.example", "send-hostname: false", "timeout: \(up(to: 90, from: 1))", "use-dns: false",
                    "use-routes: false",
                ])
            words.append("dhcp4: \(options.isEmpty ? "true" : "{\(options.joined(separator: ", "))}")")
        }
        if flip(5) {
            automatic.v6 = true
            let options = some(5, ["timeout: \(up(to: 90, from: 1))", "use-dns: false", "use-routes: false"])
            words.append("accept-ra: \(options.isEmpty ? "true" : "{\(options.joined(separator: ", "))}")")
            words += some(4, ["privacy: \(pick(["disabled", "prefer-public-addr", "prefer-temp-addr"]))"])
            if flip(5) { words.append("token: \"::\(up(to: 99, from: 1))\"") }
        }
        if flip(8) {
            automatic.v6 = true
            let options = some(
                4, ["duid: \(pick(["ll", "llt", "lease"]))", "iaid: mac", "hostname: b.example", "timeout: 9"])
            words.append("dhcp6: \(options.isEmpty ? "true" : "{\(options.joined(separator: ", "))}")")
        }
        let local = some(6, automatic.v4 ? [] : ["ipv4"]) + (has6 || automatic.v6 ? [] : some(3, ["ipv6"]))
        if !local.isEmpty { words.append("link-local: [\(local.joined(separator: ", "))]") }
        return automatic
    }

    private mutating func routes(_ net: String?, _ net6: String?) -> [String] {
        var routes: [String] = []
        if let net {
            let other = "172.\(up(to: 31, from: 16)).\(number % 250).0/24"
            routes += some(
                7,
                [
                    "{to: \(other), via: \(net).1}",
                    "{to: 198.18.\(number % 250).0/24, metric: \(up(to: 99)), mtu: 1400}",
                    "{to: default, via: \(net).2, table: \(200 + number)}",
                    "{to: 198.19.\(number % 250).0/24, type: blackhole}",
                    "{to: 192.168.\(number % 250).0/24, via: 192.0.2.9, on-link: true}",
                    "{to: 192.0.\(number % 250).128/25, via: \(net).3, src: \(net).10, advmss: 1200, scope: site}",
                ])
        }
        if let net6 {
            routes += some(
                7,
                [
                    "{to: \"fd77:\(number)::/48\", via: \"\(net6):1\", metric: \(up(to: 99, from: 1))}",
                    "{to: \"fd78:\(number)::/48\", type: unreachable, table: \(300 + number)}",
                ])
        }
        return routes
    }

    private mutating func rules(_ net: String) -> [String] {
        let table = pick(["table: \(200 + number)", "table: main", "type: prohibit"])
        return some(
            12,
            [
                "{from: \(net).0/24, \(table), priority: \(1000 + number)}",
                "{from: \(net).9, iif: lo, table: main, priority: \(2000 + number)}",
                "{family: ipv6, fwmark: \(up(to: 255, from: 1))/255, table: 7, suppress-prefixlength: 0, priority: \(3000 + number)}",
                "{to: \"fd79::/16\", not: true, ipproto: tcp, dport: \(pick(["80", "1024-2048"])), uid-range: 1000-1999, table: 9, priority: \(4000 + number)}",
            ])
    }

    private mutating func dns(_ net: String?, _ net6: String?) -> [String] {
        let servers = [net.map { "\($0).53" }, net6.map { "\"\($0):53\"" }].compactMap(\.self)
        let words = some(
            5,
            [
                "servers: [\(servers.joined(separator: ", "))]", "search: [example.net, example.org]",
                "priority: \(pick([-10, 20]))",
                "options: [rotate, \"timeout:2\"]", "mdns: \(pick(["yes", "no", "resolve"]))", "llmnr: resolve",
            ])
        return words.isEmpty ? [] : ["dns: {\(words.joined(separator: ", "))}"]
    }

    // MARK: Kinds

    private mutating func add() {
        number += 1
        let kind = up(to: 15)
        switch kind {
        case 0, 1: bond("bond\(number)")
        case 2, 3: vlan("vlan\(number)")
        case 4, 5: bridge("br\(number)")
        case 6: ethernet()
        case 7: add("dummies", "dummy\(number)", some(3, ["mtu: 1400"]) + layer3())
        case 8:
            let name = "v\(number)"
            add("veths", name, ["peer: w\(name)"] + some(3, ["mtu: 9000"]) + layer3())
            if flip() { add("veths", "w\(name)", ["peer: \(name)"] + layer3()) }
        case 9: vxlan("vxlan\(number)", isPort: false)
        case 10: vrf("vrf\(number)")
        case 11:
            guard let parent = base() else { return }
            let mode = pick([["mode: private"], ["mode: vepa"], ["mode: passthru", "promiscuous: false"], []])
            bases.removeAll { $0 == parent }
            add(
                "macvlans", "mac\(number)",
                ["parent: \(parent)"] + mode + some(3, ["tap: true", "mac: \(mac())", "mtu: 1400"]) + layer3())
        case 12: tunnel("tun\(number)")
        case 13: seldom()
        case 14: openVSwitch()
        default: login()
        }
    }

    private mutating func ethernet() {
        guard let name = nic() else { return }
        var words = some(
            4,
            [
                "mtu: \(pick([1400, 9000]))", "lldp: \(pick(["true", "false"]))",
                "wake-on-lan: \(pick(["[magic]", "[]", "[phy, arp]"]))", "autoneg: true", "auth-retries: 2",
            ])
        words += some(
            4,
            [
                "ethtool: {\(pick(["feature-tso: false", "feature-gro: true, ring-rx: 512", "coalesce-rx-usecs: 9", "pause-rx: false, pause-autoneg: false", "channels-combined: 4"]))}"
            ])
        if flip(6) { words.append(pick(["mac: \(mac())", "path: pci-0000:0\(up(to: 9)):00.0"])) }
        if flip(6) {
            let functions = some(
                2, ["0: {mac: \(mac()), trust: true}", "1: {vlan: \(up(to: 4094, from: 1)), max-tx-rate: 100}"])
            words.append("sriov: {vfs: \(up(to: 8, from: 2)), vf: {\(functions.joined(separator: ", "))}}")
        }
        add("ethernets", name, words + layer3())
    }

    private mutating func bond(_ name: String) {
        guard let first = nic(), let second = nic() else { return }
        let mode = pick([
            "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb",
        ])
        let options: [String: [String]] = [
            "active-backup": [
                "num_grat_arp: 3", "fail_over_mac: \(pick(["none", "active", "follow"]))", "primary_reselect: failure",
                "arp_interval: 500, arp_ip_target: [10.1.1.1, 10.1.1.2]",
            ],
            "802.3ad": [
                "lacp_rate: fast", "ad_select: bandwidth", "min_links: 1", "ad_actor_sys_prio: 7",
                "xmit_hash_policy: layer3+4",
            ],
            "balance-xor": ["xmit_hash_policy: vlan+srcmac"], "balance-rr": ["packets_per_slave: 3"],
            "balance-tlb": ["tlb_dynamic_lb: 0"],
        ]
        let chosen = some(3, (options[mode] ?? []) + ["updelay: 200", "resend_igmp: 2", "all_slaves_active: 1"])
        var ports = [first, second]
        if mode == "active-backup", flip(4) { ports = ["\(first): {queue-id: 2}", "\(second): {priority: 5}"] }
        var words = ["ports: [\(ports.joined(separator: ", "))]", "mode: \(mode)"]
        if !chosen.isEmpty { words.append("options: {\(chosen.joined(separator: ", "))}") }
        if ["active-backup", "balance-tlb", "balance-alb"].contains(mode) { words += some(3, ["primary: \(second)"]) }
        words += some(5, ["mac: \(mac())", "mtu: 9000"])
        if flip() { bases.append(name) } else { words += layer3() }
        add("bonds", name, words)
    }

    private mutating func vlan(_ name: String) {
        guard let parent = base() else { return }
        var words = ["parent: \(parent)", "id: \(number)"] + some(4, ["protocol: 802.1ad", "mtu: 1400"])
        words += some(5, ["ingress-priority-map: [\"1:2\", \"3:4\"]", "egress-priority-map: [\"0:7\"]"])
        if flip(4) { bases.append(name) } else { words += layer3() }
        add("vlans", name, words)
    }

    private mutating func bridge(_ name: String) {
        let isFiltering = flip(3)
        var ports: [String] = []
        for _ in 0..<up(to: 2) {
            let port: String
            switch up(to: 3) {
            case 0:
                guard let parent = base() else { continue }
                port = "\(name).p\(ports.count)"
                add("vlans", port, ["parent: \(parent)", "id: \(1000 + number + 500 * ports.count)"])
            case 1:
                port = "\(name).p\(ports.count)"
                vxlan(port, isPort: true)
            case 2:
                port = "\(name).p\(ports.count)"
                add("dummies", port, [])
            default:
                guard let nic = nic() else { continue }
                port = nic
            }
            var options = some(4, ["path-cost: 60", "priority: 16", "hairpin: true"])
            if isFiltering {
                options += some(
                    2,
                    [
                        "vlans: [\(up(to: 99, from: 2)), 200-210, {id: 300, untagged: true}]",
                        "pvid: \(up(to: 199, from: 100))",
                    ])
            }
            ports.append(options.isEmpty ? port : "\(port): {\(options.joined(separator: ", "))}")
        }
        var words = ports.isEmpty ? [] : ["ports: [\(ports.joined(separator: ", "))]"]
        if flip(3) {
            words += ["stp: true"] + some(3, ["forward-delay: 4", "hello-time: 1", "max-age: 6", "priority: 4096"])
        }
        words += some(
            6,
            [
                "ageing-time: \(pick([0, 60]))", "mac: \(mac())", "group-forward-mask: 16384",
                "multicast-snooping: false", "mtu: 1400",
                "multicast-querier: true", "multicast-query-interval: 6000",
                "multicast-router: \(pick(["enabled", "disabled"]))",
                "multicast-hash-max: 512", "multicast-startup-query-count: 3", "multicast-last-member-interval: 90",
                "multicast-query-use-ifaddr: true", "multicast-membership-interval: 20000",
            ])
        if isFiltering {
            words +=
                ["vlan-filtering: true"]
                + some(
                    3,
                    [
                        "vlan-default-pvid: \(pick([0, 7]))", "vlans: [10, 20-30]", "vlan-protocol: 802.1ad",
                        "vlan-stats: true",
                    ])
        }
        add("bridges", name, words + layer3())
    }

    private mutating func vxlan(_ name: String, isPort: Bool) {
        number += 1
        var words = ["id: \(number)"]
        if flip(), let parent = base() {
            words += ["parent: \(parent)", "remote: 239.1.1.\(number % 250)"]
        } else {
            words += pick([["local: 10.99.0.1", "remote: 10.99.0.2"], ["remote: \"2001:db8::2\""], []])
        }
        words += some(4, ["port: \(pick([8472, 4789, 4790]))", "ttl: 9", "learning: false", "mtu: 1400"])
        add("vxlans", name, words + (isPort ? [] : layer3()))
    }

    private mutating func vrf(_ name: String) {
        var ports: [String] = []
        if let nic = nic() {
            add("ethernets", nic, layer3())
            ports.append(nic)
        }
        add("vrfs", name, ["table: \(1000 + number)", "ports: [\(ports.joined(separator: ", "))]"] + layer3())
    }

    private mutating func tunnel(_ name: String) {
        let mode = pick(["gre", "gretap", "ipip", "sit", "vti", "ip6gre", "ip6gretap", "vti6"])
        var words = ["mode: \(mode)"]
        words +=
            mode.contains("6")
            ? ["local: \"2001:db8::1\"", "remote: \"2001:db8::\(number + 2)\""]
            : ["local: 10.98.0.1", "remote: 10.98.0.\(number % 250 + 2)"]
        if mode != "ipip", mode != "sit" { words += some(2, ["key: \(number)"]) }
        add("tunnels", name, words + some(4, ["ttl: 64", "mtu: 1380"]) + layer3())
    }

    private mutating func seldom() {
        guard let parent = nic(), let other = nic() else { return }
        switch up(to: 2) {
        case 0:
            add(
                "hsrs", "hsr\(number)",
                ["port1: \(parent)", "port2: \(other)"] + some(3, ["multicast-spec: 45", "prp: true"]) + layer3())
        case 1:
            add(
                "macsecs", "sec\(number)",
                ["parent: \(parent)", "mka-ckn: \"00112233\"", "mka-cak-file: /etc/nm-topology/k"]
                    + some(3, ["encrypt: false", "validation: check", "port: 7", "mtu: 1400"]) + layer3())
        default:
            add(
                "ipvlans", "ip\(number)",
                ["parent: \(parent)"]
                    + some(2, ["mode: \(pick(["l2", "l3", "l3s"]))", "flag: \(pick(["private", "vepa"]))"]) + layer3())
        }
    }

    private mutating func openVSwitch() {
        guard let first = nic(), let second = nic(), let third = nic() else { return }
        let tag = "\(up(to: 4094, from: 1))"
        add("ovs-interfaces", "int\(number)", some(3, ["mac: \(mac())", "mtu: 1400"]) + layer3())
        add(
            "ovs-bonds", "obond\(number)",
            ["ports: [\(first), \(second)]", "mode: \(pick(["active-backup", "balance-slb"]))"]
                + some(3, ["lacp: passive", "updelay: 100"]))
        add(
            "ovs-bridges", "ovs\(number)",
            ["ports: [obond\(number): {trunks: [100, 200-300]}, int\(number): {tag: \(tag)}, \(third)]"]
                + some(
                    3,
                    [
                        "fail-mode: \(pick(["secure", "standalone"]))", pick(["stp: true", "rstp: true"]),
                        "multicast-snooping: true",
                    ]))
    }

    private mutating func login() {
        guard let name = nic() else { return }
        let login = pick([
            "{eap: tls, identity: host, ca-cert: /etc/ca.pem, client-cert: /etc/c.pem, private-key: /etc/k.pem}",
            "{eap: peap, identity: host, ca-cert: /etc/ca.pem, password-file: /etc/p, phase2-auth: mschapv2, auth-timeout: 9}",
            "{eap: ttls, identity: host, password-file: /etc/p, phase2-auth: pap, anonymous-identity: a}",
        ])
        add("ethernets", name, ["802-1x: \(login)"] + layer3())
    }
}
