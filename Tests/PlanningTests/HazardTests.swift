import Foundation
import Host
import NetTypes
import Planning
import Profiles
import Testing
import Topology

private let trunk = """
    version: 1
    bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {miimon: 100, lacp_rate: fast}}}
    trunks:
      bond0:
        100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1, dns: {servers: [10.0.100.53]}}
        200: {bridge: br200}
    """

private let session = RemoteSession(sshConnection: "192.0.2.10 50022 10.0.100.10 22")

/// The codes of a plan's hazards, in order.
private func codes(_ host: Host, _ spec: String, _ session: RemoteSession? = session) throws -> [String] {
    try Planner.plan(topology(spec), on: host.live, session: session).hazards.map(\.code.rawValue)
}

@Suite struct `Hazards` {
    @Test(arguments: [
        ("192.0.2.10 50022 10.0.100.10 22", true), ("2001:db8::1 1 fe80::1%eth0 22", true), ("", false),
        ("a b c d", false),
        ("192.0.2.10 50022 10.0.100.10", false),
    ])
    func `SSH_CONNECTION is read, or is none`(text: String, isOne: Bool) {
        #expect((RemoteSession(sshConnection: text) != nil) == isOne)
    }

    @Test func `nothing to do is nothing dangerous`() throws {
        let plan = try Planner.plan(topology(trunk), on: Host(applied: trunk).live, session: session)
        #expect(plan.isEmpty && plan.hazards.isEmpty && plan.cuts.isEmpty)
    }

    @Test func `a change beside the session's path is none`() throws {
        #expect(try codes(Host(applied: trunk), trunk + "\n    300: {bridge: br300}") == [])
    }

