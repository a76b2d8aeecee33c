import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Testing
import Topology

private let trunk = """
    version: 1
    bonds:
      bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {miimon: 100, lacp_rate: fast}}
    trunks:
      bond0:
        100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}
        200: {bridge: br200}
    """

@Suite struct `Plans` {
    @Test func `on a fresh host everything is made, controllers and parents first`() throws {
        let plan = try Host(nics: ["enp2s0", "enp3s0", "enp4s0"]).plan(trunk)
        #expect(
            lines(plan) == [
                "0 bond0 add activate because it does not exist",
                "0 br200 add activate because it does not exist",
                "1 enp2s0 add activate because another profile or none is active on it",
                "1 enp3s0 add activate because another profile or none is active on it",
                "2 bond0.100 add activate because it does not exist",
                "2 bond0.200 add activate because it does not exist",
            ])
        #expect(!plan.isEmpty)
    }

    @Test(arguments: [
        trunk,
        """
        version: 1
        bridges:
          br0:
            vlan-filtering: true
            stp: true
            forward-delay: 4
            priority: 4096
            vlan-default-pvid: 0
            vlans: [{id: 7, pvid: true, untagged: true}]
            mac: "02:00:00:00:00:01"
            ports: {enp2s0: {vlans: [1-4094], pvid: 7, path-cost: 5}}
            addresses: [10.0.0.2/24, 10.0.0.3/24, "2001:db8::1/64"]
            gateway: 10.0.0.1
            dns: {servers: [10.0.0.53, "2001:db8::53"], search: [example.net], priority: 5}
            routes: [{to: 10.1.0.0/16, via: 10.0.0.9, metric: 5, table: 7}]
            route-metric: 700
        """,
        """
        version: 1
        ethernets: {enp2s0: {mtu: 9000}}
        bonds: {b: {ports: [enp3s0], mode: active-backup, options: {arp_interval: 500, arp_ip_target: [10.0.0.1]}}}
        vlans:
          s: {parent: enp2s0, id: 1000, protocol: 802.1ad, mtu: 9000, egress-priority-map: ["5:1", "1:2"]}
          c: {parent: s, id: 100, mtu: 8996, addresses: ["::ffff:10.0.0.1/128"]}
        """,
    ])
    func `a spec that was applied needs nothing the second time`(spec: String) throws {
        let plan = try Host(applied: spec).plan(spec)
        #expect(changes(plan) == [])
        #expect(plan.isEmpty)
    }

    @Test func `a changed address is put on the running interface`() throws {
        let plan = try Host(applied: trunk).plan(trunk.replacing("10.0.100.10/24", "10.0.100.11/24"))
        #expect(changes(plan) == ["2 bond0.100 update(ipv4.address-data) reapply"])
    }

    @Test func `a changed VLAN ID makes the link anew, and what stands on it follows`() throws {
        let spec = """
            version: 1
            vlans:
              s: {parent: enp2s0, id: 10, protocol: 802.1ad, mtu: 1496}
              c: {parent: s, id: 1, mtu: 1492}
              d: {parent: c, id: 2, mtu: 1488}
            """
        let plan = try Host(applied: spec).plan(spec.replacing("id: 10,", "id: 11,"))
        #expect(
            changes(plan) == [
                "1 s update(vlan.id) recreate because its parent or VLAN is another one",
                "2 c keep recreate because its parent s is re-created",
                "3 d keep recreate because its parent c is re-created",
            ])
    }

    @Test func `a controller that is made anew or brought up again takes its ports with it`() throws {
        let plan = try Host(applied: trunk).plan(trunk.replacing(", lacp_rate: fast", ""))
        #expect(
            changes(plan) == [
                "0 bond0 update(bond.options) recreate because NetworkManager sets this only on a new link",
                "1 enp2s0 keep activate because its controller bond0 is restarted",
                "1 enp3s0 keep activate because its controller bond0 is restarted",
                "2 bond0.100 keep recreate because its parent bond0 is re-created",
                "2 bond0.200 keep recreate because its parent bond0 is re-created",
            ])
    }

    @Test func `a bond gets another mode when it is restarted, and keeps what stands on it`() throws {
        let other = trunk.replacing("802.3ad", "balance-xor").replacing(", lacp_rate: fast", "")
        let restarted = [
            "0 bond0 update(bond.options) activate",
            "1 enp2s0 keep activate because its controller bond0 is restarted",
            "1 enp3s0 keep activate because its controller bond0 is restarted",
        ]
        #expect(changes(try Host(applied: trunk).plan(other)) == restarted)
        #expect(changes(try Host(applied: other).plan(trunk)) == restarted)
    }

    @Test func `a bond is re-created for another mode where the kernel would keep an option of the old one`() throws {
        let other = trunk.replacing("802.3ad", "balance-xor").replacing("lacp_rate: fast", "xmit_hash_policy: layer3+4")
        #expect(changes(try Host(applied: other).plan(trunk))[0].contains("recreate"))
        // Set by hand, too.
        var host = try Host(applied: other.replacing(", xmit_hash_policy: layer3+4", ""))
        try host.changeLink("bond0") { $0.bond?.options?["xmit_hash_policy"] = "1" }
        #expect(changes(try host.plan(trunk))[0].contains("recreate"))
    }

    @Test func `a bridge gets another MAC address only by being made anew`() throws {
        let spec = "version: 1\nbridges: {br0: {ports: [enp2s0]}}\n"
        let plan = try Host(applied: spec).plan(
            spec.replacing("[enp2s0]", "[enp2s0], mac: \"52:54:00:99:00:01\""))
        #expect(
            changes(plan) == [
                "0 br0 update(bridge.mac-address) recreate because NetworkManager sets this only on a new link",
                "1 enp2s0 keep activate because its controller br0 is restarted",
            ])
    }

    @Test(arguments: [
        ("miimon: 200, lacp_rate: fast", "reapply"), ("miimon: 100, lacp_rate: fast, min_links: 2", "reapply"),
        ("miimon: 100, lacp_rate: fast, ad_select: count", "activate"),
    ])
    func `a bond option is changed while the bond runs where the kernel can`(options: String, how: String) throws {
        let plan = try Host(applied: trunk).plan(trunk.replacing("miimon: 100, lacp_rate: fast", options))
        #expect(changes(plan).first == "0 bond0 update(bond.options) \(how)")
        #expect(changes(plan).count == (how == "reapply" ? 1 : 3))
    }

    @Test(arguments: ["lacp_rate: slow", "ad_user_port_key: 0", "min_links: 0", "fail_over_mac: none"])
    func `a bond option goes back to its default only with a new bond`(option: String) throws {
        let plan = try Host(applied: trunk).plan(trunk.replacing("lacp_rate: fast", option))
        #expect(
            changes(plan).first
                == "0 bond0 update(bond.options) recreate because NetworkManager sets this only on a new link")
    }

    @Test func `a bridge is changed while it runs, so that no guest notices`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], ageing-time: 100}}}"
        let plan = try Host(applied: spec).plan(
            spec.replacing("ageing-time: 100", "ageing-time: 200, stp: true, forward-delay: 2"))
        #expect(changes(plan) == ["0 br0 update(bridge.ageing-time bridge.forward-delay bridge.stp) reapply"])
    }

    @Test func `a changed MTU is put on the running interface, a changed port option is not`() throws {
        let spec = "{version: 1, ethernets: {enp2s0: {mtu: 1500}}, bridges: {br0: {ports: {enp2s0: {path-cost: 5}}}}}"
        let host = try Host(applied: spec)
        #expect(
            changes(try host.plan(spec.replacing("1500", "9000"))) == ["1 enp2s0 update(802-3-ethernet.mtu) reapply"])
        #expect(
            changes(try host.plan(spec.replacing("path-cost: 5", "path-cost: 6")))
                == ["1 enp2s0 update(bridge-port.path-cost) activate"])
    }

    @Test func `what the kernel lost is put back, though NetworkManager has noticed nothing`() throws {
        var host = try Host(applied: trunk)
        try host.changeLink("bond0.100") { $0.addresses = [] }
        #expect(
            changes(try host.plan(trunk)) == ["2 bond0.100 keep reapply because it has not the address 10.0.100.10/24"])

        host = try Host(applied: trunk)
        try host.changeLink("bond0.200") { $0.controller = nil }
        #expect(
            changes(try host.plan(trunk)) == ["2 bond0.200 keep activate because it is a port of nothing, not of br200"]
        )

        host = try Host(applied: trunk)
        try host.changeLink("br200") { $0.bridge = .init(stp: true, vlanFiltering: false, ageingTime: 300) }
        #expect(
            changes(try host.plan(trunk)) == [
                "0 br200 keep reapply because STP is on"
            ])
    }

    @Test func `what may still come by itself is no reason to touch anything`() throws {
        var host = try Host(applied: trunk)
        try host.changeLink("bond0") { $0.bond = .init(mode: "802.3ad", activePort: nil, partner: nil) }
        #expect(try host.plan(trunk).isEmpty)
    }

    @Test func `an interface that is not up is brought up`() throws {
        var host = try Host(applied: trunk)
        host.setDevice("bond0.100", active: ProfileUUID(interface: "bond0.100").text, state: .failed)
        #expect(changes(try host.plan(trunk)) == ["2 bond0.100 keep activate because it is not up"])
        host.setDevice("bond0.100", active: nil)
        #expect(
            changes(try host.plan(trunk))
                == ["2 bond0.100 keep activate because another profile or none is active on it"])
    }

    @Test(arguments: [("bond0", "bridge"), ("br200", "bond"), ("bond0.100", "dummy")])
    func `a link of another kind in the way is made anew`(name: String, kind: String?) throws {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        host.live.links[try InterfaceName(name)] = try host.link(name, kind: kind)
        let expected = "\(name) add recreate because a link of kind \(kind ?? "NIC") has its name"
        #expect(changes(try host.plan(trunk + "\nforeign: [\(name)]")).contains { $0.hasSuffix(expected) })
    }

    /// Seen with 1.42.4: "Failed to find a compatible device", when the bridge of another's profile was to get an address.
    @Test(arguments: ["52:54:00:99:00:01", "52:54:00:99:00:02"])
    func `a bridge that somebody else made is made anew for another MAC address, and only then`(present: String) throws
    {
        let spec = "{version: 1, foreign: [br8], bridges: {br8: {mac: \"52:54:00:99:00:01\"}}}"
        var host = try Host(nics: [])
        var link = try host.link("br8", kind: "bridge")
        link.mac = MACAddress(present)
        host.live.links[try InterfaceName("br8")] = link
        let expected = present.hasSuffix("1") ? "activate" : "recreate"
        #expect(changes(try host.plan(spec)).contains { $0.contains("br8 add \(expected) because") })
    }

    @Test func `our own profile that a person changed is put right`() throws {
        var host = try Host(applied: trunk)
        let index = try #require(host.live.profiles.firstIndex { $0.id == "bond0.100" })
        let old = host.live.profiles[index]
        var settings = old.settings
        settings["ipv4"]?["method"] = .string("auto")
        settings["connection"]?["metered"] = .int32(1)
        settings["connection"]?["autoconnect"] = .bool(false)
        host.live.profiles[index] = LiveProfile(
            path: old.path, uuid: old.uuid, id: old.id, type: old.type, interfaceName: old.interfaceName,
            settings: settings, filename: old.filename, isUnsaved: false, isGenerated: false)
        #expect(
            changes(try host.plan(trunk))
                == ["2 bond0.100 update(connection.autoconnect ipv4.method) reapply"])
        #expect(try host.plan(trunk).steps.flatMap(\.keeps) == ["connection.metered"])
    }
}

