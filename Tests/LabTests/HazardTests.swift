import Foundation
import LabSupport
import Testing

/// What a plan says of the cut and of the session, and what `--force` lets through, on a real host.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct HazardTests {
    private static let uplink = """
        [connection]
        id=Uplink
        uuid=0f6d4f0e-6d7c-4c57-9a38-0c6f7b0a1c01
        type=ethernet
        interface-name=enp2s0

        [ipv4]
        method=manual
        address1=10.0.100.10/24,10.0.100.1

        [ipv6]
        method=disabled

        """
    private static let session = "export SSH_CONNECTION='192.0.2.10 50022 10.0.100.10 22'"

    private static func bonded(_ mode: String, mac: String = "52:54:00:00:02:00") -> String {
        """
        version: 1
        bonds:
          bond0: {ports: [enp2s0, enp3s0], mode: \(mode), options: {miimon: 100}, addresses: [10.0.100.10/24],
                  gateway: 10.0.100.1}
        vlans: {bond0.200: {parent: bond0, id: 200}}
        bridges: {br200: {ports: [bond0.200], mac: "\(mac)"}}
        """
    }

    @Test
    func `the plan names the session's path, what stays reachable and the taps, and they are put back`() async throws {
        let site = Site.trunk(vlans: [100, 200], native: 100)
        try await Lab.with(.uml, site, keyfiles: ["uplink.nmconnection": Self.uplink]) { lab in
            let spec = try await lab.spec(Self.bonded("active-backup"))
            let before = try await lab.snapshot()
            // sudo takes SSH_CONNECTION away from its child, but the shell above it has it.
            let plan = try await lab.host.must(
                "\(Self.session); bash -c 'env -u SSH_CONNECTION nm-topology plan \(spec); exit $?'")
            #expect(plan.contains("\n  10.0.100.10/24 leaves enp2s0 when it is up on bond0: nothing"), "\(plan)")
            #expect(plan.contains("Warning H001: this SSH session runs over enp2s0."), "\(plan)")
            #expect(plan.contains("10.0.100.10 on bond0 afterwards"), "\(plan)")
            #expect(plan.contains("Warning H010: the IPv4 default route moves"), "\(plan)")
            #expect(plan.contains("“Uplink” of enp2s0"), "\(plan)")
            try await lab.expectUnchanged(since: before)
            try await lab.establish(spec)

            let tap = try await lab.plugGuest("g", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            let anew = try await lab.spec(Self.bonded("balance-tlb", mac: "52:54:00:00:02:01"), "anew")
            let json = try await lab.host.must("\(Self.session); nm-topology plan --json \(anew)")
            let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
            #expect(report.hazards.map(\.code) == ["H001"])
            let taps = report.cuts.flatMap(\.taps)
            #expect(taps.map(\.name) == [tap] && taps.map(\.fate) == ["plugged-back"], "\(report.cuts)")
            try await lab.establish(anew)
            try await expect(lab.guest("g"), reaches: "10.0.200.1")
            #expect(try await lab.host.must("nm-topology plan \(anew)").hasPrefix("No changes:"))
        }
    }

    @Test func `a route by hand to the session's client is a warning, and it comes back with a rollback`() async throws
    {
        try await Lab.with(.uml, .trunk(vlans: [100, 200], native: 100)) { lab in
            try await lab.host.must(
                """
                ip address add 10.0.100.10/24 dev enp2s0; ip link set enp2s0 up; ip route add default via 10.0.100.1
                until nmcli -g GENERAL.STATE device show enp2s0 | grep -q external; do read -rt 0.2 <>/run/lab/nap; done
                """)
            let spec = try await lab.spec(Self.bonded("active-backup"))
            let apply = try await lab.host.run("\(Self.session); nm-topology apply \(spec) --confirm manual")
            #expect(apply.status == 0 && apply.stderr.contains("Warning H007"), "\(apply)")
            try await lab.host.must("nm-topology checkpoint rollback")
            let after = try await lab.host.must("ip route")
            #expect(after.contains("default via 10.0.100.1 dev enp2s0"), "\(after)")
            try await expect(lab.ext, reaches: "10.0.100.10")
        }
    }

    @Test func `four access ports with a second gateway are refused, and forced through they come back by themselves`()
        async throws
    {
        let site = Site(
            """
            nics enp2s0 enp3s0 enp4s0 enp5s0
            access swp2 24
            access swp3 101
            access swp4 102
            access swp5 104
            router 24 10.0.24.1/24
            router 101 10.0.101.254/24
            ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64
            """)
        func bridges(_ second: String) -> String {
            """
            version: 1
            bridges:
              bridge1: {ports: [enp2s0], addresses: [10.0.24.10/24], gateway: 10.0.24.1}
              bridge2: {ports: [enp3s0], addresses: [10.0.101.10/24]\(second)}
              bridge3: {ports: [enp4s0]}
              bridge4: {ports: [enp5s0]}
            """
        }
        try await Lab.with(.uml, site) { lab in
            let good = try await lab.spec(bridges(""), "good")
            try await lab.establish(good)
            try await expect(lab.ext, reaches: "10.0.24.10")
            let before = try await lab.snapshot()

            // The mistake of the thread: a GATEWAY on the second bridge too, and that one wins.
            let bad = try await lab.spec(bridges(", gateway: 10.0.101.1, route-metric: 50"), "bad")
            let refused = try await lab.apply(bad)
            #expect(refused.status == 65 && refused.stderr.contains("T078"), "\(refused)")

            // With an SSH session, it is its client's silence that takes it back.
            let session = "export SSH_CONNECTION='192.0.2.10 50022 10.0.24.10 22'"
            let cut = try await lab.host.run(
                "\(session); nm-topology apply \(bad) --confirm manual --force", timeout: .seconds(120))
            #expect(cut.stderr.contains("warning[T078]"), "\(cut)")
            #expect(cut.stderr.contains("Warning H010"), "\(cut)")
            #expect(cut.status == 1 && cut.stderr.contains("no longer answers"), "\(cut)")
            try await expect(lab.ext, reaches: "10.0.24.10")
            try await lab.expectUnchanged(since: before)

            // Without, it is the timer.
            let apply = try await lab.apply(bad, "--timeout 10 --force")
            #expect(apply.status == 0, "\(apply)")
            #expect(try await lab.guardEndsTrial(within: .seconds(90)))
            #expect(try await lab.trial().state == "rolled-back")
            try await expect(lab.ext, reaches: "10.0.24.10")
            try await lab.expectUnchanged(since: before)
        }
    }

    /// `nm-topology plan --json`, as much as is looked at.
    private struct Report: Decodable {
        let hazards: [Danger]
        let cuts: [Cutting]

        struct Danger: Decodable {
            let code: String
        }

        struct Cutting: Decodable {
            let device: String
            let seconds: Int?
            let taps: [Tap]
        }

        struct Tap: Decodable {
            let name: String
            let fate: String
        }
    }
}
