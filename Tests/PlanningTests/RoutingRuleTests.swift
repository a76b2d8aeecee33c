import Host
import NetTypes
import Planning
import Profiles
import Testing
import Topology

@Suite struct `Rules that choose a routing table` {
    private static func spec(_ rules: String) -> String {
        "{version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24], rules: [\(rules)]}}}"
    }

    private static let one = "{from: 10.1.0.0/16, table: main, priority: 5}"
    private static let two = "{from: 10.2.0.0/16, table: main, priority: 6}"

    private func leftovers(_ plan: Plan, before: LiveState, after: LiveState) -> [String] {
        Expectation.leftoverRules(plan.goingRules(on: before), in: after).map { "\($0.interface): \($0.text)" }
    }

    @Test func `another rule is a change that takes no activation`() throws {
        let host = try Host(applied: Self.spec(Self.one))
        #expect(try host.plan(Self.spec(Self.one)).isEmpty)
        #expect(
            try changes(host.plan(Self.spec("\(Self.one), \(Self.two)"))) == [
                "0 enp2s0 update(ipv4.routing-rules) reapply"
            ])
    }

    @Test func `a rule that the change takes away is gone before it is done, and others' are not looked at`() throws {
        var host = try Host(applied: Self.spec("\(Self.one), \(Self.two)"))
        var foreign = LiveRule(isIPv6: false)
        (foreign.priority, foreign.table, foreign.action, foreign.origin) = (9, 9, 1, 3)
        host.live.rules.append(foreign)
        let plan = try host.plan(Self.spec(Self.two))
        let left = "enp2s0: the rule “priority 5 from 10.1.0.0/16 table 254” of a profile that goes is still there"
        #expect(leftovers(plan, before: host.live, after: host.live) == [left])
        var after = host.live
        after.rules.removeFirst()
        #expect(leftovers(plan, before: host.live, after: after) == [])
        let gone = try host.plan("{version: 1, absent: [enp2s0]}")
        #expect(leftovers(gone, before: host.live, after: host.live).count == 2)
    }

    @Test func `a route that rejects packets goes likewise`() throws {
        let spec = """
            {version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24], routes: [
              {to: 10.8.0.0/16, type: blackhole}, {to: 10.9.0.0/16, type: prohibit, table: 7}]}}}
            """
        var host = try Host(applied: spec)
        for index in host.live.rejections.indices { host.live.rejections[index].protocol = 4 }
        let plan = try host.plan(spec.replacing("{to: 10.9.0.0/16, type: prohibit, table: 7}", with: ""))
        let going = plan.goingRoutes(on: host.live)
        #expect(
            Expectation.leftoverRoutes(going, in: host.live).map(\.text) == [
                "the prohibit route to 10.9.0.0/16 of a profile that goes is still there"
            ])
        #expect(going.flatMap { $0.left(in: host.live) } == [host.live.rejections[1]])
        // One that somebody else made is none of NetworkManager's.
        host.live.rejections[1].protocol = 3
        #expect(Expectation.leftoverRoutes(going, in: host.live).isEmpty)
    }

    @Test func `a default route of an advertisement is taken from an interface that is to have none`() throws {
        let spec = """
            {version: 1, ethernets: {enp2s0: {accept-ra: {use-gateway: false}}, enp3s0: {accept-ra: true}}}
            """
        var host = try Host(applied: spec)
        for name in ["enp2s0", "enp3s0"] {
            try host.changeLink(name) { link in
                for (destination, origin) in [("::/0", 9), ("fd00::/64", 9), ("::/0", 4)] as [(String, UInt8)] {
                    guard let prefix = IPPrefix(destination) else { continue }
                    var route = LiveLink.RouteState(
                        destination: prefix, via: IPAddress("fe80::1"), table: 254, metric: 1024)
                    route.origin = origin
                    link.routes.append(route)
                }
            }
        }
        let stray = Expectation.strayDefaults(of: try topology(spec), devices: [:], in: host.live)
        #expect(stray.count == 1 && stray.first?.protocol == 9)
        #expect(stray.first?.nextHops.first?.outputIndex == host.live.links[try InterfaceName("enp2s0")]?.index)
    }

    @Test func `a rule that another profile has, too, is none of those that go`() throws {
        let both = """
            {version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24], rules: [\(Self.one)]}, enp3s0: {dhcp4: true}}}
            """
        var host = try Host(applied: both)
        host.addProfile(
            "other", on: "enp9s0",
            settings: ["ipv4": ["routing-rules": .maps([try #require(host.live.rules.first).inProfile])]])
        let plan = try host.plan("{version: 1, absent: [enp2s0]}")
        #expect(leftovers(plan, before: host.live, after: host.live) == [])
    }

    @Test func `a rule of a NIC under another name goes by the kernel's`() throws {
        let spec = """
            {version: 1, ethernets: {lan0: {mac: "52:54:00:00:00:00", addresses: [10.0.0.2/24],
              rules: [{family: ipv4, iif: lan0, table: main, priority: 5}]}}}
            """
        var host = try Host(nics: ["enp2s0"])
        let step = try #require(try host.plan(spec).steps.first)
        #expect(step.profile.settings.routingRules.first?["iifname"] == .string("enp2s0"))
        host.live.manager = NMVersion(1, 30, 6)
        #expect(throws: Never.self) { try host.plan(spec) }
    }

    @Test func `what this NetworkManager lacks is refused before anything is touched`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.live.manager = NMVersion(1, 30, 6)
        let spec = Self.spec("{from: 10.1.0.0/16, type: prohibit, priority: 5}")
        let error = #expect(throws: Misfit.self) { try host.plan(spec) }
        #expect(
            error?.problems == [
                "enp2s0: `rules.type` needs NetworkManager 1.32; this host has 1.30.6. Leave it out, or upgrade"
                    + " NetworkManager."
            ])
        #expect(error?.refusals.map(\.code) == [.olderManager])
        host.live.manager = NMVersion(1, 32)
        #expect(throws: Never.self) { try host.plan(spec) }
    }
}
