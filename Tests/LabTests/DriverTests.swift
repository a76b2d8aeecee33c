import LabSupport
import Testing

/// What NICs' drivers are told, as far as a veth has it.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct DriverTests {
    @Test func `tuned-nics: features are as the spec says, in trials, rollbacks, drift and boots`() async throws {
        let example = Fixture.examples + "/tuned-nics.yaml"
        try await Lab.with(.uml, .access(vlan: 100)) { lab in
            // By ioctl, since ethtool(8) may not be there: ETHTOOL_GTSO and ETHTOOL_GGRO.
            let look = """
                perl -MSocket -e 'socket($s, AF_INET, SOCK_DGRAM, 0); for $n ("enp2s0", "enp3s0") { for $c (0x1e, 0x2b) {
                    $v = pack("LL", $c, 0); $r = pack("a16 P", $n, $v); ioctl($s, 0x8946, $r) or die; print((unpack("LL", $v))[1]) } }'
                """
            #expect(try await lab.host.must(look) == "1010")
            try await lab.establish(example)
            #expect(try await lab.host.must(look) == "0101")
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(
                try await lab.host.must(
                    "nmcli -g connection.zone,connection.mptcp-flags,connection.lldp connection show bond0"
                )
                .contains("internal"))
            // Without the key, NetworkManager puts back what the driver had.
            let text = try Fixture.text("examples/tuned-nics.yaml").replacing("feature-tso: false, ", with: "")
            let other = try await lab.spec(text, "other")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            let without = try await lab.host.must(look)
            #expect(without == "1111", "\(without)")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(look) == "0101")

            // Somebody switches one on behind NetworkManager's back.
            try await lab.host.must(
                """
                perl -MSocket -e 'socket($s, AF_INET, SOCK_DGRAM, 0); $v = pack("LL", 0x1f, 1); $r = pack("a16 P", "enp3s0", $v);
                    ioctl($s, 0x8946, $r) or die'
                """)
            let plan = try await lab.host.must("nm-topology plan \(example)")
            #expect(plan.contains("its feature-tso is on"), "\(plan)")
            try await lab.establish(example)
            #expect(try await lab.host.must(look) == "0101")
            // The lab's NICs keep what they were told over a boot, which a real one does not: NetworkManager tells it again.
            try await lab.expectSettled(example)
            #expect(try await lab.host.must(look) == "0101")
        }
    }

    @Test func `what the driver does not take ends the trial, though NetworkManager only warns`() async throws {
        try await Lab.with(.uml, .access(vlan: 100)) { lab in
            let spec = try await lab.spec(
                """
                version: 1
                ethernets:
                  enp2s0:
                    addresses: [10.0.100.10/24]
                    ethtool: {ring-rx: 4096}
                    speed: 1000
                    duplex: full
                    wake-on-lan: [magic]
                """)
            let apply = try await lab.apply(spec)
            #expect(apply.status == 1, "\(apply)")
            for message in [
                "its driver has no ring-rx", "its speed is 10000 Mb/s, not 1000 Mb/s", "its driver has no wake-on-lan",
            ] { #expect(apply.stderr.contains(message), "\(apply)") }
            // What it has anyway is no trouble.
            try await lab.establish(
                try await lab.spec(
                    "version: 1\nethernets: {enp2s0: {addresses: [10.0.100.10/24], speed: 10000, duplex: full, wake-on-lan: []}}\n"
                ))
            try await expect(lab.gw, reaches: "10.0.100.10")
        }
    }

    @Test func `the transmit queue, in place`() async throws {
        try await Lab.with(.uml, .access(vlan: 100)) { lab in
            let spec = try await lab.spec(
                "version: 1\nethernets: {enp2s0: {addresses: [10.0.100.10/24], gateway: 10.0.100.1, tx-queue-length: 77}}\n"
            )
            if try await lab.isOlder(than: "1.44") {
                return try await lab.expectRefused(
                    spec, "spec.yaml:2:72: P013: enp2s0: `link.tx-queue-length` needs")
            }
            let look = "cat /sys/class/net/enp2s0/tx_queue_len"
            let before = try await lab.host.must(look)
            try await lab.establish(spec)
            #expect(try await lab.host.must(look) == "77\n")
            let other = try await lab.spec(
                "version: 1\nethernets: {enp2s0: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}\n", "other")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(look) == before)
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.must(look) == "77\n")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.expectSettled(spec)
        }
    }
}
