import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Rendering
import Testing
import Topology

/// Steps and plans of any kind, for looking at.
enum Sample {
    static let spec = """
        version: 1
        ethernets: {up0: {mac: "52:54:00:00:00:01", mtu: 9000}, up1: {path: "pci-0000:02:00.0"}}
        bonds: {bond0: {ports: [eth0, eth1, eth2, eth3, eth4, eth5, eth6, eth7], mode: 802.3ad}}
        vlans: {v100: {parent: bond0, id: 100, addresses: [10.0.0.2/24, "2001:db8::2/64"], gateway: 10.0.0.1},
                s: {parent: up1, id: 5, protocol: 802.1ad}}
        bridges: {br0: {ports: [s], vlan-filtering: true}, br1: {dhcp4: true, dhcp6: true}, br2: {accept-ra: true}}
        """

    static func topology(_ spec: String = spec) throws -> Topology {
        try Topology(validating: [SpecSource(name: "spec", text: spec)])
    }

    static func step(
        _ name: String, _ write: Step.ProfileWrite, _ activation: Step.Activation, because: [Step.Reason] = [],
        in topology: Topology
    ) throws -> Step {
        let name = try InterfaceName(name)
        return Step(
            profile: try #require(ProfileSet(for: topology).profiles[name]), device: name, level: 0, write: write,
            activation: activation, reasons: because)
    }

    static func profile(_ id: String, on interface: String? = nil) -> LiveProfile {
        LiveProfile(
            path: "/p", uuid: "uuid-\(id)", id: id, type: "bridge", interfaceName: interface, settings: [:],
            filename: nil, isUnsaved: false, isGenerated: false)
    }

    /// What `after` has otherwise than `before`.
    static func changes(_ before: Settings, _ after: Settings) -> [PropertyChange] {
        Difference.between(live: before, desired: after)
    }
}

@Suite struct `Plans as people read them` {
    private func text(_ plan: Plan, _ topology: Topology, style: Style = .plain) -> String {
        PlanView(style: style).text(of: plan, for: topology)
    }

