import Foundation
import LabSupport
import NetTypes
import OrderedCollections
import Profiles
import Testing
import Topology

/// A spec to export, named for what is hard about it.
struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String

    var testDescription: String { name }

    func profiles() throws -> ProfileSet {
        ProfileSet(for: try Topology(validating: [SpecSource(name: name, text: text)]))
    }

    /// The profiles that a version of NetworkManager knows all of.
    func profiles(for release: NMVersion) throws -> ProfileSet {
        ProfileSet(try profiles().profiles.filter { $1.settings.needs(beyond: release).isEmpty })
    }

    /// Every spec of examples/.
    static let examples: [Sample] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Fixture.examples)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { file in
            guard let text = try? Fixture.text("examples/\(file)") else { return nil }
            return Sample(name: String(file.dropLast(5)), text: text)
        }
    }()

    /// Everything that a keyfile spells in a way of its own.
    static let hard = others + bonds

    private static let others: [Sample] = [
        Sample(
            name: "links on other links",
            text: """
                version: 1
                ethernets:
                  nic: {mac: "52:54:00:00:00:02", mtu: 1600}
                  nic2: {mac: "52:54:00:00:00:03"}
                vxlans:
                  vx0: {id: 1, parent: nic, remote: 239.1.1.1, ttl: 4, learning: false}
                  vx1: {id: 16777215, local: "2001:db8::2", remote: "2001:db8::3", port: 8472, mtu: 1400}
                  vx2: {id: 7, addresses: [10.7.0.1/24]}
                macvlans:
                  m0: {parent: nic, mode: private, mac: "52:54:00:00:00:09", addresses: [10.8.0.1/24]}
                  m1: {parent: nic, tap: true}
                  m2: {parent: enp3s0, mode: passthru, promiscuous: false}
                hsrs:
                  h0: {port1: enp5s0, port2: enp6s0, multicast-spec: 9, protocol-version: hsr-2010, interlink: nic2}
                macsecs:
                  s0: {parent: nic, mka-ckn: "00AB", mka-cak-file: /etc/k, port: 9, validation: disable, encrypt: false}
                  s2: {parent: nic, port: 7, mode: eap, offload: mac, 802-1x: {eap: peap, identity: h, password-file: /etc/p, ca-cert: /c}}
                  s1: {parent: nic, mka-ckn: "0011", mka-cak-file: /etc/k, mtu: 1400, addresses: [10.11.0.1/24]}
                ipvlans:
                  i0: {parent: enp4s0, mode: l3, flag: private, addresses: [10.10.0.1/24]}
                  i1: {parent: nic2, mtu: 1400}
                tunnels:
                  t0: {mode: ip6gretap, local: "2001:db8::2", remote: "2001:db8::3", key: 4294967295, ttl: 255}
                  t1: {mode: sit, remote: 10.0.0.3, parent: nic, mtu: 1400, addresses: ["2001:db8:1::1/64"]}
                veths:
                  v1: {peer: v2, mtu: 9000, addresses: [10.9.0.1/30]}
                """),
        Sample(
            name: "drivers, zones and Multipath TCP",
            text: """
                version: 1
                ethernets:
                  enp2s0:
                    ethtool: {feature-tso: false, feature-tx-udp_tnl-segmentation: true, ring-rx: 4294967295, pause-rx: false,
                      pause-autoneg: false, coalesce-adaptive-rx: 1, coalesce-rx-usecs: 0}
                    speed: 100
                    duplex: half
                    autoneg: true
                    wake-on-lan: [magic, phy]
                    lldp: true
                    auth-retries: 0
                    zone: public
                    addresses: [10.0.0.2/24]
                  enp3s0: {wake-on-lan: [], lldp: false, auth-retries: 2147483647, autoneg: true}
                  enp4s0: {ethtool: {feature-gro: true}, speed: 4294967294, duplex: full, autoneg: false}
                bridges:
                  br0: {ports: [enp3s0], zone: a/b_c-D, mptcp: [subflow, backup, also-without-default-route], dhcp4: true}
                  br1: {mptcp: disabled, addresses: [10.0.1.2/24]}
                  br2: {mptcp: [enabled, also-without-sysctl, signal], addresses: [10.0.2.2/24]}
                """),
        Sample(
            name: "logins at switches",
            text: """
                version: 1
                ethernets:
                  enp2s0:
                    802-1x: {eap: ttls, identity: "a; b=c", password-file: /etc/p, phase2-auth: pap, optional: true,
                      ca-cert: /etc/ssl/certs/switch-ca.pem, auth-timeout: 2147483647}
                    auth-retries: 1
                    sriov: {vfs: 1}
                    lldp: true
                  enp3s0:
                    802-1x: {eap: tls, identity: h, client-cert: /etc/nm-topology/host7.pem,
                      private-key: /etc/nm-topology/host7.key}
                bonds:
                  b: {ports: [enp2s0, enp3s0], mode: active-backup, addresses: [10.0.0.2/24]}
                """),
        Sample(
            name: "Open vSwitch",
            text: """
                version: 1
                ovs-bridges:
                  ovs0:
                    fail-mode: secure
                    stp: true
                    multicast-snooping: true
                    ports:
                      - bond1: {tag: 7, trunks: [100, 200-299]}
                      - patch0
                      - mgmt0: {tag: 100}
                  ovs1: {rstp: true, ports: [patch1, enp4s0: {trunks: [4094, 1-2]}, enp129s0f0np012]}
                ovs-bonds:
                  bond1: {ports: [enp2s0, enp3s0], mode: balance-tcp, lacp: passive, updelay: 100, downdelay: 200}
                ovs-interfaces:
                  mgmt0: {mac: "52:54:00:aa:00:10", mtu: 1400, addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                  patch0: {peer: patch1}
                  patch1: {peer: patch0}
                """),
        Sample(
            name: "more than ten addresses",
            text: """
                version: 1
                bridges:
                  br0:
                    ports: [enp2s0]
                    addresses: [\(many(12) { "10.0.0.\($0)/24" }), \(many(13) { "\"2001:db8::\($0)/64\"" })]
                    gateway: 10.0.0.254
                    gateway6: fe80::1
                    dns: {servers: [\(many(11) { "10.0.0.\($0 + 100)" }), "2001:db8::53"]}
                """),
        Sample(
            name: "routes",
            text: """
                version: 1
                bridges:
                  br0:
                    addresses: [10.0.0.2/24, "2001:db8::2/64"]
                    gateway: 10.0.0.1
                    route-metric: 4294967295
                    routes:
                      - {to: 10.1.0.0/16, via: 10.0.0.3}
                      - {to: 10.2.0.0/16, via: 10.0.0.3, metric: 0}
                      - {to: 10.3.0.0/16, metric: 4294967295}
                      - {to: 10.4.0.0/16}
                      - {to: 10.5.0.0/16, via: 10.0.0.3, metric: 300, table: 4294967295}
                      - {to: 10.6.0.0/16, table: 100}
                      - {to: 0.0.0.0/0, via: 10.0.0.9, table: 100}
                      - {to: 10.7.0.1/32, via: 10.0.0.3, table: main}
                      - {to: 10.8.0.0/16, metric: 7, table: 200}
                      - {to: 10.9.0.0/16}
                      - {to: 10.10.0.0/16}
                      - {to: 10.11.0.0/16, metric: 1}
                      - {to: "2001:db8:1::/48", via: "2001:db8::3", metric: 5, table: 7}
                      - {to: "2001:db8:2::/48", metric: 5}
                      - {to: "2001:db8:3::/48"}
                      - {to: "2001:db8:4::/48", via: "fe80::3"}
                """),
        Sample(
            name: "routes with all that they can say",
            text: """
                version: 1
                bridges:
                  br0:
                    addresses: [10.0.0.2/24, "2001:db8::2/64"]
                    routes:
                      - {to: 10.1.0.0/16, via: 10.0.0.3, src: 10.0.0.2, on-link: true, mtu: 1400, advmss: 1360, scope: global}
                      - {to: 10.2.0.0/16, type: blackhole}
                      - {to: 10.3.0.0/16, type: prohibit, metric: 7, table: 9}
                      - {to: 10.4.0.0/16, scope: host, table: 9}
                      - {to: "2001:db8:1::/48", type: unreachable}
                      - {to: "2001:db8:2::/48", via: "2001:db9::1", on-link: true, src: "2001:db8::2", mtu: 1280}
                """),
        Sample(
            name: "rules",
            text: """
                version: 1
                bridges:
                  br0:
                    addresses: [10.0.0.2/24]
                    rules:
                      - {from: 10.1.0.0/16, table: 7, priority: 1}
                      - {to: 10.1.2.3, table: main, priority: 4294967295}
                      - {from: 10.1.0.0/16, to: 0.0.0.0/0, not: true, iif: lo, oif: br0, fwmark: 0x10/0xff, tos: 0x10,
                         ipproto: tcp, sport: 1024-2000, dport: 80, uid-range: 1000-1999, suppress-prefixlength: 0, table: 7,
                         priority: 1000}
                      - {family: ipv4, fwmark: 5, uid-range: 0, table: 4294967295, priority: 2}
                      - {family: ipv4, fwmark: 0/0xf, type: blackhole, priority: 3}
                      - {from: "2001:db8::/32", to: "::1", ipproto: 58, suppress-prefixlength: 128, table: 7, priority: 5}
                      - {family: ipv6, dport: 1-65534, type: unreachable, priority: 6}
                  br1: {rules: [{family: ipv6, iif: "a,b\\\\c", tos: 4, type: prohibit, priority: 7}]}
                """),
        Sample(
            name: "addressing",
            text: """
                version: 1
                bridges:
                  br0:
                    dhcp4: {client-id: "01:52:54:00:00:00:02", iaid: ifname, hostname: kvm1, timeout: 2147483647,
                      use-dns: false, use-routes: false, use-gateway: false}
                    dhcp6: {duid: stable-uuid, iaid: "7", send-hostname: false, timeout: 5, use-dns: false}
                    accept-ra: {timeout: 30, use-routes: false}
                    addr-gen-mode: eui64
                    token: "::10"
                    privacy: prefer-temp-addr
                    required: [ipv4, ipv6]
                    link-local: [ipv4]
                    dad-timeout: 0
                    wait-for-carrier: 600
                    dns: {options: [rotate, "timeout:2"], mdns: "no", llmnr: "yes"}
                  br1: {link-local: [ipv4, ipv6], addr-gen-mode: stable-privacy}
                  br2: {accept-ra: true, privacy: disabled, dns: {mdns: resolve}}
                  br3: {addresses: [10.0.0.1/24], link-local: [ipv6], dad-timeout: 30000}
                """),
        Sample(
            name: "name servers",
            text: """
                version: 1
                bridges:
                  br0:
                    addresses: [10.0.0.2/24, "2001:db8::2/64"]
                    dns:
                      servers: [10.0.0.53, 9.9.9.9, "2620:fe::fe", "fe80::53"]
                      search: [example.net, corp.example.com, "xn--bcher-kva.example"]
                      priority: -2147483648
                  br1: {addresses: [10.0.1.2/24], never-default: true, dns: {priority: 2147483647, servers: [10.0.1.1]}}
                """),
        Sample(
            name: "addresses from the network",
            text: """
                version: 1
                bridges:
                  br0: {dhcp4: true}
                  br1: {dhcp4: true, dhcp6: true, never-default: true, route-metric: 0}
                  br2: {accept-ra: true, never-default: true, addresses: [10.0.2.1/24]}
                  br3: {dhcp4: true, accept-ra: true, never-default: true, addresses: [10.0.3.1/24, "2001:db8:3::1/64"]}
                """),
        Sample(
            name: "odd addresses",
            text: """
                version: 1
                bridges:
                  br0: {addresses: ["2001:db8::5/64", "2001:db8:0:1:0:0:0:1/64", "2001:0:0:1::1/128", "::ffff:1.2.3.4/128"]}
                  br1: {ports: [enp2s0], addresses: ["64:ff9b::102:304/96", "1:2:3:4:5:6:7:8/127"], dns: {servers: ["::1.2.3.4"]}}
                  br2: {addresses: [10.0.0.0/31, 10.9.0.1/32, 169.254.1.1/16]}
                """),
        Sample(
            name: "virtual functions",
            text: """
                version: 1
                ethernets:
                  enp5s0:
                    sriov:
                      vfs: 64
                      vf:
                        63: {vlan: 4094}
                        10: {mac: "52:54:00:15:81:b2", vlan: 1, trust: true, spoofcheck: false}
                        2: {trust: false, spoofcheck: true}
                        0: {pci: "0000:05:10.0"}
                        1: {mac: "52:54:00:15:81:b3", min-tx-rate: 1, max-tx-rate: 4294967295, trust: true}
                        3: {max-tx-rate: 2500, vlan: 9}
                  enp6s0: {path: pci-0000:06:00.0, mtu: 9000, dhcp4: true, sriov: {vfs: 1}}
                  enp7s0: {sriov: {vfs: 65535, vf: {65534: {vlan: 7}}}}
                bonds:
                  bond0: {ports: [enp5s0], mode: active-backup}
                """),
        Sample(
            name: "tags in tags",
            text: """
                version: 1
                ethernets: {enp2s0: {mtu: 9000}}
                vlans:
                  s: {parent: enp2s0, id: 4094, protocol: 802.1ad, mtu: 1508}
                  c: {parent: s, id: 1, protocol: 802.1ad, mtu: 1504}
                  i:
                    parent: c
                    id: 2
                    mtu: 68
                    ingress-priority-map: ["7:2147483647", "0:1", "2:5"]
                    egress-priority-map: ["2147483647:7", "1:0", "10:2", "1:5"]
                """),
        Sample(
            name: "a filtering bridge",
            text: """
                version: 1
                bridges:
                  br0:
                    vlan-filtering: true
                    vlan-default-pvid: 4094
                    vlans: [200-300, 1, {id: 100, pvid: true, untagged: true}, {range: 400-500, untagged: true}]
                    ports:
                      enp2s0: {vlans: [10, 20-30], pvid: 25, path-cost: 65535, priority: 63, hairpin: true}
                      enp3s0: {vlans: [{id: 7, untagged: true}, 1000-4094], hairpin: false}
                      enp4s0: {pvid: 1, path-cost: 100, priority: 32}
                      enp5s0: {path-cost: 0, priority: 0}
                """),
        Sample(
            name: "everything a bridge has",
            text: """
                version: 1
                bridges:
                  br0: {stp: true, forward-delay: 2, ageing-time: 0, priority: 0, multicast-snooping: false, mtu: 65535}
                  br1: {stp: true, forward-delay: 30, ageing-time: 1000000, priority: 65535, mac: "02:00:00:00:00:FF"}
                  br3: {stp: true, hello-time: 1, max-age: 40, group-forward-mask: 65528, multicast-querier: true}
                  br4: {vlan-filtering: true, vlan-protocol: 802.1ad}
                  br5: {multicast-hash-max: 1, multicast-last-member-count: 0, multicast-last-member-interval: 8640000,
                    multicast-membership-interval: 0, multicast-querier-interval: 1, multicast-query-interval: 100,
                    multicast-query-response-interval: 5, multicast-query-use-ifaddr: true, multicast-router: disabled,
                    multicast-startup-query-count: 4294967295, multicast-startup-query-interval: 101, vlan-stats: true}
                  br6: {multicast-router: 2, multicast-hash-max: 2147483648, vlan-stats: false, multicast-query-interval: 12500}
                  br2: {stp: true, forward-delay: 15, ageing-time: 300, priority: 32768, multicast-snooping: true}
                """),
        Sample(
            name: "NICs by address and path",
            text: """
                version: 1
                ethernets:
                  uplink0: {mac: "52:54:00:ab:cd:ef", mtu: 9216}
                  uplink1: {path: "pci-0000:02:00.0"}
                  uplink2: {mac: "52-54-00-00-00-01", addresses: [10.0.0.1/8]}
                  uplink3: {path: "a;b\\\\c,d", dhcp4: true}
                vlans:
                  v1: {parent: uplink0, id: 1}
                bonds:
                  bond0: {ports: [uplink1], mode: active-backup, mac: "02:00:00:00:00:01", mtu: 9000}
                """),
        Sample(
            name: "odd names",
            text: """
                version: 1
                bridges:
                  "a.b-c_d@e": {ports: ["123456789012345"]}
                  "é-bücke": {}
                  "it's": {}
                  'a"b': {}
                  'a\\b\\\\': {}
                  "a;b,c=d": {}
                  "#no$comment`": {}
                  ".dot": {}
                  "[x]": {}
                  "tail~": {ports: ["-n", "1"]}
                vlans:
                  "*?": {parent: "a.b-c_d@e", id: 5}
                """),
    ]

    /// Every mode with every option that it takes.
    private static let bonds: [Sample] = {
        let everywhere =
            "miimon: 100, updelay: 200, downdelay: 300, peer_notif_delay: 400, use_carrier: 0, all_slaves_active: 1"
        let arp = "arp_interval: 1000, arp_ip_target: [10.0.0.1, 10.0.0.2], arp_all_targets: all"
        let options: [(String, String)] = [
            ("balance-rr", "\(everywhere), packets_per_slave: 5"),
            ("balance-rr", "\(arp), packets_per_slave: 65535"),
            ("active-backup", "\(everywhere), primary_reselect: better, fail_over_mac: follow, num_grat_arp: 3"),
            ("active-backup", "\(everywhere), num_unsol_na: 255, resend_igmp: 255, primary_reselect: 2"),
            ("active-backup", "\(arp), arp_validate: filter_backup"),
            ("active-backup", "miimon: 0"),
            ("balance-xor", "\(everywhere), xmit_hash_policy: vlan+srcmac, balance-slb: 1"),
            ("balance-xor", "\(arp), xmit_hash_policy: 3"),
            ("broadcast", arp),
            (
                "802.3ad",
                "\(everywhere), lacp_rate: fast, xmit_hash_policy: layer3+4, min_links: 2, ad_select: bandwidth, "
                    + "ad_actor_sys_prio: 65535, ad_actor_system: \"00:01:02:03:0a:0B\", ad_user_port_key: 1023"
            ),
            ("802.3ad", "lacp_rate: 1, ad_select: 2"),
            ("balance-tlb", "\(everywhere), tlb_dynamic_lb: 0, lp_interval: 2147483647, xmit_hash_policy: encap3+4"),
            ("balance-alb", "\(everywhere), tlb_dynamic_lb: 1, lp_interval: 1, resend_igmp: 0"),
        ]
        return options.enumerated().map { number, option in
            Sample(
                name: "bond \(number): \(option.0)",
                text: """
                    version: 1
                    bonds:
                      bond0: {ports: [enp2s0, enp3s0], mode: \(option.0), options: {\(option.1)}}
                    """)
        } + [
            Sample(
                name: "ports of bonds with options of their own",
                text: """
                    version: 1
                    bonds:
                      b: {ports: {enp2s0: {queue-id: 255}, enp3s0: {queue-id: 1}, enp4s0: {queue-id: 0}}, mode: balance-rr}
                    """),
            Sample(
                name: "a bond with a primary",
                text: "{version: 1, bonds: {b: {ports: [enp2s0, enp3s0], mode: balance-alb, primary: enp2s0}}}"),
        ]
    }()

    private static func many(_ count: Int, _ text: (Int) -> String) -> String {
        (1...count).map(text).joined(separator: ", ")
    }
}
