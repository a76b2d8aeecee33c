import Importing
import LabSupport
import NetTypes
import Testing
import Topology

@Suite struct `nmstate's desired states` {
    private func read(_ text: String) throws -> ImportedText { try ImportedText(text, as: .nmstate) }

    private static let large = """
        ---
        interfaces:
          - {name: enp2s0, type: ethernet, state: up}
          - {name: wan, type: ethernet, identifier: mac-address, mac-address: "52:54:00:00:00:07",
            ipv4: {enabled: true, dhcp: true, auto-dns: false, auto-gateway: false, dhcp-client-id: iaid+duid},
            ipv6: {enabled: true, dhcp: true, autoconf: true, addr-gen-mode: stable-privacy},
            lldp: {enabled: true}, ethtool: {feature: {rx-gro: false, tso: true}, ring: {rx: 512, rx-max: 4096}},
            ethernet: {sr-iov: {total-vfs: 2, vfs: [{id: 1, trust: true, vlan-id: 0, max-tx-rate: 100}]}}}
          - name: bond0
            type: bond
            mac-address: "52:54:00:00:00:b0"
            link-aggregation:
              mode: active-backup
              options: {miimon: 140, all_slaves_active: delivered, use_carrier: true}
              port: [enp2s0, enp3s0]
              ports-config: [{name: enp2s0, priority: 5}]
          - {name: bond0.100, type: vlan, vlan: {base-iface: bond0, id: 100, protocol: 802.1q},
            ipv4: {enabled: true, address: [{ip: 10.0.100.10, prefix-length: 24}]},
            ipv6: {enabled: true, address: [{ip: "fe80::1", prefix-length: 64}]}, mptcp: {address-flags: [signal]}, wait-ip: ipv4}
          - name: br0
            type: linux-bridge
            copy-mac-from: enp4s0
            ipv4: {enabled: false}
            bridge:
              options: {stp: {enabled: false, forward-delay: 15}, mac-ageing-time: 100, hash-max: 4096, multicast-router: enabled}
              port:
                - {name: enp4s0, stp-path-cost: 100, vlan: {mode: trunk, tag: 7, enable-native: true, trunk-tags: [{id: 9}, {id-range: {min: 20, max: 30}}]}}
                - {name: veth1, stp-priority: 7, vlan: {mode: access, tag: 8}}
          - {name: veth1, type: veth, veth: {peer: veth2}}
          - {name: vx1, type: vxlan, vxlan: {base-iface: bond0.100, id: 9, remote: 10.0.100.11}}
          - {name: mv1, type: mac-vtap, mac-vtap: {base-iface: br0, mode: private}}
          - {name: iv1, type: ipvlan, ipvlan: {base-iface: bond0.100, mode: l3, vepa: true}}
          - {name: hsr1, type: hsr, hsr: {port1: enp7s0, port2: enp8s0, multicast-spec: 4, protocol: prp}}
          - {name: ms1, type: macsec, macsec: {base-iface: enp9s0, encrypt: true, mka-cak: "00112233445566778899aabbccddeeff", mka-ckn: "0011", port: 5, validation: strict}}
          - {name: dummy0, type: dummy}
          - {name: red, type: vrf, vrf: {route-table-id: 1001, port: [dummy0]}}
          - {name: ovs0, type: ovs-bridge, bridge: {options: {fail-mode: secure, stp: {enabled: true}}, port: [{name: ovs0, vlan: {mode: access, tag: 5}},
            {name: bond1, link-aggregation: {mode: balance-slb, port: [{name: e1}, {name: e2}]}}]}}
          - {name: ovs0, type: ovs-interface, ipv4: {enabled: true, address: [{ip: 10.0.5.1, prefix-length: 24}]}}
          - {name: gone, state: absent}
          - {name: virbr0, state: ignore}
        routes:
          config:
            - {destination: 0.0.0.0/0, next-hop-interface: bond0.100, next-hop-address: 10.0.100.1, metric: -1, table-id: 254}
            - {destination: 10.7.0.0/16, next-hop-interface: bond0.100, next-hop-address: 10.0.100.9, table-id: 70, metric: 5}
            - {destination: 10.8.0.0/16, route-type: blackhole}
        route-rules: {config: [{ip-from: 10.0.0.0/8, route-table: 70, priority: 9, fwmark: 0x30, fwmask: 0x10}]}
        dns-resolver: {config: {server: [10.0.100.53], search: [example.net]}}
        """

