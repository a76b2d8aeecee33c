import LabSupport
import Testing

/// A host with guests on it grows and shrinks.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct ChangeTests {
    @Test func `options of a bond go back to their defaults, and a rollback sets them again`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100])) { lab in
            let text = """
                version: 1
                bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {lacp_rate: fast, ad_select: count}}}
                trunks: {bond0: {100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}}
                """
            try await lab.establish(try await lab.spec(text))
            let options = "cd /sys/class/net/bond0/bonding; cat lacp_rate ad_select"
            let before = try await lab.host.must(options)
            #expect(before == "fast 1\ncount 2\n")
            let usual = try await lab.spec(text.replacing("lacp_rate: fast, ad_select: count", with: ""), "usual")
            let apply = try await lab.apply(usual)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(options) == "slow 0\nstable 0\n")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(options) == before)
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.establish(usual)
            try await lab.expectSettled(usual)
        }
    }

    @Test func `another VLAN costs the guests nothing, and what the spec no longer has is pruned or comes back`()
        async throws
    {
        let kvm = Fixture.examples + "/kvm-trunk.yaml"
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300, 400])) { lab in
            try await lab.establish(kvm)
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            let text = try Fixture.text("examples/kvm-trunk.yaml")

            let pings = [
                try await Pinging(from: lab.ext, to: "10.0.100.10"),
                try await Pinging(from: lab.ext, to: "10.0.200.21"),
            ]
            let grown = try await lab.spec(text + "    400: {bridge: br400}\n", "grown")
            try await lab.establish(grown)
            for ping in pings { #expect(try await ping.longestSilence() == 0) }
            try await lab.plugGuest("g400", into: "br400", address: "10.1.144.21/24", gateway: "10.1.144.1")
            try await expect(lab.guest("g400"), reaches: "10.1.144.1", "192.0.2.10")
            try await lab.expectSettled(grown)

            // VLAN 400 is given up again, and so is a bridge from the time before nm-topology.
            try await lab.host.must(
                """
                nmcli connection add type bridge ifname old0 con-name old0 bridge.mac-address 52:54:00:00:01:00 \
                    ipv4.method disabled ipv6.method disabled
                nmcli connection up old0
                """)
            let before = try await lab.snapshot()
            let shrunk = try await lab.spec(text + "absent: [old0]\nprune: true\n", "shrunk")
            let pinging = try await Pinging(from: lab.ext, to: "10.0.200.21")
            let apply = try await lab.apply(shrunk)
            #expect(apply.status == 0, "\(apply)")
            for link in ["br400", "bond0.400", "old0"] {
                #expect(try await lab.host.run("ip link show \(link)").status != 0, "\(link) is still there")
            }
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            try await expect(lab.guest("g400"), reaches: "10.1.144.1", "192.0.2.10")
            try await lab.expectUnchanged(since: before)
            #expect(try await pinging.longestSilence() < 2, "other guests")

            try await lab.establish(shrunk)
            try await lab.expectSettled(shrunk)
            try await expect(lab.guest("g200"), reaches: "10.0.200.1", "192.0.2.10")
        }
    }

    @Test func `another VLAN on a host with a hundred bridges touches two profiles and costs the others no packet`()
        async throws
    {
        let kvm = try Fixture.text("examples/kvm-trunk.yaml")
        let many = kvm + (1001...1098).map { "    \($0): {bridge: br\($0)}\n" }.joined()
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300, 400])) { lab in
            try await lab.establish(try await lab.spec(many, "many"))
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            let grown = try await lab.spec(many + "    400: {bridge: br400}\n", "grown")
            let plan = try await lab.host.must("nm-topology plan \(grown)")
            #expect(plan.hasSuffix("+ 2 new, = 204 unchanged\n"), "\(plan.suffix(200))")

            let pings = [
                try await Pinging(from: lab.ext, to: "10.0.100.10"),
                try await Pinging(from: lab.ext, to: "10.0.200.21"),
            ]
            try await lab.establish(grown)
            for ping in pings { #expect(try await ping.longestSilence() == 0) }
            // No boot here: 204 profiles take NetworkManager a minute in the lab, and nothing else comes of it.
        }
    }
}
