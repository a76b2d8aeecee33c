import LabSupport
import Testing

/// Rules that choose a routing table: packets go the way that they say, and rules come and go with their spec.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(6)))
struct RoutingTests {
    /// enp2s0 in VLAN 100 and enp3s0 in VLAN 200, each untagged.
    private static let site = Site(
        """
        nics enp2s0 enp3s0
        access swp2 100
        access swp3 200
        router 100 10.0.100.1/24 fd00:100::1/64
        router 200 10.0.200.1/24 fd00:200::1/64
        ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64
        """)

    /// How many of ten pings from an address leave by a NIC, at least: what else is sent meanwhile does not matter.
    private func sent(from address: String, by nic: String, _ lab: Lab) async throws -> Bool {
        let counts = try await lab.host.must(
            """
            count() { cat /sys/class/net/\(nic)/statistics/tx_packets; }
            ping -c 1 -W 2 -I \(address) 192.0.2.10 >/dev/null
            before=$(count); ping -c 10 -i 0.1 -W 2 -I \(address) 192.0.2.10 >/dev/null && echo $(($(count) - before))
            """)
        return (Int(counts.split(separator: "\n").first ?? "") ?? 0) >= 10
    }

    private static let look = "ip rule; ip -6 rule; ip route show table 200 | sed 's/ metric [0-9]*//'"

