import LabSupport
import Testing

/// NICs that the spec calls by other names of theirs, and that the kernel calls otherwise at the next boot.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct AlternativeNameTests {
    private static let spec = """
        version: 1
        bonds: {bond0: {ports: [lan0, lan1], mode: active-backup}}
        trunks:
          bond0: {100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}
          lan2: {200: {addresses: [10.0.200.10/24]}}
        """

    /// Starts NetworkManager as a boot does, on NICs whose names go round.
    private static let boot = """
        . $LAB/daemons; . $LAB/reboot
        eval "really_$(declare -f start_nm)"
        start_nm() {
            for nic in enp2s0 enp3s0 enp4s0; do ip link set $nic down; ip link set $nic name was-$nic; done
            ip link set was-enp2s0 name enp4s0; ip link set was-enp3s0 name enp2s0; ip link set was-enp4s0 name enp3s0
            really_start_nm
        }
        boot_host
        """

    @Test func `bond ports and a VLAN's parent are found by their MAC addresses whatever a boot calls them`()
        async throws
    {
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            try await lab.host.must("for i in 0 1 2; do ip link property add dev enp$((i + 2))s0 altname lan$i; done")
            let spec = try await lab.spec(Self.spec)
            let plan = try await lab.host.must("nm-topology plan \(spec)")
            #expect(plan.contains("lan2 is another name of enp4s0: its profile goes by"), "\(plan)")
            let before = try await lab.snapshot()
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.snapshot() == before)
            try await lab.establish(spec)
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await expect(lab.host, reaches: "10.0.200.1")
            // Both ports have one address now: the permanent one tells them apart.
            let again = try await lab.host.must("nm-topology plan \(spec)")
            #expect(again.hasPrefix("No changes:"), "\(again)")

            try await lab.host.must(Self.boot, timeout: .seconds(120))
            let ports = try await lab.host.must("sort /sys/class/net/bond0/bonding/slaves; ip -o link show lan2.200")
            #expect(ports.contains("enp2s0 enp4s0") && ports.contains("lan2.200@enp3s0"), "\(ports)")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await expect(lab.host, reaches: "10.0.200.1")
            let booted = try await lab.host.must("nm-topology plan \(spec)")
            #expect(booted.hasPrefix("No changes:") && booted.contains("lan2 is another name of enp3s0"), "\(booted)")
            #expect(try await lab.host.must("nm-topology profile diff \(spec)") == "No differences.\n")
        }
    }

    @Test func `a NIC that is there under two names is refused with the name to write`() async throws {
        try await Lab.with(.uml, .access(vlan: 100)) { lab in
            try await lab.host.must("ip link property add dev enp2s0 altname lan0")
            let spec = try await lab.spec("version: 1\nbridges: {br0: {ports: [lan0, enp2s0]}}\n")
            let end = try await lab.apply(spec)
            #expect(end.status == 65, "\(end)")
            #expect(
                end.stderr.contains("spec.yaml:2:25: P001: lan0: it is another name of enp2s0, which the spec has"),
                "\(end)")
        }
    }
}
