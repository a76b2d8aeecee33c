import LabSupport
import Testing

/// Virtual functions on NICs that have none, which is what a lab has.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct VirtualFunctionTests {
    private static let functions =
        "sriov: {vfs: 4, vf: {0: {mac: \"52:54:00:15:81:c0\", vlan: 200, trust: false}, 3: {vlan: 300, max-tx-rate: 2500}}}"

    @Test func `a NIC that has no virtual functions is said so, and the host is as it was`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec("version: 1\nethernets: {enp3s0: {\(Self.functions)}}\n")
            let end = try await lab.apply(spec)
            // NetworkManager 1.30 brings it up all the same.
            let reasons = ["device does not support SR-IOV", "it has 0 virtual functions, not 4"]
            #expect(end.status == 1 && reasons.contains { end.stderr.contains($0) }, "\(end)")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test func `NetworkManager gives virtual functions back as the spec has them`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            let spec = try await lab.spec("version: 1\nethernets: {enp3s0: {\(Self.functions)}}\n")
            try await lab.host.must(
                """
                nm-topology profile export \(spec) --output /etc/NetworkManager/system-connections
                nmcli connection reload
                """)
            let same = try await lab.host.must("nm-topology plan \(spec)")
            #expect(same.contains("enp3s0") && !same.contains("sriov"), "\(same)")
            let other = try await lab.spec(
                "version: 1\nethernets: {enp3s0: {\(Self.functions.replacing("300", with: "301"))}}\n")
            let changed = try await lab.host.must("nm-topology plan \(other)")
            #expect(changed.contains("sriov.vfs: "), "\(changed)")
            let faster = try await lab.spec(
                "version: 1\nethernets: {enp3s0: {\(Self.functions.replacing("2500", with: "5000"))}}\n")
            let rate = try await lab.host.must("nm-topology plan \(faster)")
            #expect(rate.contains("sriov.vfs: "), "\(rate)")
        }
    }

    @Test func `how the NIC passes frames between functions is refused by the key where NetworkManager is older`()
        async throws
    {
        try await Lab.with(.native, .flat()) { lab in
            guard try await lab.isOlder(than: "1.46") else { return }
            let spec = try await lab.spec(
                "version: 1\nethernets: {enp3s0: {sriov: {vfs: 2, eswitch-mode: switchdev}}}\n")
            try await lab.expectRefused(
                spec, "spec.yaml:2:38: P013: enp3s0: `eswitch-mode` needs NetworkManager 1.46; this host has 1.")
        }
    }
}
