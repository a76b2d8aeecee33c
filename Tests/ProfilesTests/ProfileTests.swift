import NetTypes
import OrderedCollections
import Profiles
import Testing
import Topology

/// The settings that a spec's interfaces get, by name.
func profiles(_ spec: String) throws -> [String: Profile] {
    let set = ProfileSet(for: try Topology(validating: [SpecSource(name: "spec", text: spec)]))
    return Dictionary(uniqueKeysWithValues: set.profiles.values.map { ($0.interface.text, $0) })
}

/// One property of one interface.
func property(_ spec: String, _ interface: String, _ setting: String, _ property: String) throws -> SettingValue? {
    try #require(profiles(spec)[interface]).settings[setting]?[property]
}

private let trunk = """
    version: 1
    bonds:
      bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {lacp_rate: fast}}
    trunks:
      bond0:
        100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1, dns: {servers: [10.0.100.53]}}
        200: {bridge: br200}
    """

@Suite struct `Profiles of a topology` {
    @Test func `there is one for each interface, in the order of the topology`() throws {
        let topology = try Topology(validating: [SpecSource(name: "", text: trunk)])
        let set = ProfileSet(for: topology)
        #expect(Array(set.profiles.keys) == Array(topology.interfaces.keys))
        #expect(set.profiles.count == 6)
    }

    @Test func `each has its name, a UUID made of it, its type, and our tags`() throws {
        let types = [
            "enp2s0": "802-3-ethernet", "enp3s0": "802-3-ethernet", "bond0": "bond", "bond0.100": "vlan",
            "bond0.200": "vlan", "br200": "bridge",
        ]
        for (name, profile) in try profiles(trunk) {
            let connection = profile.settings["connection"]
            #expect(connection?["id"] == .string(name))
            #expect(connection?["interface-name"] == .string(name))
            #expect(connection?["type"] == types[name].map { .string($0) })
            #expect(connection?["uuid"] == .string(ProfileUUID(interface: name).text))
            let tags: [String: String] = [
                "nm-topology.spec": "1", "nm-topology.digest": Profile.digest(of: profile.settings),
            ]
            #expect(profile.settings["user"] == ["data": .stringMap(tags)])
        }
    }

    @Test func `a port names its controller and has no layer 3`() throws {
        let all = try profiles(trunk)
        for (port, controller, kind) in [("enp2s0", "bond0", "bond"), ("bond0.200", "br200", "bridge")] {
            let settings = try #require(all[port]).settings
            #expect(settings["connection"]?["master"] == .string(controller))
            #expect(settings["connection"]?["slave-type"] == .string(kind))
            #expect(settings["\(kind)-port"] == [:])
            #expect(settings["ipv4"] == nil)
            #expect(settings["ipv6"] == nil)
        }
    }

    @Test func `the names of D-Bus before 1.46 are used, which every version takes`() throws {
        for profile in try profiles(trunk).values {
            let keys = Set(profile.settings["connection"]?.keys.map { $0 } ?? [])
            #expect(keys.isDisjoint(with: ["controller", "port-type", "autoconnect-ports"]))
        }
    }

    @Test func `controllers bring their ports up with them, nothing else does`() throws {
        let all = try profiles(trunk)
        for (name, profile) in all {
            let expected: SettingValue? = ["bond0", "br200"].contains(name) ? .int32(1) : nil
            #expect(profile.settings["connection"]?["autoconnect-slaves"] == expected, "\(name)")
        }
    }

    @Test func `a NIC's profile goes before one that is left on the host`() throws {
        let all = try profiles(trunk)
        for (name, profile) in all {
            let expected: SettingValue? = name.hasPrefix("enp") ? .int32(10) : nil
            #expect(profile.settings["connection"]?["autoconnect-priority"] == expected, "\(name)")
        }
    }

    @Test func `a bridge comes up before its port where that port carries VLANs of its own`() throws {
        let both = try profiles(
            """
            version: 1
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}, bond1: {ports: [enp6s0], mode: active-backup}}
            vlans: {v100: {parent: bond0, id: 100, addresses: [10.0.100.10/24]}}
            bridges: {br0: {ports: [bond0]}, br1: {ports: [bond1]}}
            """)
        let priorities = both.mapValues { $0.settings["connection"]?["autoconnect-priority"] }
        #expect(priorities["bond0"] == .int32(-10))
        for name in ["bond1", "br0", "br1", "v100"] { #expect(priorities[name] == .some(nil), "\(name)") }
    }

    @Test func `what says nothing of layer 3 gets no address of either family`() throws {
        let bridge = try #require(profiles(trunk)["br200"]).settings
        #expect(bridge["ipv4"] == ["method": .string("disabled")])
        #expect(bridge["ipv6"] == ["method": .string("disabled"), "addr-gen-mode": .int32(1)])
        let vlan = try #require(profiles(trunk)["bond0.100"]).settings
        #expect(vlan["ipv6"]?["method"] == .string("disabled"))
    }

    @Test func `every interface that is no port has both families said, since NetworkManager would fill in DHCP`()
        throws
    {
        for (name, profile) in try profiles(trunk) where profile.settings["connection"]?["master"] == nil {
            #expect(profile.settings["ipv4"]?["method"] != nil, "\(name)")
            #expect(profile.settings["ipv6"]?["method"] != nil, "\(name)")
        }
    }
}

@Suite struct `Settings of each kind` {
    @Test func `a bond has its mode among its options`() throws {
        let options = try property(trunk, "bond0", "bond", "options")
        #expect(options == .stringMap(["mode": "802.3ad", "lacp_rate": "fast"]))
    }

