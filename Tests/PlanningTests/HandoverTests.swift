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

    @Test func `from a bond to a bridge over it is on one of the bond's ports meanwhile`() throws {
        let bond = "ports: [enp2s0, enp3s0], mode: active-backup"
        let plan = try plan(
            "bonds: {bond0: {\(bond), \(Self.address)}}",
            "bonds: {bond0: {\(bond)}}\nbridges: {br0: {ports: [bond0], \(Self.address)}}")
        #expect(words(plan) == ["10.0.100.10/24 bond0 → br0, at once"])
        #expect(plan.cuts.isEmpty)
        let standIn = try #require(plan.handover?.standIn)
        // The bond has the MAC address of enp2s0.
        #expect(standIn.device.text == "enp3s0")
        let settings = standIn.meanwhile.profile.settings
        #expect(settings["connection"]?["master"] == nil && settings["connection"]?["slave-type"] == nil)
        #expect(settings["bond-port"] == nil)
        #expect(settings["ipv4"]?["method"] == .string("manual") && settings["ipv4"]?["address-data"] != nil)
        #expect(settings["ipv6"] == ["method": .string("disabled")])
        // In the end the port has the profile that it had, which has to be written again for that.
        #expect(plan.steps.contains(standIn.step))
        if case .update(_, let changes) = standIn.step.write {
            #expect(changes.isEmpty)
        } else {
            Issue.record("unwritten")
        }
        #expect(
            plan.acts.map(ActWords.text) == [
                "write the profile of br0 to NetworkManager's memory", "bring up br0", "wait until br0 is up",
                "take enp3s0 out of bond0 and set 10.0.100.10/24 on it",
                "write the profile of bond0 to NetworkManager's memory",
                "bring up bond0", "bring up enp2s0", "wait until bond0, enp2s0 are up",
                "wait until frames pass over br0, 3 s at most", "set 10.0.100.10/24 on br0, while enp3s0 still has it",
                "tell the neighbours of the addresses on br0",
                "write the profile of enp3s0 to NetworkManager's memory", "bring up enp3s0",
                "tell the neighbours of the addresses on br0", "wait until enp3s0 is up",
                "give the routes over br0 their own metric",
            ])
        let text = PlanView(style: .plain).text(of: plan, for: try #require(plan.topology))
        #expect(text.contains("10.0.100.10/24 moves from bond0 to enp3s0, and from there to br0"), "\(text)")
    }

    @Test func `of a bond whose mode changes is on one of its ports meanwhile`() throws {
        let plan = try plan(
            "bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup, \(Self.address)}}",
            "bonds: {bond0: {ports: [enp2s0, enp3s0], mode: balance-tlb, \(Self.address)}}")
        #expect(words(plan) == ["10.0.100.10/24 bond0 → bond0, at once"])
        #expect(plan.handover?.standIn?.device.text == "enp3s0")
        #expect(plan.cuts.isEmpty)
        let acts = plan.acts.map(ActWords.text)
        #expect(acts.contains("set 10.0.100.10/24 on bond0, while enp3s0 still has it"), "\(acts)")
    }

    @Test(arguments: [
        // The switch sends a port of these frames for the other one, too.
        ("balance-xor", "balance-xor", ""), ("802.3ad", "802.3ad", ""), ("active-backup", "802.3ad", ""),
        // The VLAN on the bond has an address of its own.
        ("active-backup", "active-backup", "\nvlans: {bond0.7: {parent: bond0, id: 7, addresses: [10.0.7.1/24]}}"),
    ])
    func `from a bond to a bridge over it is cut, where no port can have it meanwhile`(
        before: String, after: String, besides: String
    ) throws {
        let plan = try plan(
            "bonds: {bond0: {ports: [enp2s0, enp3s0], mode: \(before), \(Self.address)}}\(besides)",
            """
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: \(after)}}
            bridges: {br0: {ports: [bond0], \(Self.address)}}\(besides)
            """)
        #expect(plan.handover?.standIn == nil)
        #expect(plan.cuts.first?.seconds ?? 0 > 0)
    }

    @Test func `from a bond to a bridge over it is cut, where the bond's other port has no carrier`() throws {
        let bond = "ports: [enp2s0, enp3s0], mode: active-backup"
        var host = try Host(applied: "version: 1\nbonds: {bond0: {\(bond), \(Self.address)}}")
        host.live.links[try InterfaceName("enp3s0")]?.hasCarrier = false
        let plan = try host.plan(
            "version: 1\nprune: true\nbonds: {bond0: {\(bond)}}\nbridges: {br0: {ports: [bond0], \(Self.address)}}")
        #expect(plan.handover?.standIn == nil)
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
        #expect(step.preferred(to: [.v4: 100]).profile.settings["ipv4"]?["route-metric"] == .int64(99))
        #expect(step.preferred(to: [.v4: 1, .v6: 9]) == step)
        let meanwhile = step.meanwhile(above: [.v4: 100], detectsDuplicates: true)
        #expect(meanwhile.profile.settings["ipv4"]?["route-metric"] == .int64(101))
        #expect(meanwhile.profile.settings["ipv4"]?["dad-timeout"] == .int32(0))
        #expect(step.meanwhile(above: [.v4: 50], detectsDuplicates: false) == step)
        #expect(step.withoutAddresses.profile.settings["ipv4"] == ["method": .string("disabled")])
    }
}
