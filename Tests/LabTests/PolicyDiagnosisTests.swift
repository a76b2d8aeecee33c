import LabSupport
import Testing

/// What diagnose says of policy rules and of the tables to which they lead: silent before, there with the fault, and silent
/// once its own command was run.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(3)))
struct PolicyDiagnosisTests {
    @Test func `a rule into an empty table, routes without a rule, and a rule that rejects the host's address`()
        async throws
    {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.establish(
                try await lab.spec(
                    """
                    version: 1
                    ethernets:
                      enp2s0:
                        addresses: [10.0.0.10/24]
                        gateway: 10.0.0.1
                        routes: [{to: 10.7.0.0/16, via: 10.0.0.1, table: 300}]
                        rules: [{from: 10.0.0.10, table: 300, priority: 100}]
                    """))
            #expect(try await lab.diagnose().codes == [])

            try await lab.host.must("ip rule delete priority 100; ip rule add from 10.0.0.10 table 301 priority 100")
            let empty = try await lab.diagnose()
            #expect(empty["D015"]?.interfaces == ["enp2s0"] && empty["D017"]?.interfaces == ["enp2s0"], "\(empty)")
            #expect(empty["D015"]?.message.contains("301") == true, "\(empty)")
            #expect(empty["D017"]?.message.contains("300") == true && empty["D017"]?.severity == "note", "\(empty)")
            try await lab.host.must("ip rule delete priority 100; ip rule add from 10.0.0.10 table 300 priority 100")

            try await lab.host.must(
                "ip rule add from 10.9.9.9 table 300 priority 90; ip rule add from 10.0.0.10 prohibit priority 90")
            #expect(try await lab.host.run("ping -c 1 -W 1 -I 10.0.0.10 10.0.0.1").status != 0)
            let rejected = try #require(try await lab.diagnose()["D016"])
            #expect(rejected.severity == "problem" && rejected.interfaces == ["enp2s0"], "\(rejected)")
            try await lab.host.must(try #require(rejected.here.first?.command))
            try await expect(lab.host, reaches: "10.0.0.1")
            #expect(
                try await lab.host.must("ip rule").contains("from 10.9.9.9"), "another rule at the same place stays")
            #expect(try await lab.diagnose().codes == [])
        }
    }
}
