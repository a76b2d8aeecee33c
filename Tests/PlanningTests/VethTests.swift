import Host
import NetTypes
import Planning
import Testing
import Topology

private let cable =
    "{version: 1, veths: {v1: {peer: v2, mtu: 1400}}, bridges: {br1: {ports: [v1]}, br2: {ports: [v2]}}}"

extension VerifiedKey {
    static let veths: [VerifiedKey] = [
        VerifiedKey("veths.peer", cable, on: "v1", "recreate: its other end is none, not v2") { $0.peer = nil },
        VerifiedKey(
            "veths.mtu", "{version: 1, veths: {v1: {peer: v2, mtu: 1400}}}", on: "v1",
            "reapply: its MTU is 1500, not 1400"
        ) { $0.mtu = 1500 },
    ]
}

@Suite struct `A virtual cable` {
    @Test func `comes with both ends, though the spec declares one`() throws {
        let plan = try Host(nics: []).plan(cable)
        #expect(
            changes(plan) == [
                "0 br1 add activate because it does not exist", "0 br2 add activate because it does not exist",
                "1 v1 add activate because it does not exist", "1 v2 add activate because it does not exist",
            ])
        #expect(try Host(applied: cable).plan(cable).isEmpty)
    }

    @Test func `goes with both ends, or not at all`() throws {
        let host = try Host(applied: cable)
        let misfit = #expect(throws: Misfit.self) { try host.plan("{version: 1, absent: [v1]}") }
        #expect(
            misfit?.problems == [
                "v1: it is to be removed, and its other end, v2, goes with it. Write `absent: [v1, v2]`."
            ])
        #expect(
            try changes(host.plan("{version: 1, absent: [v1, v2]}")) == [
                "remove v1 [v1] as asked", "remove v2 [v2] as asked",
            ])
    }

    @Test func `gets another end only when the old one may go`() throws {
        let other = "{version: 1, veths: {v1: {peer: v3, mtu: 1400}}}"
        let host = try Host(applied: cable)
        let misfit = #expect(throws: Misfit.self) { try host.plan(other) }
        #expect(
            misfit?.problems == ["v1: it gets another peer, and its other end, v2, goes with it. Write `absent: [v2]`."]
        )
        let found = try changes(host.plan(other.replacing("{version: 1,", with: "{version: 1, absent: [v2],")))
        #expect(found.contains { $0.contains(" v1 update(") && $0.contains("recreate") }, "\(found)")
    }

    @Test func `is not made of a container's`() throws {
        var host = try Host(nics: [])
        host.live.links[try InterfaceName("v1")] = try host.link("v1", kind: "veth")
        let misfit = #expect(throws: Misfit.self) { try host.plan(cable) }
        #expect(misfit?.problems.first?.hasPrefix("v1: a veth of this host has that name.") == true)
    }
}