    @Test func `the path is followed through parents and controllers to the NICs`() throws {
        let host = try Host(applied: trunk)
        #expect(try codes(host, trunk.replacing("lacp_rate: fast", "lacp_rate: slow")) == ["H001"])
        #expect(
            try codes(host, trunk.replacing("802.3ad", "balance-xor").replacing(", lacp_rate: fast", "")) == ["H001"])
        #expect(try codes(host, trunk.replacing("lacp_rate: fast", "lacp_rate: slow"), nil) == [])
    }

    @Test func `an address that changes says where to log in`() throws {
        let plan = try Planner.plan(
            topology(trunk.replacing("100.10/24", "100.11/24")), on: Host(applied: trunk).live, session: session)
        guard case .sessionAddressChanges(_, let from, let to)? = plan.hazards.first else {
            return #expect(Bool(false), "\(plan.hazards)")
        }
        #expect(from.text == "bond0.100")
        #expect(to.map(\.prefix.description) == ["10.0.100.11/24"])
    }

    @Test func `an address that goes needs force only where nobody looks`() throws {
        let bare = trunk.replacing(
            "addresses: [10.0.100.10/24], gateway: 10.0.100.1, dns: {servers: [10.0.100.53]}", "bridge: br100")
        let plan = try Planner.plan(topology(bare), on: Host(applied: trunk).live, session: session)
        #expect(plan.hazards.map(\.code.rawValue) == ["H004", "H012", "H013"])
        #expect(plan.obstacles(.attended).isEmpty)
        #expect(plan.obstacles(.unattended).map(\.code.rawValue) == ["H004"])
        #expect(plan.obstacles(.forced).isEmpty)
    }

    @Test func `a gateway that goes leaves the client without answers`() throws {
        let plan = try Planner.plan(
            topology(trunk.replacing(" gateway: 10.0.100.1,", "")), on: Host(applied: trunk).live, session: session)
        #expect(plan.hazards.map(\.code.rawValue) == ["H005", "H012"])
        #expect(plan.obstacles(.unattended).count == 1)
    }

    @Test(arguments: [
        // The table has a way to the client by another NIC: answers leave there.
        ("{from: 10.0.100.0/24, table: 200, priority: 1000}", ["H005"], 0),
        // Another address, another port, a mark or another program's packets are none of the session's.
        ("{from: 10.0.100.11, table: 200, priority: 1000}", [], 0),
        ("{from: 10.0.100.0/24, ipproto: tcp, sport: 80, table: 200, priority: 1000}", [], 0),
        ("{from: 10.0.100.0/24, fwmark: 1, table: 200, priority: 1000}", [], 0),
        ("{from: 10.0.100.0/24, iif: enp9s0, table: 200, priority: 1000}", [], 0),
        ("{not: true, from: 10.7.0.0/16, ipproto: tcp, sport: 22, table: 200, priority: 1000}", ["H005"], 0),
        // The route of the table is a default route, which does not count.
        ("{from: 10.0.100.0/24, table: 200, suppress-prefixlength: 0, priority: 1000}", [], 0),
        // A table without a route: the next rule is tried.
        ("{from: 10.0.100.0/24, table: 201, priority: 1000}", [], 0),
        // Tried after the main table, which has a route.
        ("{from: 10.0.100.0/24, type: blackhole, priority: 40000}", [], 0),
        ("{to: 192.0.2.0/24, type: prohibit, priority: 1000}", ["H005"], 1),
    ])
    func `rules decide where answers to the session go`(rule: String, expected: [String], obstacles: Int) throws {
        func spec(_ rules: String) -> String {
            trunk
                + "\nethernets: {enp9s0: {addresses: [10.9.0.2/24], routes: [{to: default, via: 10.9.0.1, table: 200}]\(rules)}}"
        }
        let host = try Host(applied: spec(""))
        let plan = try Planner.plan(topology(spec(", rules: [\(rule)]")), on: host.live, session: session)
        #expect(plan.hazards.map(\.code.rawValue) == expected)
        #expect(plan.obstacles(.unattended).count == obstacles)
        // A rule that is there and goes is not looked at any more.
        let back = try Planner.plan(
            topology(spec("")), on: Host(applied: spec(", rules: [\(rule)]")).live, session: session)
        #expect(back.hazards.isEmpty)
    }

    @Test func `a link that the spec does not have falls with its parent`() throws {
        var host = try Host(applied: trunk)
        var child = try host.link("bond0.999", kind: "vlan")
        child.parent = try InterfaceName("bond0")
        host.live.links[child.name] = child
        let hazards = try codes(host, trunk.replacing(", lacp_rate: fast", ""), nil)
        #expect(hazards == ["H030"])
    }

    @Test func `others' claims on a NIC are named`() throws {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        host.addProfile("Uplink", on: "enp2s0", active: "enp2s0")
        host.addProfile(
            "any", on: nil, settings: ["connection": ["autoconnect-priority": .int32(20)]])
        #expect(try codes(host, trunk, nil) == ["H020", "H021"])
        try host.changeLink("enp3s0") { $0.controller = try InterfaceName("team0") }
        #expect(try codes(host, trunk, nil) == ["H020", "H021", "H022"])
    }

    @Test func `programs that configure a NIC of the plan at boot are named, each by its code`() throws {
        var host = try Host(nics: ["enp2s0", "enp3s0", "enp9s0"])
        let (first, other) = (try InterfaceName("enp2s0"), try InterfaceName("enp9s0"))
        let programs: [BootClaim.Program] = [.ifupdown, .networkd, .networkScripts, .cloudInit]
        host.live.bootClaims = programs.map { BootClaim(program: $0, nic: first, file: "/etc/x", line: 7) }
        #expect(try codes(host, trunk, nil) == ["H050", "H051", "H052", "H053"])
        host.live.bootClaims = [
            BootClaim(program: .ifupdown, nic: other, file: "/etc/x"),
            BootClaim(program: .ifupdown, nic: first, file: "/etc/x", isActing: false),
        ]
        #expect(try codes(host, trunk, nil) == [])
    }

    @Test(arguments: [
        ("hazards", Hazard.Code.allCases.map(\.rawValue)), ("refusals", Refusal.Code.allCases.map(\.rawValue)),
    ])
    func `every code has its line in its page, in order`(page: String, codes: [String]) throws {
        let page = GoldenPlanTests.folder.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/\(page).md")
        let rows = try String(contentsOf: page, encoding: .utf8).matches(of: #/(?m)^\| ([HP]\d{3}) /#)
            .map { String($0.1) }
        #expect(rows == codes)
        #expect(rows == rows.sorted())
    }
}

@Suite struct `Cuts` {
    private func cuts(_ host: Host, _ spec: String) throws -> [String] {
        try host.plan(spec).cuts.map { cut in
            "\(cut.device) \(cut.seconds.map(String.init) ?? "-") \(cut.cause) [\(cut.with.map(\.text).joined(separator: " "))]"
        }
    }

    @Test func `what is made for the first time or changed while it runs cuts nothing`() throws {
        #expect(try cuts(Host(nics: ["enp2s0", "enp3s0"]), trunk) == [])
        #expect(try cuts(Host(applied: trunk), trunk.replacing("miimon: 100", "miimon: 200")) == [])
    }

