import LabSupport
import Testing

/// A bond whose mode changes stays, and so does everything on it, whoever made it.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct BondModeTests {
    private static let lacp = """
        version: 1
        bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {lacp_rate: fast}}}
        vlans: {bond0.100: {parent: bond0, id: 100, addresses: [10.0.100.10/24, "fd00:100::10/64"], gateway: 10.0.100.1}}
        """

    private static let byHand = """
        ip link add link bond0 name other type vlan id 200 && ip link set other up
        ip address add 10.0.200.10/24 dev other
        ip address add fd00:200::10/64 dev other nodad
        ip route add 198.51.100.0/24 via 10.0.200.1 dev other
        """

    /// Indices, addresses and routes of what stands on the bond.
    private func look(_ lab: Lab) async throws -> String {
        try await lab.host.must(
            """
            cat /sys/class/net/{bond0,bond0.100,other}/ifindex
            for link in bond0.100 other; do
                ip -o address show dev $link scope global | awk '{print $2, $4}'; ip route show dev $link
                ip -6 route show dev $link | grep -v fe80
            done
            """)
    }

    @Test func `to active-backup and back to LACP, with VLANs on it`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200])) { lab in
            try await lab.establish(try await lab.spec(Self.lacp, "lacp"))
            try await lab.host.must(Self.byHand)
            let before = try await look(lab)
            let text = Self.lacp.replacing("802.3ad, options: {lacp_rate: fast}", with: "active-backup")
            let other = try await lab.spec(text, "other")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await look(lab) == before)
            #expect(try await lab.host.must("cat /sys/class/net/bond0/bonding/mode").hasPrefix("active-backup"))

            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await look(lab) == before)
            #expect(try await lab.host.must("cat /sys/class/net/bond0/bonding/mode").hasPrefix("802.3ad"))
            try await expect(lab.ext, reaches: "10.0.100.10")

            try await lab.establish(other)
            let plan = try await lab.host.must("nm-topology plan \(other)")
            #expect(plan.contains("No changes"), "\(plan)")
            let lacp = try await lab.spec(Self.lacp, "again")
            let again = try await lab.apply(lacp)
            try #require(again.status == 0, "\(again)")
            #expect(try await look(lab) == before)
            try await expect(lab.ext, reaches: "10.0.100.10")
        }
    }

    @Test func `back to LACP, the trial's links keep the address until frames pass`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100])) { lab in
            try await lab.establish(try await lab.spec(Self.lacp, "lacp"))
            let spec = try await lab.spec(
                """
                version: 1
                prune: true
                vlans: {enp4s0.100: {parent: enp4s0, id: 100, addresses: [10.0.100.10/24], gateway: 10.0.100.1}}
                """, "plain")
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            let pinging = try await Pinging(from: lab.ext, to: "10.0.100.10")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            // Nothing is lost, as in HandoverTests; the negotiation takes 3 s.
            let silence = try await pinging.longestSilence()
            if Suite.asked == nil { #expect(silence < 0.35) }
            try await expect(lab.ext, reaches: "10.0.100.10")
        }
    }
}
