import Importing
import LabSupport
import NetTypes
import Testing
import Topology

@Suite struct `netplan's YAML` {
    private func read(_ text: String...) throws -> ImportedText {
        if text.count == 2 { return try ImportedText(text[0], text[1], as: .netplan) }
        return try ImportedText(text[0], as: .netplan)
    }

    /// Every kind of interface, and what goes with it.
    private static let large = """
        network:
          version: 2
          renderer: NetworkManager
          ethernets:
            lan1: {match: {macaddress: "52:54:00:00:00:01"}, wakeonlan: true}
            enp2s0: {}
            enp5s0: {}
            enp3s0: {virtual-function-count: 4, tcp-segmentation-offload: false, mtu: 9000}
            enp4s0:
              dhcp4: true
              dhcp6: yes
              dhcp4-overrides: {use-dns: false, route-metric: 50}
              auth: {key-management: 802.1x, method: peap, identity: host7, password: hunter2, ca-certificate: /etc/ca.pem}
          bonds:
            bond0:
              interfaces: [lan1, enp2s0]
              parameters: {mode: active-backup, mii-monitor-interval: 1s, primary: lan1, gratuitous-arp: 3, all-slaves-active: on}
          vlans:
            bond0.100: {id: 100, link: bond0, addresses: [10.0.100.10/24], nameservers: {addresses: [10.0.100.53], search: [example.net]},
              routes: [{to: default, via: 10.0.100.1}, {to: 10.9.0.0/16, via: 10.0.100.9, metric: 7, mtu: 1400}],
              routing-policy: [{from: 10.0.100.0/24, table: 100, priority: 9, mark: 5}]}
            v200: {id: 200, link: bond0}
          bridges:
            br200: {interfaces: [v200], parameters: {stp: false, forward-delay: 4, path-cost: {v200: 7}, port-priority: {v200: 9}}}
            ovs0: {interfaces: [enp5s0], openvswitch: {fail-mode: secure}}
          tunnels:
            gre1: {mode: gretap, local: 10.0.100.10, remote: 10.0.7.1, key: 1.2.3.4}
            vx1: {mode: vxlan, id: 9, link: bond0.100, local: 10.0.100.10}
          vrfs:
            red: {table: 1001, interfaces: [enp3s0]}
          virtual-ethernets:
            veth1: {peer: veth2}
            veth2: {peer: veth1}
          dummy-devices:
            dummy0: {addresses: ["10.9.9.9/32": {lifetime: forever}]}
        """

    @Test(arguments: [
        "lan1: {mac: \"52:54:00:00:00:01\", wake-on-lan: [magic]}",
        "sriov: {vfs: 4}\n    ethtool: {feature-tso: false}\n    mtu: 9000",
        "eap: peap\n      identity: host7\n      ca-cert: /etc/ca.pem\n      password-file: /etc/nm-topology/enp4s0.password",
        "dhcp4: {use-dns: false}\n    accept-ra: true\n    route-metric: 50\n    addr-gen-mode: eui64\n    privacy: disabled",
        "ports: [lan1, enp2s0]\n    mode: active-backup\n    options: {miimon: 1000, all_slaves_active: 1, num_grat_arp: 3}",
        "primary: lan1",
        "gateway: 10.0.100.1\n      routes: [{to: 10.9.0.0/16, via: 10.0.100.9, metric: 7, mtu: 1400}]",
        "rules: [{from: 10.0.100.0/24, fwmark: \"5\", table: 100, priority: 9}]",
        "dns: {servers: [10.0.100.53], search: [example.net]}",
        "v200: {parent: bond0, id: 200}",
        "br200: {ports: [{v200: {path-cost: 7, priority: 9}}], forward-delay: 4}",
        "gre1: {mode: gretap, local: 10.0.100.10, remote: 10.0.7.1, key: 16909060}",
        "vx1: {id: 9, parent: bond0.100, local: 10.0.100.10, port: 8472}",
        "red: {table: 1001, ports: [enp3s0]}",
        "veth1: {peer: veth2}", "dummy0: {addresses: [10.9.9.9/32]}", "ovs0: {ports: [enp5s0], fail-mode: secure}",
    ])
    func `every kind of interface is in the spec, with what goes with it`(part: String) throws {
        let read = try read(Self.large)
        #expect(read.spec.contains(part), "\(read.spec)")
        #expect(try read.errors == [])
    }

