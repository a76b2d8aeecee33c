import LabSupport
import Testing

/// `nm-topology show` on a host with a real NetworkManager, in trouble and without one.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct ShowTests {
    @Test func `show names the guests' ports, the active port, and what differs from the spec`() async throws {
        let spec = Fixture.examples + "/active-backup.yaml"
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            let before = try await lab.show("\(spec) --compare")
            #expect(before.line("bond0")?.hasPrefix("+ bond0") == true, "\(before)")
            #expect(before.line("enp2s0")?.contains("no profile") == true, "\(before)")

            try await lab.establish(spec)
            let tap = try await lab.plugGuest(
                "g200", into: "br200", mac: "52:54:00:ee:00:42", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await expect(lab.guest("g200"), reaches: "10.0.200.1")
            let after = try await lab.show("")
            let port = try #require(after.line(tap), "\(after)")
            #expect(port.contains("forwarding, guest 52:54:00:ee:00:42"))
            #expect(port.hasPrefix("│     └─ ") || port.hasPrefix("      └─ "), "below its bridge: \(port)")
            #expect(after.line("bond0")?.contains("active-backup, enp2s0 active") == true, "\(after)")
            #expect(after.line("enp3s0")?.contains("standby") == true, "\(after)")
            let management = try #require(after.line("bond0.100"))
            #expect(management.contains("10.0.100.10/24, gateway 10.0.100.1"))
            #expect(management.contains("DNS 10.0.100.53, by nm-topology"))
            let same = try await lab.show("--compare \(spec)")
            #expect(same.line("bond0")?.hasPrefix("= bond0") == true && !same.contains("~"), "\(same)")

            try await lab.sw.must("ip link set swp2 down")
            try await lab.host.must("ip address add 10.0.200.99/24 dev br200; sleep 3")
            let trouble = try await lab.show("--compare \(spec)")
            #expect(trouble.line("enp2s0")?.contains("no carrier") == true, "\(trouble)")
            #expect(trouble.line("bond0")?.contains("enp3s0 active") == true, "\(trouble)")
            #expect(trouble.line("br200")?.hasPrefix("~") == true, "\(trouble)")
            #expect(trouble.contains("but it has the address 10.0.200.99/24, which nobody asked for"))

            let nobody = try await lab.host.run(
                "LC_ALL=C.UTF-8 setpriv --reuid 65534 --regid 65534 --clear-groups $(command -v nm-topology) show")
            #expect(nobody.status == 0 && nobody.stdout.line("br200")?.contains("by nm-topology") == true, "\(nobody)")

            try await lab.killNetworkManager()
            let alone = try await lab.host.run("nm-topology show")
            #expect(alone.status == 0, "\(alone)")
            #expect(alone.stderr.contains("NetworkManager is not running"))
            #expect(alone.stdout.contains(tap) && alone.stdout.contains("enp3s0 active"))
        }
    }
}

extension Lab {
    /// What `nm-topology show` prints, in UTF-8.
    fileprivate func show(_ arguments: String) async throws -> String {
        try await host.must("LC_ALL=C.UTF-8 nm-topology show \(arguments)")
    }
}

extension String {
    /// The line of a tree that an interface has; not one that says what differs.
    fileprivate func line(_ name: String) -> String? {
        split(separator: "\n").first { line in
            let words = line.split(separator: " ")
            return words.contains(Substring(name)) && !words.contains("but")
        }.map(String.init)
    }
}