    @Test func `a primary is an option like the others`() throws {
        let spec = "{version: 1, bonds: {b: {ports: [enp2s0, enp3s0], mode: active-backup, primary: enp3s0}}}"
        #expect(
            try property(spec, "b", "bond", "options") == .stringMap(["mode": "active-backup", "primary": "enp3s0"]))
    }

    @Test func `a controller's own MAC address is assigned, a NIC's is looked for`() throws {
        let spec = """
            version: 1
            ethernets: {n: {mac: "52:54:00:AA:BB:CC", mtu: 9000}}
            bonds: {b: {mode: active-backup, mac: "02:00:00:00:00:01", ports: [n], mtu: 9000}}
            bridges: {r: {mac: "02:00:00:00:00:02"}}
            """
        let nic = try #require(profiles(spec)["n"]).settings["802-3-ethernet"]
        #expect(nic == ["mac-address": .bytes([0x52, 0x54, 0, 0xaa, 0xbb, 0xcc]), "mtu": .uint32(9000)])
        let bond = try property(spec, "b", "802-3-ethernet", "assigned-mac-address")
        #expect(bond == .string("02:00:00:00:00:01"))
        #expect(try property(spec, "r", "bridge", "mac-address") == .bytes([2, 0, 0, 0, 0, 2]))
    }

    @Test func `a NIC that is found by MAC address or path is not tied to the name in the spec`() throws {
        let spec = """
            version: 1
            ethernets: {up0: {mac: "52:54:00:AA:BB:CC"}, up1: {path: "pci-0000:02:00.0"}, up2: {mtu: 1500}}
            """
        #expect(try property(spec, "up0", "connection", "interface-name") == nil)
        #expect(try property(spec, "up1", "connection", "interface-name") == nil)
        #expect(try property(spec, "up2", "connection", "interface-name") == .string("up2"))
        #expect(try property(spec, "up1", "match", "path") == .strings(["pci-0000:02:00.0"]))
        #expect(try property(spec, "up0", "connection", "id") == .string("up0"))
    }

    @Test func `a VLAN on such a NIC names its parent's profile, which knows the NIC under any name`() throws {
        let spec = """
            version: 1
            ethernets: {up0: {mac: "52:54:00:AA:BB:CC"}}
            vlans: {v: {parent: up0, id: 5}, w: {parent: v, id: 6}}
            """
        #expect(try property(spec, "v", "vlan", "parent") == .string(ProfileUUID(interface: "up0").text))
        #expect(try property(spec, "w", "vlan", "parent") == .string("v"))
    }