@Suite struct `Other people's profiles` {
    @Test func `one that is bound to a NIC of ours by name is replaced, active or not`() throws {
        var host = try Host(nics: ["enp2s0", "enp3s0", "enp4s0"])
        host.addProfile("old", on: "enp2s0", active: "enp2s0")
        host.addProfile("spare", on: "enp3s0")
        host.addProfile("other", on: "enp4s0", active: "enp4s0")
        #expect(try host.plan(trunk).replaced.map(\.id) == ["old", "spare"])
    }

    @Test func `one that is bound to a NIC of ours by its MAC address is replaced, active or not`() throws {
        func bound(_ last: UInt8) -> Settings {
            ["802-3-ethernet": ["mac-address": .bytes([0x52, 0x54, 0, 0, 0, last])]]
        }
        var host = try Host(nics: ["enp2s0", "enp3s0", "enp4s0"])
        host.addProfile("by mac", on: nil, settings: bound(0), active: "enp2s0")
        host.addProfile("by mac, idle", on: nil, settings: bound(1))
        host.addProfile("other", on: nil, settings: bound(2))
        host.addProfile("no NIC here", on: nil, settings: bound(77))
        #expect(try host.plan(trunk).replaced.map(\.id) == ["by mac", "by mac, idle"])
    }

    @Test func `one for any NIC is left alone, also where it is active`() throws {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        host.addProfile("Wired connection", on: nil, active: "enp2s0")
        let plan = try host.plan(trunk)
        #expect(plan.replaced == [])
        #expect(plan.steps.allSatisfy { $0.activation == .activate })
    }

