import Planning
import Profiles
import Testing

@Suite struct `What means the same is no change` {
    private static func names(_ live: Settings, _ desired: Settings) -> [String] {
        Difference.between(live: live, desired: desired).map(\.name)
    }

    private static func bond(_ options: [String: String]) -> Settings { ["bond": ["options": .stringMap(options)]] }

    /// Every option that has numbers and words, or two names, and one that is an order for nobody.
    private static let pairs: [(mode: String, one: [String: String], other: [String: String])] = [
        ("1", ["fail_over_mac": "1"], ["fail_over_mac": "active"]),
        ("1", ["fail_over_mac": "none"], [:]),
        ("1", ["primary_reselect": "2"], ["primary_reselect": "failure"]),
        ("1", ["num_grat_arp": "4"], ["num_unsol_na": "4"]),
        ("1", ["arp_interval": "500", "arp_validate": "3"], ["arp_interval": "500", "arp_validate": "all"]),
        ("1", ["arp_interval": "500", "arp_all_targets": "1"], ["arp_interval": "500", "arp_all_targets": "all"]),
        (
            "1", ["arp_interval": "500", "arp_ip_target": "10.0.0.2,10.0.0.1"],
            ["arp_interval": "500", "arp_ip_target": "10.0.0.1,10.0.0.2"]
        ),
        ("4", ["lacp_rate": "1"], ["lacp_rate": "fast"]),
        ("4", ["lacp_rate": "0"], [:]),
        ("4", ["lacp_active": "1"], ["lacp_active": "on"]),
        ("4", ["ad_select": "2"], ["ad_select": "count"]),
        ("4", ["xmit_hash_policy": "1"], ["xmit_hash_policy": "layer3+4"]),
        ("4", ["ad_actor_system": "02:00:00:00:00:ab"], ["ad_actor_system": "02:00:00:00:00:AB"]),
        ("4", ["miimon": "100"], ["updelay": "0"]),
    ]

    private static let modes = ["1": "active-backup", "4": "802.3ad"]

    @Test(arguments: pairs.indices) func `an option of a bond by its number, its other name, its default`(index: Int) {
        let (mode, one, other) = Self.pairs[index]
        let word = Self.modes[mode] ?? ""
        func with(_ options: [String: String], _ mode: String) -> Settings {
            Self.bond(options.merging(["mode": mode]) { old, _ in old })
        }
        #expect(Self.names(with(one, mode), with(other, word)) == [])
        #expect(Self.names(with(other, word), with(one, word)) == [])
    }

    @Test func `another value is a change, and is told in the words of both`() {
        let changes = Difference.between(
            live: Self.bond(["mode": "1", "fail_over_mac": "1"]),
            desired: Self.bond(["mode": "active-backup", "fail_over_mac": "2", "miimon": "100"]))
        #expect(changes.map(\.old) == [.stringMap(["mode": "active-backup", "fail_over_mac": "active"])])
        #expect(changes.map(\.new) == [.stringMap(["mode": "active-backup", "fail_over_mac": "follow"])])
    }

    private static func route(_ text: String, metric: UInt32) -> [String: SettingValue] {
        ["dest": .string(text), "prefix": .uint32(24), "metric": .uint32(metric)]
    }

    @Test func `routes in another order are the same, addresses and DNS servers are not`() {
        let (one, two) = (Self.route("10.1.0.0", metric: 1), Self.route("10.2.0.0", metric: 2))
        for (property, isSame) in [("route-data", true), ("routing-rules", true), ("address-data", false)] {
            let changes = Self.names(
                ["ipv4": [property: .maps([one, two])]], ["ipv4": [property: .maps([two, one])]])
            #expect(changes == (isSame ? [] : ["ipv4.\(property)"]))
        }
        #expect(
            Self.names(["ipv4": ["route-data": .maps([one, two])]], ["ipv4": ["route-data": .maps([two])]])
                == ["ipv4.route-data"])
        #expect(
            Self.names(
                ["ipv4": ["dns-data": .strings(["10.0.0.1", "10.0.0.2"])]],
                [
                    "ipv4": ["dns-data": .strings(["10.0.0.2", "10.0.0.1"])]
                ]) == ["ipv4.dns-data"])
    }

    @Test func `neighbouring VLANs are a range`() {
        func vlans(_ ranges: [(UInt16, UInt16)], _ flags: [String: SettingValue] = [:]) -> Settings {
            [
                "bridge-port": [
                    "vlans": .maps(
                        ranges.map { range in
                            flags.merging(["vid-start": .uint16(range.0), "vid-end": .uint16(range.1)]) { $1 }
                        })
                ]
            ]
        }
        #expect(Self.names(vlans([(10, 10), (11, 12)]), vlans([(10, 12)])) == [])
        #expect(Self.names(vlans([(11, 12), (10, 10)]), vlans([(10, 12)])) == [])
        #expect(Self.names(vlans([(10, 10), (12, 12)]), vlans([(10, 12)])) == ["bridge-port.vlans"])
        #expect(
            Self.names(vlans([(10, 12)], ["untagged": .bool(true)]), vlans([(10, 12)])) == ["bridge-port.vlans"])
    }

    @Test func `a spec that says the same in other words needs nothing`() throws {
        func spec(_ options: String, _ routes: String) -> String {
            """
            version: 1
            bonds:
              bond0:
                ports: [enp2s0, enp3s0]
                mode: active-backup
                options: {\(options)}
                addresses: [10.0.100.10/24]
                routes: [\(routes)]
            """
        }
        let (one, two) = ("{to: 10.1.0.0/16, via: 10.0.100.1}", "{to: 10.2.0.0/16, via: 10.0.100.2}")
        let plan = try Host(
            applied: spec("fail_over_mac: \"1\", primary_reselect: 2, num_grat_arp: 3", "\(one), \(two)")
        ).plan(spec("fail_over_mac: active, primary_reselect: failure, num_unsol_na: 3", "\(two), \(one)"))
        #expect(plan.isEmpty)
    }
}
