import Foundation
import LabSupport
import Testing

/// Every document that `--json` prints on a host keeps to its schema in docs.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct DocumentTests {
    private func document(
        _ lab: Lab, _ arguments: String, status: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [String: Any] {
        let result = try await lab.host.run("nm-topology \(arguments)", timeout: .seconds(240))
        #expect(result.status == status, "\(arguments): \(result)", sourceLocation: sourceLocation)
        #expect(
            try Schema.problems(of: result.stdout) == [], "\(arguments): \(result.stdout)",
            sourceLocation: sourceLocation)
        let object = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
        return try #require(object as? [String: Any], sourceLocation: sourceLocation)
    }

    /// The last of the lines that `--progress json` prints, each of which is a document.
    private func events(_ lab: Lab, _ arguments: String, status: Int) async throws -> [String: Any] {
        let result = try await lab.host.run("nm-topology \(arguments)", timeout: .seconds(240))
        #expect(result.status == status, "\(result)")
        let lines = result.stdout.split(separator: "\n").map(String.init)
        for line in lines { #expect(try Schema.problems(of: line) == [], "\(line)") }
        let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
        let names = objects.compactMap { $0["event"] as? String }
        #expect(names.first == "planned" && names.contains("protected") && names.last == "rolling-back", "\(names)")
        #expect(!result.stderr.contains("Trial "), "what happened is told once: \(result.stderr)")
        return try #require(objects.last)
    }

    @Test func `documents of a host keep to their schemas, and an apply always has its keys`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            #expect(try await document(lab, "checkpoint status --json")["state"] as? String == "none")
            let plan = try await document(lab, "plan \(spec) --json")
            #expect(plan["changes"] as? Bool == true)
            let first = try await document(lab, "apply \(spec) --confirm manual --json")
            #expect(first["changed"] as? Bool == true && first["outcome"] as? String == "pending")
            #expect(first["plan"] != nil && first["id"] != nil)
            let addresses = first["addresses"] as? [[String: Any]] ?? []
            #expect(
                addresses.contains { $0["interface"] as? String == "br0" && $0["address"] as? String == "10.0.0.2/24" })
            let refused = try await document(lab, "apply \(spec) --confirm manual --json", status: 75)
            #expect(refused["code"] as? String == "trial-pending" && refused["trial"] != nil)
            for command in ["checkpoint status", "checkpoint extend", "checkpoint confirm"] {
                _ = try await document(lab, "\(command) --json")
            }
            let second = try await document(lab, "apply \(spec) --confirm manual --json")
            #expect(second["changed"] as? Bool == false && second["outcome"] as? String == "unchanged")
            #expect(second["plan"] != nil && second["addresses"] != nil)
            let bad = try await lab.spec(
                FlatHost.bridged(gateway: "10.0.0.1", "checks: [{ping: 10.0.0.77, within: 2}]"))
            let failed = try await document(lab, "apply \(bad) --confirm checks --json --dry-run")
            #expect(failed["changes"] as? Bool == false)
            let other = try await lab.spec(
                FlatHost.bridged().replacing("10.0.0.2/24", with: "10.0.0.9/24")
                    + "checks: [{ping: 10.0.0.77, within: 2}]\n")
            let undone = try await events(lab, "apply \(other) --confirm checks --progress json", status: 1)
            #expect(undone["outcome"] as? String == "rolled-back" && undone["changed"] as? Bool == false)
            let cause = (undone["error"] as? [String: Any])?["cause"] as? [String: Any]
            #expect(cause?["code"] as? String == "failed")
            for command in ["history --json", "profile list --json", "history restore 1 --dry-run --json"] {
                _ = try await document(lab, command)
            }
            for command in [
                "snapshot", "show --format json", "show --compare \(spec) --format json",
                "profile export --live --format json",
            ] {
                _ = try await document(lab, command)
            }
            try await lab.host.must("nmcli connection modify br0 ipv4.addresses 10.0.0.7/24")
            _ = try await document(lab, "profile diff --json", status: 2)
            _ = try await document(lab, "plan \(spec) --json")
            _ = try await document(lab, "diagnose --json", status: 2)
        }
    }
}

/// A bridge that filters by VLAN is a port of itself.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct FilteringBridgeTests {
    @Test func `a VLAN that the bridge no longer lets through to the host is named, and words alone change nothing`()
        async throws
    {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            func spec(_ options: String) -> String {
                """
                version: 1
                bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {\(options)}}}
                bridges: {br0: {vlan-filtering: true, vlans: [100], ports: [bond0: {vlans: [100, 200]}]}}
                trunks: {br0: {100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}}

                """
            }
            try await lab.establish(try await lab.spec(spec("lacp_rate: 1, xmit_hash_policy: layer3+4")))
            try await expect(lab.host, reaches: "10.0.100.1")
            let other = try await lab.spec(spec("lacp_rate: fast, xmit_hash_policy: 1"), "other")
            let plan = try await lab.host.must("nm-topology plan \(other)")
            #expect(plan.contains("No changes:"), "\(plan)")
            for take in ["dev br0 self", "dev bond0"] {
                try await lab.host.must("bridge vlan del vid 100 \(take); ping -c 1 -W 1 10.0.100.1 || :")
                let diagnosis = try await lab.host.run("nm-topology diagnose")
                #expect(diagnosis.stdout.contains("problem[D032]"), "\(diagnosis)")
                #expect(!diagnosis.stdout.contains("D014"), "\(diagnosis)")
                try await lab.host.must("bridge vlan add vid 100 \(take)")
            }
            try await expect(lab.host, reaches: "10.0.100.1")
            #expect(!(try await lab.host.run("nm-topology diagnose")).stdout.contains("D032"))
        }
    }
}