    @Test func `what NetworkManager made up for links of others is never touched`() throws {
        var host = try Host(applied: trunk)
        host.addProfile("generated", on: "enp2s0", isGenerated: true)
        host.addProfile("docker0", on: "docker0", isGenerated: true)
        host.addProfile("vnet0", on: "vnet0", isGenerated: true)
        let plan = try host.plan(trunk + "\nabsent: [docker0]")
        #expect(plan.isEmpty)
    }

    @Test func `a second profile for a bridge of ours is replaced, though ours is active`() throws {
        var host = try Host(applied: trunk)
        host.addProfile("br200 of old", on: "br200")
        let plan = try host.plan(trunk)
        #expect(changes(plan) == ["replace br200 of old"])
        #expect(!plan.isEmpty)
    }

    @Test func `a profile with a good name and our UUID is ours to change, whoever made it`() throws {
        var host = try Host(applied: "{version: 1, bridges: {br0: {}}}")
        host.live.profiles[0] = LiveProfile(
            path: "/x", uuid: ProfileUUID(interface: "br0").text, id: "imported", type: "bridge", interfaceName: "br0",
            settings: [:], filename: nil, isUnsaved: true, isGenerated: false)
        let plan = try host.plan("{version: 1, bridges: {br0: {}}}")
        #expect(plan.replaced == [])
        #expect(changes(plan).count == 1)
        #expect(changes(plan)[0].contains(" update("))
    }
}

