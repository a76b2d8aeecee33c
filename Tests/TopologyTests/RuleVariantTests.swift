import Testing
import Topology

/// Forms of the rules that `docs/rules.md` does not show.
struct RuleVariantTests {
    private func rules(_ body: String) -> [Rule] { diagnose("version: 1\n" + body).map(\.rule) }

    private func ethernet(_ keys: String) -> [Rule] { rules("ethernets:\n  enp2s0: {\(keys)}\n") }

    private func bond(_ mode: String, _ options: String) -> [Rule] {
        rules("bonds:\n  bond0: {ports: [enp2s0, enp3s0], mode: \(mode), options: {\(options)}}\n")
    }

    // MARK: Names

    @Test func `another NIC of the same make is no slip of the fingers`() {
        #expect(rules("ethernets:\n  enp2s0: {mtu: 9000}\nbridges:\n  br0: {ports: [enp3s0]}\n").isEmpty)
        #expect(rules("ethernets:\n  ens1: {mtu: 9000}\nbridges:\n  br0: {ports: [eno1]}\n").isEmpty)
        #expect(rules("ethernets:\n  ens1: {mtu: 9000}\nbridges:\n  br0: {ports: [Ens1]}\n") == [.dangling])
    }

    @Test(arguments: ["bond1", "Bond0", "bnod0", "bond"]) func `a parent that resembles a bond is not taken for a NIC`(
        name: String
    ) {
        let text =
            "version: 1\nbonds:\n  bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad}\nvlans:\n  v: {parent: \(name), id: 100}\n"
        #expect(diagnose(text).map(\.help) == ["did you mean `bond0`?"])
    }