    @Test(arguments: [
        "mac: \"52:54:00:00:00:07\"", "sriov:\n      vfs: 2\n      vf:\n        1: {trust: true, max-tx-rate: 100}",
        "ethtool: {feature-gro: false, feature-tso: true, ring-rx: 512}", "lldp: true",
        "dhcp4: {client-id: duid, use-dns: false, use-gateway: false}", "dhcp6: {duid: ll}", "accept-ra: true",
        "ports:\n    - {enp2s0: {priority: 5}}\n    - enp3s0\n    mode: active-backup",
        "options: {miimon: 140, all_slaves_active: 1, use_carrier: 1}", "mac: 52:54:00:00:00:b0",
        "addresses: [10.0.100.10/24]\n      link-local: [ipv6]\n      gateway: 10.0.100.1",
        "routes:\n      - {to: 10.7.0.0/16, via: 10.0.100.9, metric: 5, table: 70}\n      - {to: 10.8.0.0/16, type: blackhole}",
        "rules: [{from: 10.0.0.0/8, fwmark: 16/16, table: 70, priority: 9}]",
        "dns: {servers: [10.0.100.53], search: [example.net]}", "required: [ipv4]",
        "mptcp: [also-without-default-route, signal]",
        "- {enp4s0: {vlans: [{id: 7, pvid: true, untagged: true}, 9, \"20-30\"]}}\n    - {veth1: {pvid: 8, priority: 7}}",
        "ageing-time: 100\n    vlan-filtering: true\n    copy-mac-from: enp4s0\n    multicast-router: enabled",
        "veth1: {peer: veth2}", "vx1: {id: 9, parent: bond0.100, remote: 10.0.100.11, port: 8472}",
        "mv1: {parent: br0, mode: private, tap: true}", "iv1: {parent: bond0.100, mode: l3, flag: vepa}",
        "hsr1: {port1: enp7s0, port2: enp8s0, multicast-spec: 4, prp: true}",
        "mka-ckn: \"0011\", mka-cak-file: /etc/nm-topology/ms1.cak, port: 5", "red: {table: 1001, ports: [dummy0]}",
        "ports:\n    - {ovs0-if: {tag: 5}}\n    - bond1\n    fail-mode: secure\n    stp: true",
        "bond1: {ports: [e1, e2], mode: balance-slb}", "ovs0-if: {addresses: [10.0.5.1/24]}", "absent: [gone]",
        "unmanaged: [virbr0]",
    ])
    func `every kind of interface is in the spec, with what goes with it`(part: String) throws {
        let read = try read(Self.large)
        #expect(read.spec.contains(part), "\(read.spec)")
    }

    @Test func `the spec has no errors, and no keys`() throws {
        let read = try read(Self.large)
        #expect(try read.errors == [])
        #expect(!(try read.imported.spec(head: [])).contains("00112233445566778899"))
        #expect(!read.imported.notices.contains { "\($0)".contains("00112233445566778899") })
    }