    @Test func `no changes`() throws {
        let topology = try Sample.topology()
        let plan = Plan(
            steps: [try Sample.step("br0", .none(path: "/p"), .none, in: topology)], removals: [], replaced: [])
        #expect(text(plan, topology) == "No changes: the host matches the spec.\n")
        #expect(
            text(plan, topology, style: Style(isColoured: true))
                == "\u{1b}[1mNo changes:\u{1b}[0m the host matches the spec.\n")
    }

    @Test func `each sign, its reasons, what changes, and the counts`() throws {
        let topology = try Sample.topology()
        let live = Sample.profile("x")
        let changed = Sample.changes(["bridge": ["ageing-time": .uint32(10)]], ["bridge": ["stp": .bool(false)]])
        let plan = Plan(
            steps: [
                try Sample.step("bond0", .add, .activate, because: [.missing], in: topology),
                try Sample.step("br0", .update(live, changed), .reapply, in: topology),
                try Sample.step("br1", .none(path: ""), .activate, because: [.down], in: topology),
                try Sample.step(
                    "v100", .none(path: ""), .recreate,
                    because: [.otherVLAN, .parentRecreated(try InterfaceName("bond0"))],
                    in: topology),
                try Sample.step("up0", .none(path: ""), .none, in: topology),
                try Sample.step("up1", .update(live, changed), .none, in: topology),
            ],
            removals: [
                Removal(interface: try InterfaceName("old0"), profiles: [], isAsked: true),
                Removal(interface: try InterfaceName("orphan"), profiles: [], isAsked: false),
            ],
            replaced: [Sample.profile("Wired connection 1", on: "eth0"), Sample.profile("by mac")])
        #expect(
            text(plan, topology) == """
                + bond0   bond 802.3ad of eth0, eth1, eth2, eth3, eth4, eth5 and 2 more
                ± v100    VLAN 100 on bond0, 10.0.0.2/24, gateway 10.0.0.1, 2001:db8::2/64
                      because its parent or VLAN is another one
                      because its parent bond0 is re-created
                = up0     NIC 52:54:00:00:00:01, MTU 9000
                ~ up1     NIC at pci-0000:02:00.0
                      ageing-time: 10 → 300 (default)
                      stp: yes (default) → no
                ~ br0     bridge of s, VLAN filtering
                      ageing-time: 10 → 300 (default)
                      stp: yes (default) → no
                ! br1     bridge of no ports, DHCP, DHCPv6
                      because it is not up
                - old0    the spec says absent
                - orphan  nm-topology made it, the spec does not have it, and --prune removes it
                - the profile “Wired connection 1” of eth0 is replaced; it is deleted when you confirm
                - the profile “by mac” is replaced; it is deleted when you confirm
                + 1 new, ~ 2 changed while it runs, ! 1 restarted, ± 1 re-created, - 4 removed, = 1 unchanged

                """)
    }

    @Test func `values of each kind are written as people write them`() throws {
        let topology = try Sample.topology()
        let before: Settings = [
            "802-3-ethernet": ["mac-address": .bytes([0x52, 0x54, 0, 0, 0, 1]), "odd": .bytes([1, 2])],
            "bond": ["options": .stringMap(["mode": "802.3ad", "lacp_rate": "fast"])],
            "bridge": ["vlans": .maps([["vid-start": .uint16(1), "vid-end": .uint16(1), "pvid": .bool(true)]])],
            "ipv4": [
                "address-data": .maps([
                    ["address": .string("10.0.0.1"), "prefix": .uint32(24)],
                    ["address": .string("10.0.0.2"), "prefix": .uint32(24)],
                ]),
                "route-data": .maps([
                    [
                        "dest": .string("10.1.0.0"), "prefix": .uint32(16), "next-hop": .string("10.0.0.9"),
                        "metric": .uint32(5), "table": .uint32(7),
                    ],
                    ["dest": .string("10.2.0.0"), "prefix": .uint32(16)],
                ]),
                "dns-search": .strings(["a.example", "b.example"]), "route-metric": .int64(7),
                "gateway": .string("10.0.0.\u{1b}[m1"), "dns-priority": .int32(-5),
            ],
            "bridge-port": [
                "vlans": .maps([["vid-start": .uint16(20), "vid-end": .uint16(30), "untagged": .bool(true)]])
            ],
        ]
        let plan = Plan(
            steps: [
                try Sample.step(
                    "br0", .update(Sample.profile("x"), Sample.changes(before, [:])), .reapply, in: topology)
            ], removals: [], replaced: [])
        let lines = PlanView(style: .plain, isWhole: true).text(of: plan, for: topology)
            .split(separator: "\n").dropFirst().dropLast()
        #expect(
            lines.map { $0.dropFirst(6) } == [
                "802-3-ethernet.mac-address: 52:54:00:00:00:01 → default",
                "802-3-ethernet.odd: 2 bytes → default",
                "bond.options: lacp_rate=fast,mode=802.3ad → default",
                "bridge.vlans: 1 pvid → default",
                "bridge-port.vlans: 20-30 untagged → default",
                "ipv4.address-data: 10.0.0.1/24, 10.0.0.2/24 → default",
                "ipv4.dns-priority: -5 → default",
                "ipv4.dns-search: a.example, b.example → default",
                "ipv4.gateway: 10.0.0.\u{fffd}[m1 → default",
                "ipv4.route-data: 10.1.0.0/16 via 10.0.0.9 metric 5 table 7, 10.2.0.0/16 → default",
                "ipv4.route-metric: 7 → default",
            ])
    }

    @Test func `VLANs that are alike share a line, each of the others has its own, and nothing is folded at length`()
        throws
    {
        let trunk = (201...206).map { "\($0): {bridge: br\($0)}" }.joined(separator: ", ")
        let topology = try Sample.topology(
            "{version: 1, bonds: {bond0: {ports: [eth0, eth1], mode: 802.3ad}}, trunks: {bond0: {\(trunk), "
                + "207: {bridge: br207, mtu: 1400}, 300: {addresses: [10.0.0.2/24]}}}}")
        let names = topology.interfaces.keys.map(\.text)
        let steps = try names.sorted().map { try Sample.step($0, .add, .activate, because: [.missing], in: topology) }
        let plan = Plan(steps: steps, removals: [], replaced: [])
        #expect(
            text(plan, topology) == """
                + bond0      bond 802.3ad of eth0, eth1
                + eth0       NIC, port of bond0
                + eth1       NIC, port of bond0
                + 6 VLANs 201–206 on bond0, each in its bridge (br201 … br206)
                + bond0.207  VLAN 207 on bond0, port of br207, MTU 1400
                + br207      bridge of bond0.207
                + bond0.300  VLAN 300 on bond0, 10.0.0.2/24
                + 18 new

                """)
        let whole = PlanView(style: .plain, isWhole: true).text(of: plan, for: topology)
        #expect(whole.split(separator: "\n").count == names.count + 1)
    }

    @Test func `cuts and hazards that are alike are counted, the session's hazard comes before all`() throws {
        let topology = try Sample.topology("{version: 1, bridges: {br0: {}}}")
        let names = try (1...6).map { try InterfaceName("br\($0)") }
        let address = try #require(IPAddress("10.0.0.2"))
        let plan = Plan(
            steps: [try Sample.step("br0", .add, .activate, in: topology)], removals: [], replaced: [],
            cuts: names.map { Cut(device: $0, cause: .broughtUp, seconds: 2) },
            hazards: names.map { .guestsUnplugged(bridge: $0, taps: [$0]) }
                + [.sessionMoves(address, from: names[0], to: names[0])])
        let lines = text(plan, topology).split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("Warning H001") == true)
        #expect(lines.contains("  6 interfaces (br1, br2, br3, br4, br5, br6), each about 2 s: restarted"))
        #expect(lines.filter { $0.hasPrefix("Warning H031") }.count == 4)
        #expect(lines.contains("  and 2 more H031: --verbose names them"))
        let whole = PlanView(style: .plain, isWhole: true).text(of: plan, for: topology)
        #expect(whole.split(separator: "\n").filter { $0.hasPrefix("Warning H031") }.count == 6)
    }

    @Test func `a change is told in the words of the spec`() throws {
        let topology = try Sample.topology("{version: 1, bridges: {br0: {}}}")
        let before: Settings = [
            "connection": ["master": .string("br4"), "slave-type": .string("bridge")],
            "bridge": ["stp": .bool(false)], "ipv4": ["method": .string("auto")],
            "bond": ["options": .stringMap(["mode": "802.3ad", "lacp_rate": "fast"])],
            "802-3-ethernet": ["wake-on-lan": .uint32(8)],
        ]
        let live = LiveProfile(
            path: "/p", uuid: "u", id: "x", type: "bridge", interfaceName: "br0", settings: before, filename: nil,
            isUnsaved: false, isGenerated: false)
        let after: Settings = [
            "ipv4": ["method": .string("manual")], "bond": ["options": .stringMap(["mode": "802.3ad"])],
        ]
        let plan = Plan(
            steps: [try Sample.step("br0", .update(live, Sample.changes(before, after)), .reapply, in: topology)],
            removals: [], replaced: [])
        let lines = text(plan, topology).split(separator: "\n").dropFirst().dropLast().map { String($0.dropFirst(6)) }
        #expect(
            lines == [
                "802-3-ethernet.wake-on-lan: 8 → 1 (default)", "lacp_rate: fast → default", "stp: no → yes (default)",
                "bridge: br4 → none", "ipv4: automatic → fixed addresses",
            ])
    }

    @Test func `names and texts of others cannot do anything to a terminal`() throws {
        let evil = "a\u{9b}2J\u{202e}"
        let topology = try Sample.topology("{version: 1, bridges: {\"a\\u009b2J\\u202e\": {}}}")
        let plan = Plan(
            steps: [
                try Sample.step(evil, .none(path: ""), .activate, because: [.otherKind(LinkKind(evil))], in: topology)
            ],
            removals: [Removal(interface: try InterfaceName(evil), profiles: [], isAsked: true)],
            replaced: [Sample.profile(evil, on: evil)])
        let shown = text(plan, topology)
        #expect(!shown.unicodeScalars.contains { $0.value == 0x9b || $0.value == 0x202e })
        #expect(shown.contains("a\u{fffd}2J\u{fffd}"))
    }

    @Test func `each sign has a colour of its own meaning`() throws {
        let style = Style(isColoured: true)
        let shown = Symbol.allCases.map { $0.styled(style) }
        #expect(
            shown == [
                "\u{1b}[32m+\u{1b}[0m", "\u{1b}[33m~\u{1b}[0m", "\u{1b}[33m!\u{1b}[0m", "\u{1b}[1;33m±\u{1b}[0m",
                "\u{1b}[1;31m-\u{1b}[0m", "\u{1b}[2m=\u{1b}[0m",
            ])
    }

    @Test func `the plan for programs has steps, removals and replaced profiles`() throws {
        let topology = try Sample.topology("{version: 1, bridges: {br0: {}}}")
        let changed = Sample.changes([:], ["bridge": ["stp": .bool(false)]])
        let plan = Plan(
            steps: [
                try Sample.step(
                    "br0", .update(Sample.profile("x"), changed), .recreate, because: [.otherKind(LinkKind("dummy"))],
                    in: topology)
            ], removals: [Removal(interface: try InterfaceName("old0"), profiles: [], isAsked: true)],
            replaced: [Sample.profile("p")])
        #expect(
            JSONOutput.text(PlanReport(plan)) == """
                {
                  "acts" : [
                    "write the profile of br0 to NetworkManager's memory",
                    "take down old0, br0",
                    "hide the profile “p” from NetworkManager (one in use: later); on disk it stays until you confirm",
                    "bring up br0",
                    "wait until br0 is up",
                    "hide the replaced profiles that were in use until now"
                  ],
                  "changes" : true,
                  "cuts" : [

                  ],
                  "hazards" : [

                  ],
                  "removals" : [
                    "old0"
                  ],
                  "replacedProfiles" : [
                    {
                      "id" : "p",
                      "uuid" : "uuid-p"
                    }
                  ],
                  "schema" : "nm-topology/plan/1",
                  "steps" : [
                    {
                      "action" : "re-created",
                      "actionCode" : "recreate",
                      "cutSeconds" : 0,
                      "device" : "br0",
                      "interface" : "br0",
                      "level" : 0,
                      "properties" : [
                        "bridge.stp"
                      ],
                      "propertyChanges" : [
                        {
                          "name" : "bridge.stp",
                          "new" : "no",
                          "newValue" : false
                        }
                      ],
                      "reasonCodes" : [
                        "other-kind"
                      ],
                      "reasons" : [
                        "a link of kind dummy has its name"
                      ]
                    }
                  ]
                }

                """)
    }
}
