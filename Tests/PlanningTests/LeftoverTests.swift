import Host
import NetTypes
import Planning
import Profiles
import Testing

/// Issue: a trial was judged with a port that confirming took away.
@Suite struct `What confirming takes away is not there while a trial is judged` {
    private static let before = "{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.2/24]}}}"
    private static let after = "{version: 1, bridges: {br0: {ports: [enp4s0], addresses: [10.0.0.2/24]}}}"
    private static let nic = "{version: 1, ethernets: {enp2s0: {addresses: [10.7.0.2/24]}}}"
    private let gone: Set<String> = [ProfileUUID(interface: "enp2s0").text]

    private func texts(_ live: LiveState, removed: [String], given: [LiveProfile]? = nil) throws -> [String] {
        try Expectation.leftovers(gone: gone, removed: removed.map { try InterfaceName($0) }, given: given, in: live)
            .map { "\($0.interface): \($0.text)" }
    }

    @Test func `a port whose profile goes`() throws {
        // The host after the second spec, with what the first one had beside it.
        let old = try Host(applied: Self.before)
        var host = try Host(applied: Self.after)
        try host.addNIC("enp2s0", number: 9)
        host.live.profiles += old.live.profiles.filter { gone.contains($0.uuid) }
        #expect(
            try texts(host.live, removed: ["enp2s0"]) == [
                "enp2s0: NetworkManager still has a profile that goes (enp2s0)"
            ])
        host.setDevice("enp2s0", active: gone.first)
        try host.changeLink("enp2s0") { $0.controller = try InterfaceName("br0") }
        #expect(
            try texts(host.live, removed: ["enp2s0"]) == [
                "enp2s0: a profile that goes (enp2s0) is active on it, which makes it a port of br0",
                "enp2s0: it is still a port of br0",
            ])
        host.live.profiles.removeAll { gone.contains($0.uuid) }
        host.setDevice("enp2s0", active: nil)
        #expect(try texts(host.live, removed: ["enp2s0"]) == ["enp2s0: it is still a port of br0"])
        try host.changeLink("enp2s0") { $0.controller = nil }
        #expect(try texts(host.live, removed: ["enp2s0"]) == [])
    }

    @Test func `a link that is still there, and a NIC with an address or a route of its profile`() throws {
        var host = try Host(applied: "{version: 1, bridges: {br9: {}}}")
        #expect(try texts(host.live, removed: ["br9"]) == ["br9: it is still there"])
        try host.addNIC("enp2s0", number: 9)
        let given = try Host(applied: Self.nic).live.profiles
        func set(_ addresses: [(String, Bool)]) throws {
            try host.changeLink("enp2s0") { link in
                link.addresses = try addresses.map { text, isDynamic in
                    var state = LiveLink.AddressState(
                        prefix: try #require(IPPrefix(text)), isTentative: false, isDuplicate: false)
                    state.isDynamic = isDynamic
                    return state
                }
            }
        }
        try set([("10.7.0.2/24", false), ("10.8.0.2/24", true), ("10.9.0.2/24", false), ("fe80::1/64", false)])
        #expect(
            try texts(host.live, removed: ["enp2s0"], given: given) == [
                "enp2s0: it still has the address 10.7.0.2/24", "enp2s0: it still has the address 10.8.0.2/24",
            ])
        #expect(try texts(host.live, removed: ["enp2s0"]).count == 3, "whose they are is not known")
        try set([])
        let first = try #require(IPPrefix("10.5.0.0/16"))
        try host.changeLink("enp2s0") { link in
            link.routes = [UInt8(3), 4].map { origin in
                var route = LiveLink.RouteState(
                    destination: IPPrefix("10.6.0.0/16") ?? first, via: nil, table: 254, metric: 0)
                route.origin = origin
                return route
            }
        }
        #expect(
            try texts(host.live, removed: ["enp2s0"], given: given) == [
                "enp2s0: it still has the route to 10.6.0.0/16"
            ])
    }

    @Test func `a port that stays, a tap, and a NIC that another profile has now`() throws {
        var host = try Host(applied: Self.after)
        host.live.links[try InterfaceName("vnet0")] = try host.link("vnet0", kind: "tun")
        try host.changeLink("vnet0") { $0.controller = try InterfaceName("br0") }
        #expect(try texts(host.live, removed: ["enp4s0"]) == [])
    }
}