    @Test(arguments: [
        ("interfaces: [{name: e, foo: 1}]", "I001 1:24 `foo` has no equal in a spec"),
        (
            "interfaces: [{name: e, state: down}]",
            "I006 1:14 `e` is left out: it is to be down, and a spec brings up what it has"
        ),
        (
            "interfaces: [{name: i, type: infiniband}]",
            "I006 1:14 `i` is left out: a spec has no interfaces of the type `infiniband`"
        ),
        ("interfaces: [{name: v, type: vlan, vlan: {id: 7}}]", "I006 1:14 `v` is left out: what it needs is missing"),
        ("interfaces: [{type: vlan}]", "I003 1:14 an interface without a name is left out"),
        ("interfaces: [{name: e, ipv4: {dhcp: maybe}}]", "I002 1:31 `dhcp` is to be `true` or `false`, and is `maybe`"),
        (
            "interfaces: [{name: e, ipv4: {address: [{ip: 10.0.0.1, prefix-length: 64}]}}]",
            "I002 1:41 this is no IPv4 address with its length"
        ),
        (
            "interfaces: [{name: e, controller: b}]",
            "I001 1:24 the controller is not in this state, so `e` is no port of it here"
        ),
        (
            "interfaces: [{name: e, type: ethernet}]",
            "I005 1:14 where `ipv4` and `ipv6` are not given, as at `e`, nmstate leaves the addresses as they are; the spec has none there"
        ),
        (
            "routes: {config: [{destination: 10.0.0.0/8, next-hop-interface: e}]}",
            "I001 1:19 the route to 10.0.0.0/8 is by an interface of which this state says nothing"
        ),
        (
            "routes: {config: [{next-hop-interface: e, state: absent}]}",
            "I005 1:19 a route to remove needs no word: a spec's interfaces have those that it says"
        ),
        (
            "dns-resolver: {config: {server: [10.0.0.1]}}",
            "I001 1:34 the DNS server 10.0.0.1 has no interface with an IPv4 address"
        ),
        ("hostname: {config: h}", "I004 1:1 the host's name is not the network's"),
        ("ovs-db: {other_config: {a: b}}", "I001 1:10 `other_config` has no equal in a spec"),
    ])
    func `what cannot be taken is told, with its place`(text: String, notice: String) throws {
        let read = try read(text)
        #expect(read.notices.contains(notice), "\(read.notices)")
    }

    @Test func `what a state shows and nobody asks for needs no word`() throws {
        let read = try read(
            """
            interfaces:
              - {name: e, type: ethernet, profile-name: e, driver: virtio_net, min-mtu: 68, max-mtu: 65535, accept-all-mac-addresses: false,
                mac-address: "52:54:00:00:00:01", permanent-mac-address: "52:54:00:00:00:01", mptcp: {address-flags: []}, wait-ip: any,
                ipv4: {enabled: true, dhcp: true, auto-route-table-id: 0, address: [{ip: 10.0.0.7, prefix-length: 24, valid-life-time: 100sec}]},
                ipv6: {enabled: false}}
              - {name: lo, type: loopback, ipv4: {enabled: true, address: [{ip: 127.0.0.1, prefix-length: 8}]}}
            routes: {running: [{destination: 0.0.0.0/0}]}
            dns-resolver: {running: {server: [10.0.0.1]}}
            """)
        #expect(read.notices == [])
        #expect(read["e"]?.ipv4.addresses == [])
    }

    @Test func `ports may name their controller, and what is absent is no port`() throws {
        let read = try read(
            "interfaces: [{name: a, controller: b}, {name: c, state: absent}, {name: b, type: bond, link-aggregation: {mode: 1, port: [c]}}]"
        )
        #expect(read["b"]?.ports.map(\.text) == ["a"])
        #expect(read.notices.contains { $0.hasPrefix("I006") && $0.contains("`c` is no port here") })
    }

    @Test func `a manifest of Kubernetes has the state in it, and a policy with captures is refused`() throws {
        let read = try read(
            "{apiVersion: nmstate.io/v1, kind: NodeNetworkConfigurationPolicy, metadata: {name: x}, spec: {desiredState: {interfaces: [{name: d, type: dummy, ipv4: {enabled: false}}]}}}"
        )
        #expect(read.spec.contains("dummies:\n  d: {}"))
        #expect(read.notices == [])
        #expect(throws: ImportFailure.self) { _ = try self.read("{capture: {a: b}, desiredState: {}}") }
    }

    @Test func `no text makes it crash`() throws {
        for text in [
            "", "interfaces:", "interfaces: [[]]", "- a", "routes: {config: [a]}", "route-rules: {config: [{}]}",
        ] {
            _ = try? read(text)
        }
        #expect(
            Fuzzing.run("nmstate") { random in
                guard let read = try? read(random.mutated(Self.large)) else { return }
                _ = try? read.errors
            } > 0)
    }
}