    @Test func `two-uplinks: what comes by one uplink is answered by it, in trials, rollbacks, drift and boots`()
        async throws
    {
        let spec = Fixture.examples + "/two-uplinks.yaml"
        try await Lab.with(.uml, Self.site) { lab in
            let untouched = try await lab.host.must("ip rule; ip -6 rule")
            try await lab.establish(spec)
            #expect(try await lab.host.must("ip rule").contains("1000:\tfrom 10.0.200.10 lookup 200"))
            try await expect(lab.ext, reaches: "10.0.100.10", "10.0.200.10")
            #expect(try await sent(from: "10.0.200.10", by: "enp3s0", lab))
            #expect(try await sent(from: "10.0.100.10", by: "enp2s0", lab))
            try await lab.expectSettled(spec)
            #expect(try await sent(from: "10.0.200.10", by: "enp3s0", lab))
            let before = try await lab.host.must(Self.look)

            // In place: another table, a rule more, and IPv6; a rollback gives exactly the old ones back.
            let text = try Fixture.text("examples/two-uplinks.yaml")
            let changed = try await lab.spec(
                text.replacing(
                    "      - {from: 10.0.200.10, table: 200, priority: 1000}",
                    with:
                        """
                              - {to: 192.0.2.0/24, table: 200, priority: 900}
                              - {from: 10.0.200.10, ipproto: tcp, dport: 22, fwmark: 0x10/0xff, table: main, priority: 950}
                              - {family: ipv6, iif: enp3s0, type: prohibit, priority: 960}
                              - {from: 10.0.200.0/24, table: 200, priority: 1000}
                        """))
            if try await lab.isOlder(than: "1.32") { return try await lab.expectRefused(changed, "`rules.type` needs") }
            let plan = try await lab.host.must("nm-topology plan \(changed)")
            #expect(plan.contains("rules") && !plan.contains("re-created"), "\(plan)")
            let apply = try await lab.apply(changed)
            try #require(apply.status == 0, "\(apply)")
            let rules = try await lab.host.must("ip rule; ip -6 rule").replacing("ipproto-6", with: "tcp")
            for rule in [
                "900:\tfrom all to 192.0.2.0/24 lookup 200", "1000:\tfrom 10.0.200.0/24 lookup 200",
                "950:\tfrom 10.0.200.10 fwmark 0x10/0xff ipproto tcp dport 22 lookup main",
                "960:\tfrom all iif enp3s0 prohibit",
            ] {
                #expect(rules.contains(rule), "\(rules)")
            }
            #expect(!rules.contains("from 10.0.200.10 lookup 200"), "\(rules)")
            // Now even packets with the other address leave by enp3s0.
            #expect(try await lab.host.must("ip route get 192.0.2.10 from 10.0.100.10").contains("via 10.0.200.1"))
            #expect(try await lab.host.run("nm-topology checkpoint rollback").status == 0)
            #expect(try await lab.host.must(Self.look) == before)
            #expect(try await sent(from: "10.0.100.10", by: "enp2s0", lab))

            // A rule of somebody else's is left alone; one of ours that is gone is put back without a new activation.
            try await lab.host.must(
                "ip rule add from 10.99.0.0/16 table 99 priority 99; ip rule del from 10.0.200.10 table 200 priority 1000"
            )
            let drift = try await lab.host.must("nm-topology plan \(spec)")
            #expect(drift.contains("the rule “priority 1000 from 10.0.200.10 table 200” is missing"), "\(drift)")
            try await lab.establish(spec)
            #expect(try await lab.host.must("ip rule").contains("99:\tfrom 10.99.0.0/16 lookup 99"))
            try await lab.host.must("ip rule del from 10.99.0.0/16 table 99 priority 99")
            #expect(try await lab.host.must(Self.look) == before)

            // NetworkManager forgets nothing over a restart, and the rules go with the spec's.
            try await lab.host.must(". $LAB/daemons; kill_nm; start_nm; nm_ready 30")
            #expect(try await lab.host.must(Self.look) == before)
            try await lab.establish(
                try await lab.spec(
                    """
                    version: 1
                    ethernets:
                      enp3s0:
                        addresses: [10.0.200.10/24]
                        routes: [{to: default, via: 10.0.200.1, table: 200}, {to: 10.0.200.0/24, table: 200}]
                    """, "without"))
            #expect(try await lab.host.must("ip rule; ip -6 rule") == untouched)

            // It forgets routes in other tables, which a trial takes away for it, and a rollback gives back.
            try await lab.host.must(". $LAB/daemons; kill_nm; start_nm; nm_ready 30")
            let routes = try await lab.host.must("ip route show table 200")
            #expect(routes.contains("default via 10.0.200.1"))
            let plain = try await lab.spec(
                "version: 1\nethernets: {enp3s0: {addresses: [10.0.200.10/24]}}\n", "plain")
            let gone = try await lab.apply(plain)
            try #require(gone.status == 0, "\(gone)")
            #expect(try await lab.host.must("ip route show table 200 2>&1 || true").contains("default") == false)
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.must("ip route show table 200") == routes)
            try await lab.establish(plain)
            #expect(try await lab.host.must("ip route show table 200 2>&1 || true").contains("default") == false)
        }
    }

    @Test func `routes with all that they can say, as the kernel shows them`() async throws {
        try await Lab.with(.uml, Self.site) { lab in
            let spec = try await lab.spec(
                """
                version: 1
                ethernets:
                  enp2s0: {addresses: [10.0.100.10/24, 10.0.100.11/24, "fd00:100::10/64"], gateway: 10.0.100.1,
                    routes: [
                      {to: 198.51.100.0/24, via: 10.0.100.1, src: 10.0.100.11, mtu: 1400, advmss: 1300, metric: 7},
                      {to: 203.0.113.0/24, via: 10.7.7.1, on-link: true},
                      {to: 10.66.0.0/16, type: blackhole}, {to: 10.67.0.0/16, type: prohibit, metric: 9},
                      {to: 10.68.0.0/16, type: unreachable, table: main}, {to: 10.69.0.0/16, scope: link},
                      {to: "fd00:66::/48", type: blackhole}, {to: "fd00:67::/48", via: "fd00:100::1", mtu: 1400}]}
                """)
            if try await lab.isOlder(than: "1.36") { return try await lab.expectRefused(spec, "`routes.type` needs") }
            try await lab.establish(spec)
            let routes = try await lab.host.must("ip route; ip -6 route")
            for route in [
                "198.51.100.0/24 via 10.0.100.1 dev enp2s0 proto static src 10.0.100.11 metric 7 mtu 1400 advmss 1300",
                "203.0.113.0/24 via 10.7.7.1 dev enp2s0 proto static metric 100 onlink",
                "blackhole 10.66.0.0/16 proto static", "prohibit 10.67.0.0/16 proto static scope link metric 9",
                "unreachable 10.68.0.0/16 proto static", "10.69.0.0/16 dev enp2s0 proto static scope link",
                "blackhole fd00:66::/48", "fd00:67::/48 via fd00:100::1 dev enp2s0",
            ] {
                #expect(routes.contains(route), "\(route) is not in\n\(routes)")
            }
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.expectSettled(spec)
            let other = try await lab.spec(
                "version: 1\nethernets: {enp2s0: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}\n", "other")
            // NetworkManager does not know the routes as its own any more after a restart.
            try await lab.host.must(". $LAB/daemons; kill_nm; start_nm; nm_ready 30")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.run("ip route | grep -e blackhole -e prohibit").status == 1)
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.must("ip route; ip -6 route") == routes)
        }
    }
}