    @Test func `a VLAN has its parent, ID, protocol and maps`() throws {
        let spec = """
            version: 1
            vlans:
              v:
                parent: enp2s0
                id: 4094
                protocol: 802.1ad
                mtu: 1496
                ingress-priority-map: ["7:1"]
                egress-priority-map: ["30:4", "4:6", "30:5"]
            """
        let settings = try #require(profiles(spec)["v"]).settings
        #expect(
            settings["vlan"] == [
                "parent": .string("enp2s0"), "id": .uint32(4094), "flags": .uint32(1), "protocol": .string("802.1ad"),
                "ingress-priority-map": .strings(["7:1"]), "egress-priority-map": .strings(["4:6", "30:5"]),
            ])
        #expect(settings["802-3-ethernet"] == ["mtu": .uint32(1496)])
    }

    @Test func `a bridge says what differs from NetworkManager's defaults, and STP is off`() throws {
        #expect(try profiles("{version: 1, bridges: {b: {}}}")["b"]?.settings["bridge"] == ["stp": .bool(false)])
        let defaults = """
            {version: 1, bridges: {b: {stp: true, forward-delay: 15, ageing-time: 300, priority: 32768,
            multicast-snooping: true, vlan-filtering: true, vlan-default-pvid: 1}}}
            """
        #expect(try profiles(defaults)["b"]?.settings["bridge"] == ["vlan-filtering": .bool(true)])
        let all = """
            {version: 1, bridges: {b: {stp: true, forward-delay: 2, ageing-time: 0, priority: 0,
            multicast-snooping: false, vlan-filtering: true, vlan-default-pvid: 0, vlans: [20-30, 10]}}}
            """
        #expect(
            try profiles(all)["b"]?.settings["bridge"] == [
                "forward-delay": .uint32(2), "ageing-time": .uint32(0), "priority": .uint32(0),
                "multicast-snooping": .bool(false), "vlan-filtering": .bool(true), "vlan-default-pvid": .uint32(0),
                "vlans": .maps([
                    ["vid-start": .uint16(10), "vid-end": .uint16(10)],
                    ["vid-start": .uint16(20), "vid-end": .uint16(30)],
                ]),
            ])
    }

    @Test func `a bridge port has what is its own, sorted by VLAN`() throws {
        let spec = """
            version: 1
            bridges:
              b:
                vlan-filtering: true
                ports: {enp2s0: {vlans: [30, {range: 20-25, untagged: true}], pvid: 10, path-cost: 5, priority: 1, hairpin: true}}
            """
        #expect(
            try profiles(spec)["enp2s0"]?.settings["bridge-port"] == [
                "path-cost": .uint32(5), "priority": .uint32(1), "hairpin-mode": .bool(true),
                "vlans": .maps([
                    ["vid-start": .uint16(10), "vid-end": .uint16(10), "pvid": .bool(true), "untagged": .bool(true)],
                    ["vid-start": .uint16(20), "vid-end": .uint16(25), "untagged": .bool(true)],
                    ["vid-start": .uint16(30), "vid-end": .uint16(30)],
                ]),
            ])
    }

    @Test func `what a bridge port has by default is not said`() throws {
        let spec = "{version: 1, bridges: {b: {ports: {enp2s0: {hairpin: false, path-cost: 100, priority: 32}}}}}"
        #expect(try profiles(spec)["enp2s0"]?.settings["bridge-port"] == [:])
    }

    @Test func `layer 3 has addresses in order, gateway, routes, and name servers of its own family`() throws {
        let spec = """
            version: 1
            bridges:
              b:
                addresses: [10.0.0.9/24, "2001:DB8::9/64", 10.0.0.2/24]
                gateway: 10.0.0.1
                gateway6: fe80::1
                route-metric: 50
                dns: {servers: [10.0.0.53, "2001:db8::53"], search: [example.net], priority: -5}
                routes: [{to: 10.1.0.0/16, via: 10.0.0.3, metric: 7, table: 9}, {to: "2001:db8:1::/48"}]
            """
        let settings = try #require(profiles(spec)["b"]).settings
        #expect(
            settings["ipv4"] == [
                "method": .string("manual"), "gateway": .string("10.0.0.1"), "route-metric": .int64(50),
                "address-data": .maps([
                    ["address": .string("10.0.0.9"), "prefix": .uint32(24)],
                    ["address": .string("10.0.0.2"), "prefix": .uint32(24)],
                ]),
                "route-data": .maps([
                    [
                        "dest": .string("10.1.0.0"), "prefix": .uint32(16), "next-hop": .string("10.0.0.3"),
                        "metric": .uint32(7), "table": .uint32(9),
                    ]
                ]),
                "dns-data": .strings(["10.0.0.53"]), "dns-search": .strings(["example.net"]),
                "dns-priority": .int32(-5),
            ])
        #expect(settings["ipv6"]?["gateway"] == .string("fe80::1"))
        #expect(settings["ipv6"]?["dns-data"] == .strings(["2001:db8::53"]))
        #expect(settings["ipv6"]?["route-data"] == .maps([["dest": .string("2001:db8:1::"), "prefix": .uint32(48)]]))
        #expect(
            settings["ipv6"]?["address-data"] == .maps([["address": .string("2001:db8::9"), "prefix": .uint32(64)]]))
    }

    @Test(arguments: [
        ("dhcp4: true", "auto", "disabled"), ("accept-ra: true", "disabled", "auto"),
        ("dhcp6: true", "disabled", "dhcp"), ("dhcp6: true, accept-ra: true", "disabled", "auto"),
        ("dhcp4: true, addresses: [10.0.0.2/24]", "auto", "disabled"),
        ("addresses: [10.0.0.2/24]", "manual", "disabled"), ("addresses: [\"2001:db8::1/64\"]", "disabled", "manual"),
        ("dhcp4: false", "disabled", "disabled"),
    ])
    func `the methods follow from where addresses come from`(layer3: String, four: String, six: String) throws {
        let spec = "{version: 1, bridges: {b: {ports: [enp2s0], \(layer3)}}}"
        #expect(try property(spec, "b", "ipv4", "method") == .string(four))
        #expect(try property(spec, "b", "ipv6", "method") == .string(six))
    }

    @Test func `never a default route means so for both families`() throws {
        let spec = "{version: 1, bridges: {b: {dhcp4: true, accept-ra: true, never-default: true}}}"
        #expect(try property(spec, "b", "ipv4", "never-default") == .bool(true))
        #expect(try property(spec, "b", "ipv6", "never-default") == .bool(true))
    }
}
