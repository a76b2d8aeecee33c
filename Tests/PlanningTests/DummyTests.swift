import Host
import NetTypes
import OrderedCollections
import Planning
import Testing
import Topology

private let service = "version: 1\ndummies: {dummy0: {addresses: [10.9.9.1/32], mtu: 1400}}\n"

extension VerifiedKey {
    static let dummies: [VerifiedKey] = [
        VerifiedKey("dummies.mtu", service, on: "dummy0", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 }
    ]
}

@Suite struct `A dummy` {
    @Test func `comes, is then as its spec says, and goes by absent`() throws {
        #expect(
            changes(try Host(nics: ["enp2s0"]).plan(service)) == ["0 dummy0 add activate because it does not exist"])
        let host = try Host(applied: service)
        #expect(try host.plan(service).isEmpty)
        #expect(try changes(host.plan("{version: 1, absent: [dummy0]}")) == ["remove dummy0 [dummy0] as asked"])
    }

    @Test func `has another MTU and other addresses without being taken down`() throws {
        let other = service.replacing("1400", with: "1300").replacing("9.1", with: "9.2")
        let found = try changes(Host(applied: service).plan(other))
        #expect(found.count == 1 && found[0].hasPrefix("0 dummy0 update(") && found[0].contains(" reapply"), "\(found)")
    }

    @Test func `of another program is taken over only where the spec says so`() throws {
        var host = try Host(nics: [])
        host.live.links[try InterfaceName("dummy0")] = try host.link("dummy0", kind: "dummy")
        let misfit = #expect(throws: Misfit.self) { try host.plan(service) }
        #expect(misfit?.problems.first?.hasPrefix("dummies.dummy0: a dummy of this name is there already.") == true)
        #expect(try changes(host.plan(service + "foreign: [dummy0]\n")).count == 1)
    }

    @Test func `that the spec does not declare becomes a bridge's port as it is`() throws {
        let host = try Host(applied: service)
        let plan = try host.plan("{version: 1, bridges: {br0: {ports: [dummy0]}}}")
        #expect(plan.topology?.interfaces[try InterfaceName("dummy0")]?.kind == .dummy(Dummy()))
    }

    @Test func `that is in fact another link is no dummy`() throws {
        var host = try Host(applied: service)
        try host.changeLink("dummy0") { $0.kind = .bridge }
        let found = Expectation.mismatches(of: try topology(service), devices: [:], in: host.live)
        #expect(found.map(\.text) == ["it is no dummy"])
    }
}
