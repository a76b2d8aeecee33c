import Host
import NetTypes
import Planning
import Profiles
import Rendering
import Testing
import Topology

/// Which addresses a plan moves without a gap, and what has to wait for that.
@Suite struct `An address that moves` {
    private static let address = "addresses: [10.0.100.10/24], gateway: 10.0.100.1"

    private func plan(_ before: String, _ after: String, nics: [String] = ["enp3s0"]) throws -> Plan {
        var host = try Host(applied: "version: 1\n" + before)
        for nic in nics where host.live.links[try InterfaceName(nic)] == nil { try host.addNIC(nic, number: 7) }
        return try host.plan("version: 1\nprune: true\n" + after)
    }

    private func words(_ plan: Plan) -> [String] {
        (plan.handover?.moves ?? []).map { "\($0.prefix) \($0.from) → \($0.to)\($0.isReachable ? "" : ", at once")" }
    }

    @Test func `from a VLAN to a bond over its NIC and an idle one is up there before its NIC joins`() throws {
        let plan = try plan(
            "vlans: {enp2s0.100: {parent: enp2s0, id: 100, \(Self.address)}}",
            """
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}
            vlans: {bond0.100: {parent: bond0, id: 100, \(Self.address)}}
            """)
        #expect(words(plan) == ["10.0.100.10/24 enp2s0.100 → bond0.100"])
        #expect(plan.handover?.late.map(\.text).sorted() == ["enp2s0", "enp2s0.100"])
        #expect(plan.cuts.isEmpty)
        let text = PlanView(style: .plain).text(of: plan, for: try #require(plan.topology))
        #expect(plan.handover?.base.map(\.text).sorted() == ["enp2s0", "enp2s0.100"])
        #expect(text.contains("\n  A rollback moves them back in the same way.\n"), "\(text)")
        #expect(
            text.contains("Stays reachable:\n  10.0.100.10/24 leaves enp2s0.100 when it is up on bond0.100"), "\(text)")
    }

    @Test func `from a NIC to a bridge over it changes hands in one moment`() throws {
        let plan = try plan(
            "ethernets: {enp2s0: {\(Self.address)}}", "bridges: {br0: {ports: [enp2s0], \(Self.address)}}")
        #expect(words(plan) == ["10.0.100.10/24 enp2s0 → br0, at once"])
        #expect(plan.handover?.late.map(\.text) == ["enp2s0"])
        #expect(plan.handover?.isReversible == false)
        #expect(plan.cuts.map(\.seconds) == [0])
    }

    @Test func `from one NIC to another is up there first`() throws {
        let plan = try plan(
            "ethernets: {enp2s0: {\(Self.address)}, enp3s0: {}}",
            "ethernets: {enp2s0: {}, enp3s0: {\(Self.address)}}")
        #expect(words(plan) == ["10.0.100.10/24 enp2s0 → enp3s0"])
        #expect(plan.handover?.late.map(\.text) == ["enp2s0"])
    }

    @Test func `to a VLAN whose only way out is the NIC in use is cut as before`() throws {
        let plan = try plan(
            "vlans: {enp2s0.100: {parent: enp2s0, id: 100, \(Self.address)}}",
            """
            bonds: {bond0: {ports: [enp2s0], mode: active-backup}}
            vlans: {bond0.100: {parent: bond0, id: 100, \(Self.address)}}
            """)
        #expect(plan.handover == nil)
        #expect(!plan.cuts.isEmpty)
    }

    @Test func `from a bond to a bridge over it is still cut, since the bond's ports come out and in`() throws {
        let bond = "ports: [enp2s0, enp3s0], mode: active-backup"
        let plan = try plan(
            "bonds: {bond0: {\(bond), \(Self.address)}}",
            "bonds: {bond0: {\(bond)}}\nbridges: {br0: {ports: [bond0], \(Self.address)}}")
        #expect(words(plan) == ["10.0.100.10/24 bond0 → br0, at once"])
        #expect(plan.cuts.first?.seconds ?? 0 > 0)
    }

    @Test(arguments: ["stp: true, forward-delay: 4", "vlan-filtering: true"])
    func `to a bridge that its NIC cannot be put into at once is cut for as long as ever`(option: String) throws {
        let plan = try plan(
            "ethernets: {enp2s0: {\(Self.address)}}", "bridges: {br0: {ports: [enp2s0], \(option), \(Self.address)}}")
        #expect(words(plan) == ["10.0.100.10/24 enp2s0 → br0, at once"])
        #expect(plan.cuts.first?.seconds ?? 0 > 0)
    }

    @Test func `to a bond whose idle NIC is down is cut, since nobody knows of its cable`() throws {
        let before = "version: 1\nethernets: {enp2s0: {\(Self.address)}}"
        var host = try Host(applied: before)
        try host.addNIC("enp3s0", number: 7)
        let after = """
            version: 1
            prune: true
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup, \(Self.address)}}
            """
        #expect(try host.plan(after).cuts.isEmpty)
        host.live.links[try InterfaceName("enp3s0")]?.isUp = false
        let plan = try host.plan(after)
        #expect(plan.handover?.moves.map(\.isReachable) == [false])
        #expect(plan.cuts.first?.seconds ?? 0 > 0)
    }

    @Test func `to an interface whose profile is there already is left to the usual order`() throws {
        var host = try Host(applied: "version: 1\nethernets: {enp2s0: {}, enp3s0: {\(Self.address)}}")
        let (from, to) = (try InterfaceName("enp2s0"), try InterfaceName("enp3s0"))
        let addresses = try #require(host.live.links[to]).addresses
        host.live.links[from]?.addresses = addresses
        host.live.links[to]?.addresses = []
        let plan = try host.plan(
            "version: 1\nethernets: {enp2s0: {mtu: 1400}, enp3s0: {\(Self.address)}}")
        #expect(plan.handover == nil)
    }

    @Test func `that stays where it is moves nowhere`() throws {
        let spec = "ethernets: {enp2s0: {\(Self.address)}}"
        #expect(try plan(spec, spec + "\nbridges: {br9: {}}").handover == nil)
    }

    @Test func `has routes of a greater metric meanwhile, and is not looked for as a duplicate`() throws {
        let plan = try plan(
            "ethernets: {enp2s0: {\(Self.address)}, enp3s0: {}}",
            "ethernets: {enp2s0: {}, enp3s0: {\(Self.address)}}")
        let step = try #require(plan.steps.first { $0.device.text == "enp3s0" })
        let meanwhile = step.meanwhile(above: [.v4: 100], detectsDuplicates: true)
        #expect(meanwhile.profile.settings["ipv4"]?["route-metric"] == .int64(101))
        #expect(meanwhile.profile.settings["ipv4"]?["dad-timeout"] == .int32(0))
        #expect(step.meanwhile(above: [.v4: 50], detectsDuplicates: false) == step)
        #expect(step.withoutAddresses.profile.settings["ipv4"] == ["method": .string("disabled")])
    }
}