    @Test func `a bond that is restarted is one cut, with all that stands on it`() throws {
        #expect(
            try cuts(Host(applied: trunk), trunk.replacing("lacp_rate: fast", "lacp_rate: fast, ad_select: count")) == [
                "bond0 8 broughtUp [bond0.100 bond0.200 br200]"
            ])
    }

    @Test func `a bond stands as long as one of its ports does`() throws {
        var host = try Host(applied: trunk)
        for (nic, expected) in [
            ("enp3s0", ["enp3s0 1 broughtUp []"]),
            ("enp2s0", ["enp2s0 6", "enp3s0 6"].map { "\($0) broughtUp [bond0 bond0.100 bond0.200 br200]" }),
        ] {
            host.setDevice(nic, active: ProfileUUID(interface: nic).text, state: .failed)
            #expect(try cuts(host, trunk) == expected)
        }
    }

    @Test
    func `guests on a bridge that is made anew are plugged in again, those above a changed uplink are not touched`()
        throws
    {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0]}}}"
        var host = try Host(applied: spec)
        var tap = try host.link("vnet0", kind: "tun")
        tap.controller = try InterfaceName("br0")
        host.live.links[tap.name] = tap
        let anew = try host.plan(spec.replacing("ports:", "mac: \"52:54:00:00:00:99\", ports:"))
        #expect(anew.cuts.flatMap(\.taps).map(\.fate) == [.pluggedBack])
        #expect(anew.cuts.map(\.device.text) == ["br0"])
        let port = try host.plan(spec.replacing("[enp2s0]", "{enp2s0: {path-cost: 7}}"))
        #expect(port.cuts.flatMap(\.taps).map(\.fate) == [.losesUplink])
        let gone = try host.plan("{version: 1, ethernets: {enp2s0: {}}, absent: [br0]}")
        #expect(gone.cuts.flatMap(\.taps).map(\.fate).contains(.unplugged))
        #expect(gone.hazards.map(\.code.rawValue) == ["H031"])
    }

    @Test func `guests go with all ports of their bridge to a new one, and else are unplugged`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0, enp3s0]}}}"
        var host = try Host(applied: spec)
        var tap = try host.link("vnet0", kind: "tun")
        tap.controller = try InterfaceName("br0")
        host.live.links[tap.name] = tap
        let (old, new) = (try InterfaceName("br0"), try InterfaceName("br1"))
        let renamed = try host.plan("{version: 1, bridges: {br1: {ports: [enp2s0, enp3s0]}}, absent: [br0]}")
        #expect(renamed.hazards.map(\.code.rawValue) == ["H033"])
        #expect(renamed.cuts.flatMap(\.taps).allSatisfy { $0.fate == .moves(to: new) })
        let acts = renamed.acts
        let moves = try #require(acts.firstIndex { if case .moveGuests = $0 { true } else { false } })
        let down = try #require(acts.firstIndex { $0 == .takeDown([old]) })
        #expect(moves < down)
        for other in [
            "bridges: {br1: {ports: [enp2s0]}}, ethernets: {enp3s0: {}}",
            "bridges: {br1: {ports: [enp2s0]}, br2: {ports: [enp3s0]}}",
            "bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}",
        ] {
            let plan = try host.plan("{version: 1, \(other), absent: [br0]}")
            #expect(plan.hazards.map(\.code.rawValue).contains("H031"), "\(other)")
            #expect(plan.handover?.renamings.isEmpty != false, "\(other)")
        }
    }
}

@Suite struct `Names that are taken` {
    @Test(arguments: [
        "bonds: {enp3s0: {mode: active-backup, options: {miimon: 100}, ports: [enp2s0]}}",
        "bridges: {enp3s0: {}}", "vlans: {enp3s0: {parent: enp2s0, id: 5}}",
    ])
    func `what software makes cannot have a NIC's name`(section: String) throws {
        let host = try Host(nics: ["enp2s0", "enp3s0"])
        let error = #expect(throws: Misfit.self) { try host.plan("{version: 1, ethernets: {enp2s0: {}}, \(section)}") }
        #expect(error?.problems.first?.hasPrefix("enp3s0: a NIC of this host has that name. Give the ") == true)
    }

    @Test func `a NIC whose name has changed is found by the MAC address of an old profile`() throws {
        var host = try Host(nics: ["ens3"])
        host.addProfile(
            "old", on: "enp2s0", settings: ["802-3-ethernet": ["mac-address": .bytes([0x52, 0x54, 0, 0, 0, 0])]])
        let error = #expect(throws: Misfit.self) { try host.plan("{version: 1, ethernets: {enp2s0: {}}}") }
        #expect(error?.problems.first?.contains("is ens3's now: write `ens3`") == true)
    }

    @Test func `a bond's primary is the NIC's name on this host`() throws {
        let host = try Host(nics: ["eth0", "eth1"])
        let plan = try host.plan(
            """
            version: 1
            ethernets: {up0: {mac: "52:54:00:00:00:01"}}
            bonds: {bond0: {ports: [up0, eth0], mode: active-backup, primary: up0, options: {miimon: 100}}}
            """)
        let bond = plan.steps.first { $0.interface.text == "bond0" }
        #expect(
            bond?.profile.settings["bond"]?["options"]
                == .stringMap(["mode": "active-backup", "miimon": "100", "primary": "eth1"]))
    }
}
