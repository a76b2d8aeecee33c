import Foundation
import Host
import LabSupport
import NetTypes
import OrderedCollections
import Planning
import Testing
import Topology

@testable import Rehearsal

@Suite struct `The network around a rehearsal` {
    static let examples: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: Fixture.examples)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

    private func topology(_ text: String) throws -> Topology {
        try Topology(validating: [SpecSource(name: "spec.yaml", text: text)])
    }

    /// The world of a spec on a host that has its NICs.
    private func world(_ spec: Topology, present: Topology? = nil) throws -> World {
        var live = LiveState()
        let names = [spec, present].compactMap(\.self).flatMap { topology in
            topology.interfaces.values.filter { $0.nic != nil }.map(\.name)
        }
        for (index, name) in Set(names).sorted().enumerated() {
            var link = LiveLink(index: index + 2, name: name, kind: nil, mtu: 1500, isUp: true, hasCarrier: true)
            link.mac = MACAddress("52:54:00:00:01:0\(index % 10)")
            live.links[name] = link
        }
        return World(spec, present: present, plan: Plan(steps: [], removals: [], replaced: []), on: live)
    }

    private func site(_ text: String, present: String? = nil) throws -> String {
        try world(topology("version: 1\n" + text), present: present.map { try topology("version: 1\n" + $0) })
            .site(.after)
    }

    @Test(arguments: examples) func `each network of an example has one router, and nobody has an address twice`(
        example: String
    ) throws {
        let spec = try topology(Fixture.text("examples/\(example).yaml"))
        let world = try world(spec)
        let routers = world.legs.flatMap(\.addresses)
        #expect(Set(routers.map(\.address)).count == routers.count)
        #expect(Set(routers.map(\.address)).isDisjoint(with: world.addresses.keys))
        #expect(Set(world.guests.map(\.address)).count == world.guests.count)
        for guest in world.guests {
            #expect(guest.address.contains(guest.router) && world.addresses[guest.address.address] == nil)
            #expect(!routers.map(\.address).contains(guest.address.address))
        }
        let words = Set(world.site(.after).split(separator: "\n").compactMap { $0.split(separator: " ").first })
        #expect(words.isSubset(of: ["nic", "segment", "lag", "leg", "beyond", "lease", "advertise"]))
        // Every gateway and name server is somebody.
        let all = Set(routers.map(\.address)).union(world.addresses.keys)
        for interface in spec.interfaces.values {
            for address in [interface.ipv4, interface.ipv6].flatMap({ [$0.gateway].compactMap(\.self) + $0.dnsServers })
            {
                #expect(all.contains(address) || world.site(.after).contains("\(address)/"), "\(address)")
            }
        }
    }

    @Test func `the thread's host has a LAG, a router in each VLAN, and a guest on each bridge`() throws {
        let world = try world(topology(Fixture.text("examples/kvm-trunk.yaml")))
        #expect(
            world.site(.after) == """
                nic enp2s0 52:54:00:00:01:00 1500
                nic enp3s0 52:54:00:00:01:01 1500
                segment s0 swp2 swp3
                lag s0 lag0 802.3ad "swp2 swp3"
                leg s0 100 10.0.100.53/24 10.0.100.1/24
                leg s0 200 198.18.2.1/24
                leg s0 300 198.18.3.1/24

                """)
        #expect(!world.site(.before).contains("lag"))
        #expect(
            world.guests.map(\.plugging) == [
                "plug guest0 0 br200 0 198.18.2.2/24", "plug guest1 1 br300 0 198.18.3.2/24",
            ])
    }

    @Test func `the switch changes where the two networks want different link aggregation, and only there`() throws {
        let bond = "bonds: {b: {ports: [e1, e2], mode: 802.3ad, addresses: [10.0.0.2/24]}}\n"
        let plain = "ethernets: {e1: {addresses: [10.0.0.2/24]}}\n"
        func world(_ new: String, _ old: String) throws -> World {
            try self.world(topology("version: 1\n" + new), present: topology("version: 1\n" + old))
        }
        let into = try world(bond, plain)
        #expect(into.switching(to: .after) == ["lag_off s0 lag0", "lag_on s0 lag0 802.3ad swp2 swp3"])
        #expect(into.switching(to: .before) == ["lag_off s0 lag0"])
        #expect(into.addresses[try #require(IPAddress("10.0.0.2"))] == [.before, .after])
        #expect(try world(plain, bond).switching(to: .after) == ["lag_off s0 lag0"])
        #expect(try world(bond, bond).switching(to: .after) == [])
        #expect(try world(bond, bond).regrouped == [])
    }

    @Test func `NICs with addresses in one network are in one segment, others are apart`() throws {
        let text = try site(
            "ethernets: {e1: {addresses: [10.0.0.2/24]}, e2: {addresses: [10.0.1.2/24]}}\n",
            present: "ethernets: {e3: {addresses: [10.0.0.2/24]}}\n")
        #expect(text.contains("segment s0 swp3\n") || text.contains("segment s1 swp3\n"), "\(text)")
        #expect(text.contains(" swp2 swp4\n"), "\(text)")
    }

    @Test func `double tags, automatic addresses, other people's addresses and networks of two are there`() throws {
        let text = try site(
            """
            vlans:
              e1.200: {parent: e1, id: 200, protocol: 802.1ad}
              e1.200.100: {parent: e1.200, id: 100, addresses: [10.9.0.1/31]}
            ethernets:
              e2: {dhcp4: true}
            checks: [{ping: 192.0.2.9}, {ping: 10.9.0.0}]

            """)
        #expect(text.contains("leg s0 a200.100 10.9.0.0/31\n"), "\(text)")
        #expect(text.contains("lease s1 198.19.") && text.contains("advertise s1\n"), "\(text)")
        #expect(text.contains("beyond 192.0.2.9/32\n"), "\(text)")
    }

    @Test(arguments: [
        ("ethernets: {e1: {path: \"pci-0000:02:00.0\", addresses: [10.0.0.2/24]}}", "found by its path"),
        ("ethernets: {e1: {sriov: {vfs: 2}}}", "virtual functions"),
        ("ovs-bridges: {ovs0: {ports: [e1]}}", "Open vSwitch"),
    ])
    func `what a stand-in cannot have is said`(spec: String, words: String) throws {
        let found = try topology("version: 1\n" + spec + "\n").unrehearsable
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }
}
