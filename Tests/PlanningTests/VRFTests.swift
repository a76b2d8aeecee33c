import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Testing
import Topology

private let customers = """
    {version: 1, vlans: {
      a: {parent: enp2s0, id: 100, addresses: [192.168.1.10/24], gateway: 192.168.1.1},
      b: {parent: enp2s0, id: 200, addresses: [192.168.1.10/24], gateway: 192.168.1.1, routes: [{to: 10.0.0.0/8, via: 192.168.1.2}]}},
    vrfs: {red: {table: 1001, ports: [a], mtu: 9000}, blue: {table: 1002, ports: [b]}}}
    """

extension VerifiedKey {
    static let vrfs: [VerifiedKey] = [
        VerifiedKey(
            "vrfs.table", customers,
            [
                "a reapply: it has a default route by 192.168.1.1, which nobody asked for",
                "a reapply: there is no default route by 192.168.1.1 on it", "red recreate: its table is 7, not 1001",
            ]
        ) { try $0.changeLink("red") { $0.vrfTable = 7 } },
        VerifiedKey("vrfs.ports", customers, on: "a", "activate: it is a port of nothing, not of red") {
            $0.controller = nil
        },
        VerifiedKey("vrfs.mtu", customers, on: "red", "reapply: its MTU is 65575, not 9000") { $0.mtu = 65575 },
    ]
}

@Suite struct `A VRF` {
    @Test func `comes before its ports, which keep their addresses`() throws {
        let plan = try Host(nics: ["enp2s0"]).plan(customers)
        let levels = plan.steps.map { "\($0.interface) \($0.level)" }
        #expect(Set(levels).isSuperset(of: ["red 0", "blue 0", "a 1", "b 1"]), "\(levels)")
        let port = try #require(plan.steps.first { $0.interface.text == "a" }?.profile.settings)
        #expect(port["connection"]?["slave-type"] == .string("vrf"))
        #expect(port["ipv4"]?["gateway"] == .string("192.168.1.1"))
        #expect(try Host(applied: customers).plan(customers).isEmpty)
    }

    @Test func `has its routes in its own table and nowhere else`() throws {
        var host = try Host(applied: customers)
        try host.changeLink("a") { link in
            for index in link.routes.indices {
                let old = link.routes[index]
                link.routes[index] = .init(destination: old.destination, via: old.via, table: 254, metric: old.metric)
                link.routes[index].origin = 4
            }
        }
        let found = Expectation.mismatches(of: try topology(customers), devices: [:], in: host.live)
        #expect(found.map(\.text).first == "there is no default route by 192.168.1.1 on it", "\(found)")
    }

    @Test func `takes bridges, bonds and tunnels, and no other VRF`() throws {
        let spec = """
            {version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.2/24]}},
              bonds: {bond0: {mode: active-backup, ports: [enp3s0, enp4s0], addresses: [10.0.1.2/24]}},
              tunnels: {t: {mode: gre, remote: 10.0.0.3, addresses: [10.0.2.1/30]}},
              vrfs: {red: {table: 5, ports: [br0, bond0, t]}}}
            """
        #expect(try Host(applied: spec).plan(spec).isEmpty)
        #expect(throws: InvalidSpec.self) {
            try topology("{version: 1, vrfs: {red: {table: 5, ports: [blue]}, blue: {table: 6}}}")
        }
    }

    @Test func `is not taken from a port whose addresses nobody says`() throws {
        let spec =
            "{version: 1, dummies: {d: {addresses: [10.9.0.1/24]}, e: {}}, vrfs: {red: {table: 5, ports: [d, e]}}}"
        let host = try Host(applied: spec)
        for change in ["absent: [red]", "vrfs: {red: {table: 5, ports: [e]}}, dummies: {e: {}}"] {
            let misfit = #expect(throws: Misfit.self) { try host.plan("{version: 1, \(change)}") }
            #expect(misfit?.refusals.map(\.code) == [.portOfVRF], "\(misfit?.problems ?? [])")
        }
        let plan = try host.plan("{version: 1, absent: [red], dummies: {d: {addresses: [10.9.0.1/24]}}}")
        #expect(plan.topology?.interfaces[try InterfaceName("d")]?.ipv4.addresses.count == 1)
    }

    @Test func `that takes the login's address is a danger`() throws {
        let before = "{version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24], gateway: 10.0.0.1}}}"
        let after =
            "{version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24], gateway: 10.0.0.1}}, "
            + "vrfs: {mgmt: {table: 9, ports: [enp2s0]}}}"
        let host = try Host(applied: before)
        let session = RemoteSession(
            client: try #require(IPAddress("192.0.2.10")), server: try #require(IPAddress("10.0.0.2")))
        let plan = try Planner.plan(topology(after), on: host.live, session: session)
        #expect(plan.hazards.map(\.code.rawValue).contains("H009"), "\(plan.hazards)")
        #expect(plan.obstacles(.unattended).map(\.code.rawValue).contains("H009"))
    }
}
