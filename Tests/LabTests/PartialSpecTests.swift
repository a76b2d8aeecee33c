import LabSupport
import Testing

/// A host that grows and shrinks by specs of a part of it: what they do not name stays.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(6)))
struct PartialSpecTests {
    private static let kvm = Fixture.examples + "/kvm-trunk.yaml"

    @Test func `a spec of a part leaves the rest, what nmcli added stays, and drift still knows of all`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300, 400])) { lab in
            try await lab.establish(Self.kvm)
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await lab.host.must(
                """
                nmcli connection modify bond0.100 connection.metered yes
                nmcli device reapply bond0.100
                """)
            let pings = [
                try await Pinging(from: lab.ext, to: "10.0.100.10"),
                try await Pinging(from: lab.ext, to: "10.0.200.21"),
            ]

            let grown = try await lab.spec("version: 1\ntrunks: {bond0: {400: {bridge: br400}}}\n", "grown")
            let plan = try await lab.host.must("nm-topology plan \(grown)")
            #expect(plan.contains("\n+ 2 new\n7 of nm-topology's interfaces are not in this spec and stay"), "\(plan)")
            let pruned = try await lab.host.run(
                "SSH_CONNECTION='192.0.2.10 50022 10.0.100.10 22' nm-topology apply \(grown) --prune --confirm manual")
            #expect(pruned.status == 65 && pruned.stderr.contains("H008"), "\(pruned)")
            try await lab.establish(grown)
            #expect(try await lab.host.must("ls -d /sys/class/net/br*").contains("br400"))

            // Both what the first and what the second spec made is known as it was applied.
            for bridge in ["br300", "br400"] {
                try await lab.host.must("nmcli connection modify \(bridge) bridge.ageing-time 77")
                let diff = try await lab.host.run("nm-topology profile diff")
                #expect(diff.status == 2 && diff.stdout.contains(bridge) && diff.stdout.contains("→ 77"), "\(diff)")
                try await lab.host.must("nmcli connection modify \(bridge) bridge.ageing-time 300")
            }

            // The profile with the addition changes, and keeps it.
            let text = try Fixture.text("examples/kvm-trunk.yaml")
            let changed = try await lab.spec(text.replacing("10.0.100.53", with: "10.0.100.54"), "changed")
            let update = try await lab.host.must("nm-topology plan \(changed)")
            #expect(update.contains("keeps what nmcli added: connection.metered"), "\(update)")
            try await lab.establish(changed)
            #expect(try await lab.host.must("nmcli -g connection.metered connection show bond0.100") == "yes\n")

            let less = try await lab.spec("version: 1\nabsent: [br300]\n", "less")
            try await lab.establish(less)
            #expect(try await lab.host.run("ip link show br300").status != 0)
            #expect(try await lab.host.run("ip -d link show bond0.300 | grep -q master").status != 0)
            for ping in pings { #expect(try await ping.longestSilence() == 0) }
            let again = try await lab.apply(less)
            #expect(again.status == 0 && again.stderr.contains("No changes:"), "\(again)")
            try await lab.expectSameAfterBoot()
            try await expect(lab.ext, reaches: "10.0.100.10", "10.0.200.21")
        }
    }

    @Test func `a NIC by another key, and a NIC taken from a bond that the spec does not have`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await lab.establish(Self.kvm)
            try await lab.establish(try await lab.spec("version: 1\nbridges: {br0: {ports: [enp4s0]}}\n", "named"))
            let spec = try await lab.spec(
                """
                version: 1
                ethernets: {lan0: {mac: "52:54:00:00:00:04"}}
                bridges: {br0: {ports: [lan0]}}
                """, "found")
            let plan = try await lab.host.must("nm-topology plan \(spec)")
            #expect(!plan.contains("for good") && plan.contains("- 1 removed"), "\(plan)")
            try await lab.establish(spec)

            let macs = "cat /sys/class/net/{bond0,bond0.100,br9}/address 2>/dev/null"
            let before = try await lab.host.run(macs).stdout
            let taken = try await lab.spec("version: 1\nbridges: {br9: {ports: [enp2s0]}}\n", "taken")
            let warned = try await lab.host.must("nm-topology plan \(taken)")
            #expect(warned.contains("Warning H024: bond0 gets the MAC address 52:54:00:00:00:03"), "\(warned)")
            let apply = try await lab.apply(taken)
            try #require(apply.status == 0, "\(apply)")
            let after = try await lab.host.must(macs)
            #expect(after == "52:54:00:00:00:03\n52:54:00:00:00:03\n52:54:00:00:00:02\n")
            try await expect(lab.ext, reaches: "10.0.100.10")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.run(macs).stdout == before)
            try await expect(lab.ext, reaches: "10.0.100.10")
        }
    }
}