    @Test func `the hundredth misspelled port is put right as the first`() {
        let names = 100..<200
        let vlans = names.map { "link\($0): {parent: eth0, id: \($0)}" }.joined(separator: ", ")
        let bridges = names.map { "br\($0): {ports: [lnk\($0)]}" }.joined(separator: ", ")
        #expect(
            diagnose("version: 1\nvlans: {\(vlans)}\nbridges: {\(bridges)}\n").map(\.help)
                == names.map { "did you mean `link\($0)`?" })
    }

    @Test func `a VLAN of an undeclared NIC is found by its shape`() {
        #expect(rules("ethernets:\n  enp2s0: {mtu: 1500}\nbridges:\n  br0: {ports: [enp2s0.200]}\n") == [.dangling])
    }

    @Test func `a MAC address is copied from one NIC`() {
        #expect(rules("bonds: {b: {ports: [enp2s0, enp3s0], mode: 802.3ad, copy-mac-from: enp9s0}}\n") == [])
        #expect(rules("bridges: {a: {ports: [enp2s0]}, b: {copy-mac-from: a}}\n") == [.macSource])
        #expect(
            rules("bridges: {b: {ports: [enp2s0], mac: \"52:54:00:00:00:02\", copy-mac-from: enp2s0}}\n") == [
                .macSource
            ])
        #expect(
            rules(
                "bonds: {b: {ports: [enp2s0, enp3s0], mode: active-backup, copy-mac-from: enp2s0, options: {fail_over_mac: active}}}\n"
            ) == [.bondMACNotSet])
    }

    @Test func `a login has what its method needs, and nothing else`() {
        func login(_ keys: String) -> [Rule] { ethernet("802-1x: {identity: h, \(keys)}") }
        let tls = "eap: tls, client-cert: /c, private-key: /k"
        let peap = "eap: peap, password-file: /p, ca-cert: /c"
        #expect(login(tls) == [] && login(peap) == [])
        #expect(login("\(tls), private-key-password-file: /p, auth-timeout: 1, optional: true") == [])
        #expect(login("\(peap), phase2-auth: gtc") == [])
        #expect(login("eap: ttls, password-file: /p, ca-cert: /c, phase2-auth: pap, anonymous-identity: a") == [])
        #expect(login("eap: tls") == [.missingKey, .missingKey])
        #expect(login("eap: peap, ca-cert: /c") == [.missingKey])
        #expect(ethernet("802-1x: {\(tls)}") == [.missingKey])
        #expect(ethernet("802-1x: {}") == [.missingKey, .missingKey])
        #expect(login("\(tls), password-file: /p") == [.loginContradiction])
        #expect(login("\(tls), phase2-auth: mschapv2") == [.loginContradiction])
        #expect(login("\(tls), domain-suffix-match: radius") == [.loginContradiction])
        #expect(login("\(peap), private-key: /k, client-cert: /c") == [.loginContradiction, .loginContradiction])
        #expect(login("\(peap), phase2-auth: pap") == [.loginContradiction])
        #expect(login("eap: ttls, password-file: /p, ca-cert: /c, phase2-auth: gtc") == [.loginContradiction])
        #expect(login("eap: peap, password-file: /p") == [.loginToAnybody])
        #expect(login("eap: md5, password-file: /p") == [.badValue])
        #expect(login("eap: peap, password-file: p, ca-cert: c") == [.badValue, .badValue])
        #expect(login("\(peap), auth-timeout: 0") == [.outOfRange])
        #expect(rules("bonds: {b: {ports: [enp2s0, enp3s0], mode: 802.3ad, 802-1x: {}}}\n") == [.unknownKey])
    }

    @Test func `a NIC's link is told all or nothing`() {
        #expect(ethernet("speed: 1000, duplex: full") == [])
        #expect(ethernet("speed: 1000, duplex: full, autoneg: true") == [])
        #expect(ethernet("autoneg: true") == [])
        #expect(ethernet("autoneg: false") == [.nicContradiction])
        #expect(ethernet("duplex: full") == [.nicContradiction])
        #expect(ethernet("speed: 1000, duplex: ful") == [.badValue])
        #expect(ethernet("ethtool: {pause-autoneg: true, pause-tx: false}") == [.nicContradiction])
        #expect(ethernet("ethtool: {pause-autoneg: true}") == [])
        #expect(ethernet("ethtool: {pause-autoneg: false, pause-tx: false}") == [])
        #expect(ethernet("ethtool: {coalesce-adaptive-rx: 2}") == [.outOfRange])
        #expect(ethernet("ethtool: {fec-mode: []}") == [.badValue])
        #expect(ethernet("ethtool: {fec-mode: off}") == [])
        #expect(ethernet("ethtool: {feature-tos: true}") == [.unknownKey])
        #expect(ethernet("wake-on-lan: magic") == [])
        #expect(ethernet("wake-on-lan: [magic, nothing]") == [.badValue])
        #expect(ethernet("wake-on-lan: true") == [.badValue])
    }

    @Test func `a MACsec has a key beforehand or a login, and not both`() {
        func macsec(_ keys: String) -> [Rule] { rules("macsecs: {s: {parent: enp2s0, \(keys)}}") }
        let login = "802-1x: {eap: peap, identity: h, password-file: /p, ca-cert: /c}"
        let key = "mka-ckn: \"0011\", mka-cak-file: /k"
        #expect(macsec(key) == [] && macsec("mode: psk, \(key)") == [] && macsec("mode: eap, \(login)") == [])
        #expect(
            macsec("mode: eap") == [.missingKey] && macsec(login) == [.missingKey, .missingKey, .loginContradiction])
        #expect(macsec("mode: eap, \(login), mka-ckn: \"0011\"") == [.loginContradiction])
        #expect(macsec("mode: eap, \(login.replacing("{", with: "{optional: true, "))") == [.loginContradiction])
        #expect(macsec("mode: x") == [.badValue])
        #expect(
            rules("macsecs: {s: {parent: enp2s0, \(key)}}\nethernets: {enp2s0: {\(login)}}\n") == [.loginContradiction])
    }

    @Test func `Multipath TCP and zones have their words`() {
        func mptcp(_ value: String) -> [Rule] { ethernet("addresses: [10.0.0.2/24], mptcp: \(value)") }
        #expect(mptcp("[signal, backup]") == [])
        #expect(mptcp("disabled") == [])
        #expect(mptcp("[disabled, signal]") == [.badValue])
        #expect(mptcp("[signal, fullmesh]") == [.badValue])
        #expect(mptcp("[sub]") == [.badValue])
        #expect(ethernet("zone: internal") == [])
        #expect(ethernet("zone: \"two words\"") == [.badValue])
        #expect(ethernet("zone: eighteen-bytes-is-1") == [.badValue])
        #expect(rules("bridges: {b: {ports: [enp2s0]}}\nethernets: {enp2s0: {zone: internal}}\n") == [.layer3OnPort])
    }

    @Test func `a bond's ports have what its mode takes of them`() {
        func ports(_ mode: String, _ first: String, _ second: String = "{}") -> [Rule] {
            rules("bonds: {b: {ports: {enp2s0: \(first), enp3s0: \(second)}, mode: \(mode)}}\n")
        }
        #expect(ports("balance-alb", "{priority: 2147483647}", "{priority: -2147483648}") == [])
        #expect(ports("802.3ad", "{priority: 0}") == [])
        #expect(ports("802.3ad", "{priority: 1}") == [.bondOptionRefused])
        #expect(ports("balance-rr", "{queue-id: 2}", "{queue-id: 2}") == [.bondOptionConflict])
        #expect(ports("balance-rr", "{queue-id: 0}", "{queue-id: 0}") == [])
        #expect(ports("802.3ad", "{queue-id: 2}") == [.bondOptionIgnored])
        #expect(ports("balance-rr", "{queue-id: 256}") == [.outOfRange])
        #expect(ports("balance-rr", "{pvid: 2}") == [.unknownKey])
        #expect(rules("bonds: {b: {ports: [enp2s0, enp3s0: {queue-id: 1}], mode: balance-rr}}\n") == [])
    }

    // MARK: Stacking

    @Test func `a circle through bonds, VLANs and bridges is found once`() {
        let text = """
            bonds: {bond0: {ports: [br0.5, enp2s0], mode: active-backup}}
            bridges: {br0: {ports: [bond0.7]}}
            vlans: {br0.5: {parent: br0, id: 5}, bond0.7: {parent: bond0, id: 7}}

            """
        #expect(rules(text).filter { $0 == .cycle }.count == 1)
    }

    @Test func `an interface can stand on itself in no way`() {
        #expect(rules("vlans: {v: {parent: v, id: 5}}\n") == [.cycle])
        #expect(rules("bridges: {b: {ports: [b]}}\n") == [.cycle])
    }

    @Test func `a very long chain of VLANs is no trouble`() {
        var text = "vlans:\n  v0: {parent: enp2s0, id: 1}\n"
        for index in 1..<3000 { text += "  v\(index): {parent: v\(index - 1), id: 1}\n" }
        #expect(rules(text).isEmpty)
        #expect(rules(text.replacing("parent: enp2s0", with: "parent: v2999")) == [.cycle])
    }

    @Test func `one VLAN may have both protocols`() {
        #expect(rules("vlans: {a: {parent: enp2s0, id: 5}, b: {parent: enp2s0, id: 5, protocol: 802.1ad}}\n").isEmpty)
    }

    @Test func `a trunk repeats a VLAN that is declared`() {
        #expect(rules("vlans: {v: {parent: enp2s0, id: 5}}\ntrunks: {enp2s0: {5: {bridge: br5}}}\n") == [.vlanTwice])
        #expect(rules("vlans: {enp2s0.5: {parent: enp2s0, id: 5}}\ntrunks: {enp2s0: {5: {}}}\n") == [.duplicateName])
    }

    // MARK: Frame sizes

    @Test func `a jumbo VLAN on a jumbo bridge of jumbo ports is fine`() {
        let text = "ethernets: {enp2s0: {mtu: 9000}}\nbridges: {br0: {ports: [enp2s0]}}\n"
        #expect(rules(text + "vlans: {br0.5: {parent: br0, id: 5, mtu: 9000}}\n").isEmpty)
        #expect(rules(text + "vlans: {br0.5: {parent: br0, id: 5, mtu: 9001}}\n") == [.vlanMTU])
    }

    // MARK: Loops

    private func bridge(_ keys: String, _ ports: String) -> [Rule] {
        rules(
            """
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}}}
            vlans: {v200: {parent: bond0, id: 200}, w200: {parent: enp4s0, id: 200}, w300: {parent: enp4s0, id: 300}}
            bridges: {br0: {\(keys), ports: {\(ports)}}}

            """)
    }

    @Test(arguments: [
        ("stp: false", "bond0: {}, enp5s0: {}", [Rule.loop]),
        ("stp: true, forward-delay: 2", "bond0: {}, enp5s0: {}", []),
        ("stp: false", "bond0: {}", []),
        ("stp: false", "enp5s0: {}, enp6s0: {}, enp7s0: {}", [.loop, .loop]),
        // One VLAN of two bundles meets itself; an access port may be any VLAN's.
        ("stp: false", "v200: {}, w200: {}", [.loop]),
        ("stp: false", "v200: {}, enp5s0: {}", [.loop]),
        ("stp: false", "v200: {}, w300: {}", [.joinedVLANs]),
        ("stp: true, forward-delay: 2", "w200: {}, w300: {}", [.joinedVLANs]),
        ("stp: false", "enp4s0: {}, w200: {}", [.joinedVLANs]),
    ])
    func `two ways out of a bridge are a loop where they can meet`(keys: String, ports: String, expected: [Rule]) {
        // A VLAN beside its parent's bridge has a rule of its own.
        #expect(bridge(keys, ports).filter { $0 != .vlanOnBridgePort } == expected)
    }

    @Test(arguments: [
        ("0", "bond0: {vlans: [100]}, enp5s0: {vlans: [200]}", [Rule]()),
        ("0", "bond0: {vlans: [100-200]}, enp5s0: {pvid: 200}", [.loop]),
        ("0", "bond0: {vlans: [{id: 7, pvid: true}]}, enp5s0: {pvid: 7}", [.loop]),
        // Without `pvid` a port is in the default VLAN too.
        ("1", "bond0: {vlans: [100]}, enp5s0: {vlans: [200]}", [.loop]),
        ("1", "bond0: {vlans: [100]}, enp5s0: {pvid: 200}", []),
        ("1", "bond0: {vlans: [100]}, enp5s0: {vlans: [1], pvid: 200}", [.loop]),
        ("0", "w200: {pvid: 200}, w300: {pvid: 300}", []),
        ("0", "w200: {pvid: 200}, w300: {pvid: 200}", [.joinedVLANs]),
    ])
    func `in a bridge that filters, only VLANs of both ports are a loop`(
        standard: String, ports: String, expected: [Rule]
    ) {
        let found = bridge("vlan-filtering: true, vlan-default-pvid: \(standard)", ports)
        #expect(found.filter { $0 != .vlanOnBridgePort } == expected)
    }

    @Test func `guests beside one way out are no loop, and with two they wait for STP`() {
        let guests = "guests: {vm1: {interfaces: [br0]}, vm2: {interfaces: [br0]}}\n"
        #expect(rules("bridges: {br0: {ports: [enp2s0]}}\n" + guests).isEmpty)
        #expect(rules("bridges: {br0: {ports: [enp2s0, enp3s0], stp: true, forward-delay: 2}}\n" + guests).isEmpty)
        #expect(rules("bridges: {br0: {ports: [enp2s0], stp: true, forward-delay: 2}}\n" + guests) == [.stpDelay])
    }

    @Test func `a bridge that stands on another leads out where that one does`() {
        let text = "vlans: {br0.5: {parent: br0, id: 5}}\nbridges: {br0: {PORTS}, br1: {ports: [br0.5, enp3s0]}}\n"
        #expect(rules(text.replacing("PORTS", with: "ports: [enp2s0]")) == [.loop])
        #expect(rules(text.replacing("PORTS", with: "mtu: 1500")).isEmpty)
    }

    @Test(arguments: [
        "stp: false, ports: {enp2s0: {vlans: [x]}, enp3s0: {}}",
        "stp: false, ports: {enp2s0: {pvid: x}, enp3s0: {}}",
        "stp: true, forward-delay: 2, ports: {enp2s0: {vlans: [x]}}",
    ])
    func `of ports that cannot be read, no loop is reported, and none is ruled out`(keys: String) {
        let guests = "guests: {vm1: {interfaces: [br0]}}\n"
        #expect(rules("bridges: {br0: {vlan-filtering: true, \(keys)}}\n" + guests) == [.badValue])
    }

    @Test(.timeLimit(.minutes(1))) func `each of many bridges on bridges is looked into once`() {
        var text = "bridges:\n  br0: {mtu: 1500}\n"
        for index in 1...40 { text += "  br\(index): {ports: [a\(index), b\(index)]}\n" }
        text += "vlans:\n"
        for index in 1...40 {
            text += "  a\(index): {parent: br\(index - 1), id: 1}\n  b\(index): {parent: br\(index - 1), id: 2}\n"
        }
        #expect(!rules(text).contains(.loop))
    }

    // MARK: Bonds

    @Test(arguments: [
        ("802.3ad", "arp_interval: 1000, arp_ip_target: 10.0.0.1", [Rule.bondOptionRefused, .bondOptionRefused]),
        ("balance-tlb", "arp_interval: 1000", [.bondOptionRefused]),
        ("active-backup", "arp_interval: 1000", [.bondOptionConflict]),
        ("active-backup", "arp_ip_target: 10.0.0.1", [.bondOptionConflict]),
        ("active-backup", "arp_interval: 1000, arp_ip_target: '10.0.0.1,10.0.0.2'", []),
        ("active-backup", "arp_interval: 1000, arp_ip_target: [10.0.0.1], updelay: 200", [.bondOptionConflict]),
        ("active-backup", "arp_interval: 1000, arp_ip_target: [fe80::1]", [.badValue]),
        ("active-backup", "miimon: 0, updelay: 200", [.bondUnwatched, .bondOptionConflict]),
        ("active-backup", "miimon: 100, peer_notif_delay: 150", [.bondOptionConflict]),
        ("active-backup", "num_grat_arp: 1, num_unsol_na: 2", [.bondOptionConflict]),
        ("active-backup", "num_grat_arp: 2, num_unsol_na: 2, fail_over_mac: 1", []),
        ("802.3ad", "num_grat_arp: 1, min_links: 1, ad_select: bandwidth, lacp_active: on", [.bondOptionIgnored]),
        ("active-backup", "ad_select: bandwidth", [.bondOptionRefused]),
        ("balance-rr", "packets_per_slave: 0", []), ("balance-xor", "packets_per_slave: 1", [.bondOptionRefused]),
        ("balance-xor", "balance-slb: 1, xmit_hash_policy: vlan+srcmac", []),
        ("balance-xor", "balance-slb: 1, xmit_hash_policy: layer2", [.bondOptionConflict]),
        ("802.3ad", "xmit_hash_policy: layer34", [.badValue]), ("802.3ad", "lacp_rate: 2", [.badValue]),
        ("802.3ad", "ad_actor_system: 01:00:00:00:00:01", [.badMAC]),
        ("802.3ad", "ad_user_port_key: 1024", [.outOfRange]),
        ("802.3ad", "mode: 802.3ad", [.unknownKey]), ("active-backup", "active_slave: enp2s0", [.unknownKey]),
        ("802.3ad", "primary: enp2s0", [.bondOptionRefused]), ("balance-alb", "primary: enp2s0", []),
    ])
    func `bond options are judged by the mode`(mode: String, options: String, expected: [Rule]) {
        #expect(bond(mode, options) == expected)
    }

    // MARK: Addresses

    @Test(arguments: [
        ("10.0.100.255/24", Rule.notAHostAddress), ("127.0.0.1/8", .notAHostAddress),
        ("224.0.0.1/24", .notAHostAddress),
        ("0.0.0.0/0", .notAHostAddress), ("10.0.0.1/0", .notAHostAddress), ("\"ff02::1/64\"", .notAHostAddress),
        ("\"::1/128\"", .notAHostAddress), ("\"2001:db8::/64\"", .notAHostAddress), ("10.0.100.10/33", .outOfRange),
    ])
    func `what is no host's address is refused`(address: String, rule: Rule) {
        #expect(ethernet("addresses: [\(address)]") == [rule])
    }

    @Test(arguments: [
        "10.0.100.0/31", "10.0.100.255/32", "\"2001:db8::/127\"", "\"2001:db8::/128\"", "10.0.100.255/23",
    ])
    func `the ends of small and large networks are hosts`(address: String) {
        #expect(ethernet("addresses: [\(address)]").isEmpty)
    }

    @Test func `several addresses in one network on one interface are fine`() {
        #expect(ethernet("addresses: [10.0.100.10/24, 10.0.100.11/24]").isEmpty)
        #expect(ethernet("addresses: [10.0.100.10/24, 10.0.100.10/25]") == [.addressTwice])
    }

    @Test func `a network within another's is an overlap, a single host in it is not`() {
        let text = "ethernets:\n  enp2s0: {addresses: [10.0.0.10/8]}\n  enp3s0: {addresses: [10.7.0.10"
        #expect(rules(text + "/24]}\n") == [.subnetOverlap])
        #expect(rules(text + "/32]}\n").isEmpty)
    }

    @Test func `link-local addresses may repeat on each link`() {
        #expect(
            rules("ethernets:\n  enp2s0: {addresses: [\"fe80::1/64\"]}\n  enp3s0: {addresses: [\"fe80::1/64\"]}\n")
                .isEmpty)
    }

    @Test func `an address on the port's bond and on the bridge names the two`() {
        let text = """
            version: 1
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, addresses: [10.0.30.10/24]}}
            bridges: {br303: {ports: [bond0.303], addresses: [10.0.30.10/24]}}
            vlans: {bond0.303: {parent: bond0, id: 303}}
            """
        let found = diagnose(text)
        #expect(
            found.map(\.message) == ["`10.0.30.10` is on the bond `bond0` and on the bridge `br303` that stands on it"])
        #expect(
            found.first?.help?.hasPrefix("`br303` stands on `bond0` (through `bond0.303`): keep the address on `br303`")
                == true)
    }

    // MARK: Gateways

    @Test func `the same gateway on all the bridges is named as such`() {
        let text = """
            version: 1
            bridges:
              br303: {ports: [enp2s0], addresses: [10.0.3.10/24], gateway: 10.0.3.1}
              br304: {ports: [enp3s0], addresses: [10.0.4.10/24], gateway: 10.0.3.1}
              br319: {ports: [enp4s0], addresses: [10.0.19.10/24], gateway: 10.0.3.1}
            """
        let found = diagnose(text).filter { $0.rule == .twoDefaultGateways }
        #expect(found.map(\.message) == ["the same default gateway 10.0.3.1 is given on `br303`, `br304` and `br319`"])
        #expect(found.first?.related.map(\.excerpt.location.line) == [3, 5])
    }

    @Test func `two gateways with metrics of their own are noted`() {
        let text =
            "ethernets:\n  enp2s0: {addresses: [10.0.1.10/24], gateway: 10.0.1.1, route-metric: 100}\n"
            + "  enp3s0: {addresses: [10.0.2.10/24], gateway: 10.0.2.1, route-metric: "
        #expect(diagnose("version: 1\n" + text + "200}\n").map(\.severity) == [.note])
        #expect(diagnose("version: 1\n" + text + "100}\n").map(\.severity) == [.error])
    }

    @Test(arguments: [
        ("addresses: [10.0.1.10/32], gateway: 10.9.9.1", [Rule]()),
        ("addresses: [10.0.1.10/24], gateway: 10.9.9.1, routes: [{to: 10.9.9.0/24}]", []),
        ("addresses: [10.0.1.10/24], gateway: 10.0.1.255", [.notAHostAddress]),
        ("addresses: [10.0.1.10/24, \"2001:db8::2/64\"], gateway: 10.0.1.1, gateway6: fe80::1", []),
        ("dhcp4: true, gateway: 10.0.1.1", []), ("gateway: 10.0.1.1", [.withoutAddress]),
        ("route-metric: 5", [.withoutAddress]), ("dns: {search: [example.net]}", [.withoutAddress]),
        ("addresses: [10.0.1.10/24], dns: {search: [\"exa mple\"]}", [.badValue]),
    ])
    func `a gateway needs a network to be in`(keys: String, expected: [Rule]) {
        #expect(ethernet(keys) == expected)
    }

    @Test func `DHCP beside a static gateway is doubtful`() {
        let text = "ethernets:\n  enp2s0: {addresses: [10.0.1.10/24], gateway: 10.0.1.1}\n  enp3s0: {dhcp4: true"
        #expect(rules(text + "}\n") == [.automaticDefaultGateways])
        #expect(rules(text + ", never-default: true}\n").isEmpty)
    }

    @Test func `each table has its own default gateway`() {
        let keys = { (table: Int, via: Int) in "{to: default, via: 10.0.1.\(via), table: \(table)}" }
        #expect(
            ethernet("addresses: [10.0.1.10/24], gateway: 10.0.1.1, routes: [\(keys(100, 1)), \(keys(101, 1))]")
                == [.tableWithoutRule, .tableWithoutRule]
        )
        #expect(
            ethernet("addresses: [10.0.1.10/24], routes: [\(keys(100, 1)), \(keys(100, 2))]")
                == [.tableWithoutRule, .twoDefaultGateways])
    }

    // MARK: Routes

    @Test(arguments: [
        ("{to: 10.20.0.0/16, via: \"2001:db8::1\"}", Rule.wrongFamily), ("{to: default}", .missingKey),
        ("{via: 10.0.1.1}", .missingKey), ("{to: 10.20.0.1, via: 10.0.1.1}", .prefixMissing),
        ("{to: 10.20.0.0/16, via: 10.0.1.10}", .gatewayIsOwnAddress), ("{to: 10.20.0.0/16, table: 0}", .outOfRange),
        ("{to: \"2001:db8::/32\", via: \"2001:db8::1\"}", .withoutAddress),
    ])
    func `routes are judged one by one`(route: String, rule: Rule) {
        #expect(ethernet("addresses: [10.0.1.10/24], routes: [\(route)]") == [rule])
    }
}
