import Planning
import Profiles
import Testing

@Suite struct `Differences of profiles` {
    private func names(_ live: Settings, _ desired: Settings) -> [String] {
        Difference.between(live: live, desired: desired).map(\.name)
    }

    /// What GetSettings of NetworkManager 1.42.4 answered for a bridge that was added with `stp=false` and both IP
    /// methods `disabled`; recorded on Debian 12, legacy spellings left out as the decoder does.
    private static let recordedBridge: Settings = [
        "connection": [
            "autoconnect-slaves": .int32(1), "id": .string("br200"), "interface-name": .string("br200"),
            "permissions": .strings([]), "timestamp": .uint64(1_763_830_000), "type": .string("bridge"),
            "uuid": .string("u"),
        ],
        "802-3-ethernet": [
            "auto-negotiate": .bool(false), "mac-address-blacklist": .strings([]), "s390-options": .stringMap([:]),
        ],
        "bridge": [
            "interface-name": .string("br200"), "stp": .bool(false), "vlans": .maps([]),
            "mac-address": .bytes([]), "multicast-snooping": .bool(true), "group-forward-mask": .uint32(0),
        ],
        "ipv4": [
            "address-data": .maps([]), "dns-search": .strings([]), "method": .string("disabled"),
            "route-data": .maps([]),
        ],
        "ipv6": [
            "addr-gen-mode": .int32(1), "address-data": .maps([]), "dns-search": .strings([]),
            "method": .string("disabled"), "route-data": .maps([]),
        ],
        "proxy": [:],
        "user": ["data": .stringMap(["nm-topology.spec": "1"])],
    ]

    @Test func `a virtual function has no VLAN protocol that nobody wrote, and its false is an order`() {
        func settings(trust: Bool?, _ vlan: [String: SettingValue]) -> Settings {
            var function: [String: SettingValue] = ["index": .uint32(0), "vlans": .maps([vlan])]
            if let trust { function["trust"] = .bool(trust) }
            return ["sriov": ["total-vfs": .uint32(4), "vfs": .maps([function])]]
        }
        // As NetworkManager 1.42.4 answers; recorded on Debian 12.
        let live = settings(trust: false, ["id": .uint32(200), "qos": .uint32(0), "protocol": .uint32(0)])
        #expect(names(live, settings(trust: false, ["id": .uint32(200)])) == [])
        #expect(names(live, settings(trust: nil, ["id": .uint32(200)])) == ["sriov.vfs"])
        #expect(names(live, settings(trust: false, ["id": .uint32(201)])) == ["sriov.vfs"])
    }

    @Test func `NetworkManager's own additions and its book-keeping are none`() {
        let desired: Settings = [
            "connection": [
                "id": .string("br200"), "uuid": .string("u"), "type": .string("bridge"),
                "interface-name": .string("br200"), "autoconnect-slaves": .int32(1),
            ],
            "bridge": ["stp": .bool(false)],
            "ipv4": ["method": .string("disabled")],
            "ipv6": ["method": .string("disabled"), "addr-gen-mode": .int32(1)],
            "user": ["data": .stringMap(["nm-topology.spec": "2"])],
        ]
        #expect(names(Self.recordedBridge, desired) == [])
        #expect(names(desired, Self.recordedBridge) == [])
    }

    @Test func `a default that is said is none, anything else is`() {
        func bridge(_ properties: [String: SettingValue]) -> Settings { ["bridge": properties] }
        #expect(names(bridge(["priority": .uint32(32768)]), bridge([:])) == [])
        #expect(names(bridge([:]), bridge(["stp": .bool(true), "forward-delay": .uint32(15)])) == [])
        #expect(names(bridge(["priority": .uint32(1)]), bridge([:])) == ["bridge.priority"])
        #expect(names(bridge([:]), bridge(["stp": .bool(false)])) == ["bridge.stp"])
        #expect(names(["ipv4": ["may-fail": .bool(false)]], ["ipv4": [:]]) == ["ipv4.may-fail"])
        #expect(names(["ipv4": ["route-metric": .int64(-1)]], [:]) == [])
        #expect(names(["ipv4": ["route-metric": .int64(0)]], [:]) == ["ipv4.route-metric"])
    }

    @Test func `link monitoring that NetworkManager turned on is none, with ARP or another period it is`() {
        func bond(_ options: [String: String]) -> Settings { ["bond": ["options": .stringMap(options)]] }
        #expect(names(bond(["mode": "802.3ad", "miimon": "100"]), bond(["mode": "802.3ad"])) == [])
        #expect(names(bond(["mode": "802.3ad"]), bond(["mode": "802.3ad", "miimon": "100"])) == [])
        #expect(names(bond(["mode": "802.3ad", "miimon": "50"]), bond(["mode": "802.3ad"])) == ["bond.options"])
        #expect(names(bond(["mode": "802.3ad", "miimon": "0"]), bond(["mode": "802.3ad"])) == ["bond.options"])
        #expect(
            names(bond(["mode": "1", "miimon": "100"]), bond(["mode": "1", "arp_interval": "5"])) == ["bond.options"])
    }

    @Test func `flags that are false in a list of VLANs are none`() {
        func vlans(_ flags: [String: SettingValue]) -> Settings {
            ["bridge-port": ["vlans": .maps([["vid-start": .uint16(1)].merging(flags) { $1 }])]]
        }
        #expect(names(vlans(["pvid": .bool(false), "untagged": .bool(false)]), vlans([:])) == [])
        #expect(names(vlans(["pvid": .bool(true)]), vlans([:])) == ["bridge-port.vlans"])
    }

    @Test func `a person's change is one, in our settings and in others`() {
        var live = Self.recordedBridge
        live["connection"]?["zone"] = .string("public")
        live["ethtool"] = ["ring-rx": .uint32(512)]
        live["ipv4"]?["address-data"] = .maps([["address": .string("10.0.0.1"), "prefix": .uint32(24)]])
        live["connection"]?["autoconnect"] = .bool(false)
        #expect(
            names(live, Self.recordedBridge)
                == ["connection.autoconnect", "connection.zone", "ethtool.ring-rx", "ipv4.address-data"])
    }

    @Test func `order counts where NetworkManager keeps it`() {
        func servers(_ list: [String]) -> Settings { ["ipv4": ["dns-data": .strings(list)]] }
        #expect(names(servers(["10.0.0.1", "10.0.0.2"]), servers(["10.0.0.2", "10.0.0.1"])) == ["ipv4.dns-data"])
    }

    @Test func `a change has the old value and the new, nothing standing for the default`() throws {
        let change = try #require(
            Difference.between(live: ["bridge": [:]], desired: ["bridge": ["stp": .bool(false)]]).first)
        #expect(change.old == nil)
        #expect(change.new == .bool(false))
        #expect(change.setting == "bridge")
        #expect(change.property == "stp")
    }
}
