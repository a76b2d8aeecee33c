import Foundation
import Host
import NetTypes
import Planning
import Testing
import Topology

/// docs/verification.md: every key of a spec has a row there, and what the row says is seen to be so.
@Suite struct `Every key of a spec is read back` {
    /// The rows of the page's tables: the key and what reads it back.
    private static func rows() throws -> [(key: String, source: String)] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/verification.md")
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").flatMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count > 3, cells[1].hasPrefix("`") else { return [(key: String, source: String)]() }
            let keys = cells[1].split(separator: "`", omittingEmptySubsequences: false).enumerated()
            return keys.filter { $0.offset % 2 == 1 }.map { (String($0.element), cells[2]) }
        }
    }

    @Test func `the page has each key once, and no other`() throws {
        let keys = try Self.rows().map(\.key)
        #expect(keys.sorted() == SpecKeys.all.sorted())
    }

    @Test func `each key that is read back has a test below, and no other has one`() throws {
        let tested = Set(VerifiedKey.all.map(\.key))
        for row in try Self.rows() {
            let isRead = !row.source.hasPrefix("not read back") && !row.source.hasPrefix("by its parts")
            #expect(tested.contains(row.key) == isRead, "\(row.key)")
        }
    }

    @Test func `a host that is as its spec says differs in nothing`() throws {
        for spec in Set(VerifiedKey.all.map(\.spec)) {
            let host = try Host(applied: spec).ready(spec)
            let found = Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live)
            #expect(found.map(\.text) == [], "\(spec)")
        }
    }

    @Test(arguments: VerifiedKey.all) func `a value that differs is a mismatch`(row: VerifiedKey) throws {
        var host = try Host(applied: row.spec).ready(row.spec)
        try row.spoil(&host)
        let found = Expectation.mismatches(of: try topology(row.spec), devices: [:], in: host.live)
        #expect(found.map { "\($0.interface) \($0.remedy): \($0.text)" }.sorted() == row.expected.sorted())
        // And so a plan puts it right, and says why.
        guard found.contains(where: { !$0.mayCome }), !row.isMisfit else { return }
        let steps = try host.plan(row.spec).steps.filter { $0.activation != .none }
        #expect(!steps.isEmpty)
    }

    @Test func `a word and its number are one value of a bonding option`() throws {
        let spec = """
            {version: 1, bonds: {bond0: {ports: [enp2s0], mode: active-backup,
              options: {fail_over_mac: "1", primary_reselect: 2, num_unsol_na: 4, updelay: 250}}}}
            """
        var host = try Host(applied: spec)
        func texts() throws -> [String] {
            Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live).map(\.text)
        }
        try host.changeLink("bond0") { link in
            link.bond?.options?["fail_over_mac"] = "1"
            link.bond?.options?["primary_reselect"] = "2"
            link.bond?.options?["num_grat_arp"] = "4"
            // The kernel counts in whole looks at the carrier.
            link.bond?.options?["updelay"] = "200"
        }
        #expect(try texts() == [])
        try host.changeLink("bond0") { $0.bond?.options?["fail_over_mac"] = "0" }
        #expect(try texts() == ["its fail_over_mac is none, not active"])
    }

    @Test func `a kernel that counts 250 ticks a second loses a hundredth`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0]}}}"
        var host = try Host(applied: spec)
        try host.changeLink("br0") { $0.bridge?.options?.others[.startupQueryInterval] = 3124 }
        #expect(Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live) == [])
        try host.changeLink("br0") { $0.bridge?.options?.others[.startupQueryInterval] = 3123 }
        #expect(Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live).count == 1)
    }

    @Test func `a link-local address may be made from a MAC address that the interface had before`() throws {
        let spec = "{version: 1, ethernets: {enp2s0: {link-local: [ipv6], addr-gen-mode: eui64}}}"
        var host = try Host(applied: spec)
        for (address, count) in [("fe80::5054:ff:fe77:1", 0), ("fe80::5054:ff:ff77:1", 1)] {
            try host.changeLink("enp2s0") {
                $0.addresses = [
                    .init(prefix: try #require(IPPrefix("\(address)/64")), isTentative: false, isDuplicate: false)
                ]
            }
            #expect(Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live).count == count)
        }
    }

    @Test func `counting by VLAN ends with the bridge, and nobody re-creates one that was not told to count`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], vlan-stats: true}}}"
        let without = spec.replacing(", vlan-stats: true", with: "")
        var host = try Host(applied: spec)
        #expect(try host.plan(without).steps.first { $0.interface.text == "br0" }?.activation == .recreate)
        host = try Host(applied: without)
        try host.changeLink("br0") { $0.bridge?.options?.others[.vlanStats] = 1 }
        #expect(try host.plan(without).isEmpty)
    }

    @Test func `the time to forget is the standard's while the spanning tree changes`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], stp: true, forward-delay: 2, ageing-time: 60}}}"
        var host = try Host(applied: spec)
        try host.changeLink("br0") { link in
            let options = link.bridge?.options
            link.bridge = .init(stp: true, vlanFiltering: false, ageingTime: 4)
            link.bridge?.options = options
            link.bridge?.options?.isTopologyChanging = true
        }
        #expect(Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live) == [])
        try host.changeLink("br0") { $0.bridge?.options?.isTopologyChanging = false }
        #expect(try !host.plan(spec).isEmpty)
    }

    @Test func `what somebody added by hand with ip route is none of NetworkManager's`() throws {
        let spec = "{version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24]}}}"
        var host = try Host(applied: spec)
        let route = { (origin: UInt8) throws -> LiveLink.RouteState in
            var route = LiveLink.RouteState(
                destination: try #require(IPPrefix("10.6.0.0/16")), via: IPAddress("10.0.0.9"), table: 254, metric: 0)
            route.origin = origin
            return route
        }
        try host.changeLink("enp2s0") { $0.routes = [try route(3), try route(188)] }
        #expect(try host.plan(spec).isEmpty)
        try host.changeLink("enp2s0") { $0.routes.append(try route(4)) }
        #expect(
            try changes(host.plan(spec)) == [
                "0 enp2s0 keep reapply because it has a route to 10.6.0.0/16, which nobody asked for"
            ])
    }
}