@Suite struct `Removals` {
    private static let both =
        "{version: 1, bridges: {br0: {ports: [enp2s0]}, br1: {}}, vlans: {v: {parent: br1, id: 5}}}"
    private static let one = "{version: 1, bridges: {br0: {ports: [enp2s0]}}}"

    @Test func `what nm-topology made and the whole spec no longer has goes, children before parents`() throws {
        let host = try Host(applied: Self.both)
        let whole = ["remove v [v]", "remove br1 [br1]"]
        #expect(changes(try host.plan(Self.one.whole)) == whole)
        #expect(changes(try Planner.plan(topology(Self.one).asWhole, on: host.live)) == whole)
    }

    @Test func `what somebody else made stays, unless the spec says absent`() throws {
        var host = try Host(applied: Self.one)
        host.addProfile("theirs", on: "virbr0")
        host.addProfile("spare", on: "virbr0")
        #expect(try host.plan(Self.one).isEmpty)
        let plan = try host.plan(Self.one.replacing("{version: 1", "{version: 1, absent: [virbr0, gone]"))
        #expect(changes(plan) == ["remove virbr0 [theirs spare] as asked"])
    }

    @Test func `an absent link without a profile is removed too, a NIC is not`() throws {
        var host = try Host(nics: ["enp2s0", "enp9s0"])
        host.live.links[try InterfaceName("br9")] = try host.link("br9", kind: "bridge")
        host.setDevice("br9", active: nil)
        let plan = try host.plan("{version: 1, foreign: [br9], absent: [br9, enp9s0]}")
        #expect(changes(plan) == ["remove br9 [] as asked"])
    }

