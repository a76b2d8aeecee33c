import LabSupport
import Testing

@Suite(.explainedByLab) struct ApplyTests {
    @Test(.needs(.uml), .timeLimit(.minutes(5)))
    func `the thread's first answer: bond, VLANs, a bridge for each guest network`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            let apply = try await lab.host.run(
                "nm-topology apply \(Fixture.examples)/kvm-trunk.yaml -v --timeout 60; ip -br addr")
            print(apply)
            let confirm = try await lab.host.run(
                "nm-topology checkpoint status; nm-topology checkpoint confirm; ls -l /etc/NetworkManager/system-connections"
            )
            print(confirm)
            #expect(try await lab.ext.reaches("10.0.100.10"))
            print(try await lab.host.run("time nm-topology apply \(Fixture.examples)/kvm-trunk.yaml"))
        }
    }
}