    @Test func `a password is in no part of a spec or notice`() throws {
        let read = try read(Self.large)
        #expect(read.notices.contains { $0.contains("/etc/nm-topology/enp4s0.password") })
        #expect(!(try read.imported.spec(head: [])).contains("hunter2"))
        #expect(!read.imported.notices.contains { "\($0)".contains("hunter2") })
    }

    @Test func `files are merged key by key, and their lists one behind the other`() throws {
        let read = try read(
            "network: {ethernets: {eth0: {addresses: [10.0.0.1/24], mtu: 1400, dhcp4: false}}}",
            "network: {ethernets: {eth0: {addresses: [10.0.1.1/24], mtu: 1300}, eth1: {dhcp4: true, dhcp-identifier: mac}}}"
        )
        #expect(
            read.spec == """
                ethernets:
                  eth0: {mtu: 1300, addresses: [10.0.0.1/24, 10.0.1.1/24]}
                  eth1:
                    dhcp4: {client-id: mac}

                """)
    }

    @Test func `networkd's defaults are written out where NetworkManager has others`() throws {
        let text =
            "network: {ethernets: {e0: {dhcp4: true, accept-ra: true}}, bridges: {b: {interfaces: [], dhcp4: false}}}"
        let networkd = try read(text)
        #expect(networkd["e0"]?.ipv4.dhcp.clientID == "duid")
        #expect(networkd["e0"]?.ipv6.addressGeneration == .eui64)
        #expect(networkd["e0"]?.ipv6.privacy == .disabled)
        let other = try read("network: {renderer: NetworkManager, " + text.dropFirst("network: {".count))
        #expect(other["e0"]?.ipv4.dhcp.clientID == nil)
        #expect(other["b"]?.bridge?.stp == true)
        #expect(networkd["b"]?.bridge?.stp == false)
        #expect(try read("network: {bridges: {b: {parameters: {priority: 7}}}}")["b"]?.bridge?.stp == true)
    }

    @Test func `a bond whose links netplan leaves unwatched is told of, and its mode is written out`() throws {
        let read = try read("network: {ethernets: {a: {}, c: {}}, bonds: {b: {interfaces: [a, c]}}}")
        #expect(read.spec.contains("mode: balance-rr"))
        #expect(read.notices.contains { $0.hasPrefix("I005") && $0.contains("miimon") })
        let lacp = try self.read(
            "network: {ethernets: {a: {}}, bonds: {b: {interfaces: [a], parameters: {mode: 802.3ad}}}}")
        #expect(!lacp.notices.contains { $0.contains("miimon") })
    }

    @Test func `times have units, and seconds are whole`() throws {
        func bridge(_ time: String) throws -> ImportedText {
            try read("network: {bridges: {b: {parameters: {forward-delay: \(time)}}}}")
        }
        #expect(try bridge("15")["b"]?.bridge?.forwardDelay == 15)
        #expect(try bridge("3000ms")["b"]?.bridge?.forwardDelay == 3)
        #expect(try bridge("1min")["b"]?.bridge?.forwardDelay == 60)
        #expect(
            try bridge("1500ms").notices.first
                == "I002 1:38 `forward-delay` is to be a time in whole seconds, and is `1500ms`")
        #expect(try bridge("99999999999999999999s")["b"]?.bridge?.forwardDelay == nil)
    }

    @Test(arguments: [
        ("ethernets: {e: {dhcp4: true, foo: 1}}", "I001 1:40 `foo` has no equal in a spec"),
        ("ethernets: {e: {dhcp4: perhaps}}", "I002 1:27 `dhcp4` is to be `true` or `false`, and is `perhaps`"),
        ("ethernets: {e: {mtu: [1]}}", "I002 1:27 `mtu` is to be a number from 68 to 65535"),
        (
            "ethernets: {e: {addresses: [10.0.0.1]}}",
            "I002 1:39 `addresses` is to be an address with its length, and is `10.0.0.1`"
        ),
        (
            "ethernets: {e: {match: {name: 'en*'}}}",
            "I006 1:27 `e` is left out: it stands for any NIC that fits, and a spec says which NIC it means"
        ),
        ("ethernets: {e: {infiniband-mode: datagram}}", "I006 1:23 `e` is left out: it is an InfiniBand interface"),
        ("wifis: {w: {}}", "I006 1:19 `w` is left out: it is a Wi-Fi interface"),
        ("tunnels: {w: {mode: wireguard}}", "I006 1:21 `w` is left out: a spec has no tunnels of the mode `wireguard`"),
        ("vlans: {v: {id: 7}}", "I006 1:19 `v` is left out: its `link` or `id` is missing"),
        (
            "bridges: {this-name-is-too-long: {}}",
            "I006 1:21 `this-name-is-too-long` is left out: no interface can have this name; the kernel takes at most 15 bytes"
        ),
        (
            "bridges: {b: {interfaces: [e]}}",
            "I003 1:38 `e` is not defined, which netplan refuses; it is taken for a NIC"
        ),
        (
            "ethernets: {e: {dhcp4: true}}, bridges: {b: {interfaces: [e]}}",
            "I003 1:56 the addresses of `e` are left out, since it is a port of `b`"
        ),
        (
            "ethernets: {e: {addresses: [10.0.0.1/24], routes: [{to: default, via: 10.0.0.2, metric: 9}, {to: 0.0.0.0/0, via: 10.0.0.3, metric: 5}]}}",
            "I003 1:103 the default route by 10.0.0.2 is left out, since 10.0.0.3 is the gateway"
        ),
        (
            "ethernets: {e: {addresses: [10.0.0.1/24], gateway6: 2001:db8::1}}",
            "I003 1:23 the gateway 2001:db8::1 cannot be on `e`, which has no IPv6 address"
        ),
        (
            "ethernets: {e: {addresses: [10.0.0.1/24], routes: [{to: 10.1.0.0/16, type: throw}]}}",
            "I001 1:62 a route of the type `throw` has no equal in a spec"
        ),
        (
            "ethernets: {e: {macaddress: '52:54:00:00:00:01'}}",
            "I001 1:27 a MAC address that a NIC is given has no equal in a spec"
        ),
        (
            "ethernets: {e: {networkmanager: {uuid: x, passthrough: {ipv6.method: auto}}}}",
            "I001 1:67 the property `ipv6.method` of NetworkManager is not taken"
        ),
        (
            "ethernets: {e: {dhcp4: true, dhcp4: false}}",
            "I003 1:40 the key `dhcp4` stands twice, and the last one counts"
        ),
    ])
    func `what cannot be taken is told, with its place`(network: String, notice: String) throws {
        let read = try read("network: {\(network)}")
        #expect(read.notices.contains(notice), "\(read.notices)")
    }

    @Test func `what is without effect, or as it is anyway, needs no word`() throws {
        let read = try read(
            """
            network:
              version: 2
              renderer: NetworkManager
              ethernets:
                e: {critical: true, optional: true, optional-addresses: [dhcp4], ignore-carrier: false, emit-lldp: no, dhcp4: true,
                  link-local: [], dhcp4-overrides: {use-dns: true, use-ntp: true}, macaddress: permanent, renderer: networkd}
            """)
        #expect(read.notices == [])
    }

    @Test func `a port has no addresses and no rules, so that the spec has no error`() throws {
        let read = try read(
            """
            network:
              ethernets:
                e: {addresses: [10.0.0.1/24], mtu: 1400, routing-policy: [{from: 10.0.0.0/8, priority: 9}]}
                f: {routing-policy: [{from: 10.0.0.0/8, priority: 8}]}
              bridges: {b: {interfaces: [e, f]}}
            """)
        #expect(read["e"]?.ipv4 == .disabled)
        #expect(read["f"]?.ipv4.rules == [])
        #expect(read["e"]?.mtu == 1400)
        #expect(try read.errors == [])
    }

    @Test func `a router on the link and in no network of the NIC gets a route`() throws {
        let read = try read(
            "network: {ethernets: {e: {addresses: [10.0.0.1/32, 10.1.0.1/24], routes: [{to: default, via: 9.9.9.9, on-link: true}]}}}"
        )
        #expect(read.spec.contains("gateway: 9.9.9.9"))
        #expect(try read.errors == [])
    }

    @Test func `a VRF's routes go to the port that has the router`() throws {
        let read = try read(
            "network: {ethernets: {e: {addresses: [10.0.0.1/24]}}, vrfs: {r: {table: 9, interfaces: [e], routes: [{to: default, via: 10.0.0.2}]}}}"
        )
        #expect(read["e"]?.ipv4.routes.first?.table == 9)
        #expect(read["r"]?.ipv4.routes == [])
        #expect(try read.errors == [])
    }

    @Test func `rules without a priority get those that the kernel would give them`() throws {
        let read = try read(
            "network: {ethernets: {e: {dhcp4: true, routing-policy: [{from: 10.0.0.0/8}, {to: 10.0.0.1, table: 5}]}}}")
        #expect(read["e"]?.ipv4.rules.map(\.priority) == [32765, 32764])
        #expect(read["e"]?.ipv4.rules.map(\.table) == [254, 5])
    }

    @Test func `bridges of Open vSwitch have patches, VLANs and the host's addresses on interfaces of their own`()
        throws
    {
        let read = try read(
            """
            network:
              openvswitch: {ports: [[p0, p1]]}
              ethernets: {e0: {}, e1: {}}
              bonds: {bond0: {interfaces: [e0, e1], parameters: {mode: balance-tcp}, openvswitch: {lacp: active}}}
              bridges:
                ovs0: {interfaces: [bond0, p0], addresses: [10.0.0.1/24]}
                ovs1: {interfaces: [p1], openvswitch: {}}
              vlans: {v7: {id: 7, link: ovs0, addresses: [10.0.7.1/24]}}
            """)
        #expect(
            read.spec.contains("ovs0: {ports: [bond0, p0, ovs0-if, v7: {tag: 7}]}")
                || read.spec.contains("- {v7: {tag: 7}}"))
        #expect(read.spec.contains("ovs0-if: {addresses: [10.0.0.1/24]}"))
        #expect(read.spec.contains("p0: {peer: p1}"))
        #expect(read.spec.contains("bond0: {ports: [e0, e1], mode: balance-tcp, lacp: active}"))
        #expect(try read.errors == [])
    }

    @Test func `what stands on each other in a circle, or on itself, is an error of the spec and no crash`() throws {
        for text in [
            "bridges: {a: {interfaces: [b]}, b: {interfaces: [a]}}", "bridges: {a: {interfaces: [a]}}",
            "bonds: {a: {interfaces: [b], openvswitch: {}}, b: {interfaces: [a]}}", "vlans: {a: {id: 1, link: a}}",
            "vrfs: {a: {table: 1, interfaces: [a]}}",
            "openvswitch: {ports: [[a, b]]}, bridges: {a: {interfaces: [a, b]}}",
        ] {
            _ = try read("network: {\(text)}").errors
        }
    }

    @Test func `another version, and what is no YAML, is refused with the place`() {
        let failures = ["network: {version: 1, config: []}", "network: [", "{", "a: b: c", "%TAG\n"].map { text in
            do throws(ImportFailure) {
                _ = try ImportFormat.netplan.read([ImportFile(name: "a.yaml", text: text)])
                return "read"
            } catch {
                return error.place.map { "\($0)" } ?? "nowhere"
            }
        }
        #expect(failures[0] == "a.yaml:1:11")
        #expect(failures.allSatisfy { $0.hasPrefix("a.yaml:") }, "\(failures)")
    }

    @Test func `no text makes it crash`() throws {
        let deep = String(repeating: "{network: ", count: 2000)
        for text in [
            "", "network:", "network: ~", "network: []", "- network", "null", deep, "network: {ethernets: [a]}",
        ] {
            _ = try? read(text)
        }
        #expect(
            Fuzzing.run("netplan") { random in
                guard let read = try? read(random.mutated(Self.large)) else { return }
                _ = try? read.errors
            } > 0)
    }
}
