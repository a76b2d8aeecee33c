import LabSupport
import Testing

/// An address of the host that no cable can take down.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct DummyTests {
    @Test func `dummy: the service address is there, answers by the NIC, comes back at a boot, and goes by absent`()
        async throws
    {
        let spec = Fixture.examples + "/dummy.yaml"
        try await Lab.with(.uml, .flat()) { lab in
            try await lab.establish(spec)
            #expect(try await lab.host.must("ip -d link show dummy0").contains("\n    dummy "))
            try await expect(lab.host, reaches: "10.9.9.1")
            try await lab.gw.must("ip route add 10.9.9.1 via 10.0.0.2")
            try await expect(lab.ext, reaches: "10.0.0.2", "10.9.9.1")
            try await lab.expectSettled(spec)
            #expect(try await lab.host.must("nm-topology show").contains("dummy0"))

            let smaller = try await lab.spec("{version: 1, dummies: {dummy0: {addresses: [10.9.9.1/32], mtu: 1400}}}")
            try await lab.establish(smaller)
            #expect(try await lab.host.must("cat /sys/class/net/dummy0/mtu") == "1400\n")

            try await lab.establish(try await lab.spec("{version: 1, absent: [dummy0]}", "absent"))
            #expect(try await lab.host.run("ip link show dummy0").status != 0)
            #expect(try await !lab.host.must("nmcli -g NAME connection").contains("dummy0"))
            try await expect(lab.ext, reaches: "10.0.0.2")
        }
    }

    @Test func `a name that NetworkManager is told to leave alone: the old network is back, and it is said why`()
        async throws
    {
        try await Lab.with(.uml, .flat()) { lab in
            let before = try await lab.snapshot()
            // The lab's NetworkManager.conf has `unmanaged-devices=interface-name:tap*`.
            let apply = try await lab.apply(
                try await lab.spec("{version: 1, dummies: {tap9: {addresses: [192.0.2.77/32]}}}"))
            #expect(apply.status == 1 && apply.stderr.contains("the previous network is back"), "\(apply)")
            #expect(
                apply.stderr.contains("give it another name, or take the name out of `unmanaged-devices`"), "\(apply)")
            try await lab.expectUnchanged(since: before)
        }
    }
}
