import Host
import NetTypes
import Planning
import Rendering
import Testing
import Topology

/// What a trial does to carry out a plan, and what is lost meanwhile.
@Suite struct `The steps of a plan` {
    private static let address = "addresses: [10.0.100.10/24], gateway: 10.0.100.1"

    private func host(_ before: String, idle: [String] = []) throws -> Host {
        var host = try Host(applied: "version: 1\n" + before)
        for nic in idle { try host.addNIC(nic, number: 7) }
        return host
    }

    private func acts(_ plan: Plan) -> [String] { plan.acts.map(ActWords.text) }

    private func losses(_ plan: Plan) -> [String] {
        plan.losses.map { loss in
            switch loss.subject {
            case .address(let prefix): "\(prefix) on \(loss.link): \(loss.length)"
            case .guest(let tap): "\(tap) in \(loss.link): \(loss.length)"
            }
        }
    }

    @Test func `put an address on its new place before the old one goes`() throws {
        let host = try host("vlans: {enp2s0.100: {parent: enp2s0, id: 100, \(Self.address)}}", idle: ["enp3s0"])
        let plan = try host.plan(
            """
            version: 1
            prune: true
            bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}
            vlans: {bond0.100: {parent: bond0, id: 100, \(Self.address)}}
            """)
        #expect(
            acts(plan) == [
                "write the profiles of bond0, enp3s0, bond0.100 to NetworkManager's memory",
                "bring up bond0",
                "bring up enp3s0",
                "bring up bond0.100",
                "wait until bond0, enp3s0, bond0.100 are up",
                "wait until frames pass over bond0.100, 3 s at most",
                "set 10.0.100.10/24 on bond0.100, while enp2s0.100 still has it",
                "write the profile of enp2s0 to NetworkManager's memory",
                "take down enp2s0.100",
                "hide the profile “enp2s0.100” from NetworkManager; on disk it stays until you confirm",
                "tell the neighbours of the addresses on bond0.100",
                "bring up enp2s0",
                "wait until enp2s0 is up",
                "give the routes over bond0.100 their own metric",
            ])
        #expect(losses(plan) == ["10.0.100.10/24 on enp2s0.100: none"])
        let text = StepsView(style: .plain).text(of: plan)
        #expect(text.hasPrefix("Steps:\n   1  write the profiles of bond0"), "\(text)")
        #expect(text.hasSuffix("Expected loss:\n  10.0.100.10/24 on enp2s0.100 → bond0.100  none\n"), "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    }

    @Test func `of a bridge over the only NIC put it in by the kernel, and lose a moment`() throws {
        let plan = try host("ethernets: {enp2s0: {\(Self.address)}}").plan(
            "version: 1\nbridges: {br0: {ports: [enp2s0], \(Self.address)}}")
        #expect(acts(plan).contains("put enp2s0 into br0 at once"))
        #expect(losses(plan) == ["10.0.100.10/24 on enp2s0: moment"])
        #expect(StepsView(style: .plain).text(of: plan).hasSuffix("enp2s0 → br0  0.1 s at most\n"))
    }

    @Test func `tell what waits for LACP, what goes for good, and the guests that lose nothing`() throws {
        var host = try host(
            """
            ethernets: {enp2s0: {\(Self.address)}}
            bridges: {br9: {addresses: [10.0.9.1/24]}, br8: {addresses: [10.0.8.1/24]}}
            """)
        for (tap, bridge) in [("vnet0", "br9"), ("vnet1", "br9"), ("vnet2", "br8")] {
            var link = try host.link(tap, kind: "tun")
            link.controller = try InterfaceName(bridge)
            host.live.links[link.name] = link
        }
        let plan = try host.plan(
            """
            version: 1
            prune: true
            bonds: {bond0: {ports: [enp2s0], mode: 802.3ad, options: {lacp_rate: fast}, \(Self.address)}}
            bridges: {br9: {addresses: [10.0.9.1/24]}}
            """)
        #expect(
            losses(plan) == [
                "10.0.8.1/24 on br8: forGood", "10.0.9.1/24 on br9: none", "10.0.100.10/24 on enp2s0: seconds(7)",
                "vnet2 in br8: forGood", "vnet0 in br9: none", "vnet1 in br9: none",
            ])
        let text = StepsView(style: .plain).text(of: plan)
        #expect(text.contains("guests vnet0, vnet1 on br9"), "\(text)")
        #expect(text.contains("about 7 s: LACP"), "\(text)")
        #expect(text.contains("bring up enp2s0; let LACP begin on bond0 when the ports are in"), "\(text)")
    }

    @Test func `to an LACP bond of the only NIC give it no address before LACP can begin`() throws {
        let plan = try host("ethernets: {enp2s0: {\(Self.address)}}").plan(
            "version: 1\nbonds: {bond0: {ports: [enp2s0], mode: 802.3ad, \(Self.address)}}")
        #expect(plan.handover == nil)
        #expect(acts(plan).contains("bring up enp2s0; let LACP begin on bond0 when the ports are in"))
        #expect(losses(plan) == ["10.0.100.10/24 on enp2s0: seconds(10)"])
    }

    @Test func `of a plan that changes nothing are none`() throws {
        let spec = "ethernets: {enp2s0: {\(Self.address)}}"
        let plan = try host(spec).plan("version: 1\n" + spec)
        #expect(StepsView(style: .plain).text(of: plan).isEmpty)
        #expect(plan.losses.isEmpty)
    }

    @Test func `an address that the spec no longer has goes for good`() throws {
        let plan = try host("ethernets: {enp2s0: {addresses: [10.0.100.10/24, 10.0.100.11/24]}}").plan(
            "version: 1\nethernets: {enp2s0: {addresses: [10.0.100.10/24]}}")
        #expect(losses(plan) == ["10.0.100.10/24 on enp2s0: none", "10.0.100.11/24 on enp2s0: forGood"])
    }
}