    @Test func `what is unmanaged stays, though nm-topology made it`() throws {
        let host = try Host(applied: Self.both)
        let plan = try host.plan(
            Self.one.whole.replacing("{version: 1", "{version: 1, unmanaged: [\"br?\", \"v*\"]").replacing(
                "br0", "bridge0"))
        #expect(!changes(plan).contains { $0.hasPrefix("remove br1") || $0.hasPrefix("remove v") })
    }

    @Test func `a profile of ours is known by its tag, not by its name`() throws {
        var host = try Host(applied: Self.one)
        host.addProfile("br7", on: "br7", settings: ["user": ["data": .stringMap(["nm-topology": "x"])]])
        host.addProfile("br8", on: "br8", settings: ["user": ["data": .stringMap(["nm-topology.spec": "1"])]])
        #expect(changes(try host.plan(Self.one.whole)) == ["remove br8 [br8]"])
        #expect(try host.plan(Self.one).staying.map(\.text) == ["br8"])
    }

    @Test func `a NIC that is found by MAC address loses its profile when the spec drops it`() throws {
        let spec = "{version: 1, ethernets: {up0: {mac: \"52:54:00:00:00:00\", dhcp4: true}}}"
        let host = try Host(applied: spec, names: ["up0": "enp2s0"])
        #expect(try host.plan(spec).isEmpty)
        #expect(changes(try host.plan("{version: 1, bridges: {}}".whole)) == ["remove up0 [up0]"])
    }
}

extension String {
    /// A spec in braces as the whole of the host.
    var whole: String { replacing("{version: 1", "{version: 1, prune: true") }

    /// The text with every `old` made `new`; there has to be one.
    func replacing(_ old: String, _ new: String) -> String {
        precondition(contains(old), "nothing to replace: \(old)")
        return replacing(old, with: new)
    }
}

@Suite struct `Addresses that are taken` {
    private let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.1/24]}}}"

    private func host() throws -> Host {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        let address = try #require(IPPrefix("10.0.0.1/16"))
        host.live.links[try InterfaceName("enp3s0")]?.addresses = [
            LiveLink.AddressState(prefix: address, isTentative: false, isDuplicate: false)
        ]
        return host
    }

    @Test func `an address on a link that the spec does not have is refused`() throws {
        do {
            _ = try host().plan(spec)
            Issue.record("it was planned")
        } catch let misfit as Misfit {
            #expect(
                misfit.problems == [
                    "br0: 10.0.0.1 is on enp3s0 already, which the spec does not have. Write `absent: [enp3s0]` if it is "
                        + "to go."
                ])
        }
    }

    @Test func `an address that moves from a NIC of the spec to its bridge is not`() throws {
        let moved = spec.replacing("ports: [enp2s0]", with: "ports: [enp3s0]")
        #expect(try host().plan(moved).steps.count == 2)
    }
}
