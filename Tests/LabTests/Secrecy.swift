import LabSupport
import Testing

/// What the program says in a test of secrets, which may be in none of it.
final class Secrecy {
    private let lab: Lab
    private(set) var said = ""

    init(_ lab: Lab) { self.lab = lab }

    /// Runs a command, whose output counts as said.
    @discardableResult
    func run(
        _ command: String, expecting status: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CommandResult {
        let result = try await lab.host.run(command, timeout: .seconds(240))
        said += result.stdout + result.stderr
        #expect(result.status == status, "\(result)", sourceLocation: sourceLocation)
        return result
    }

    /// A secret that NetworkManager has in a profile.
    ///
    /// nmcli prints nothing in its place once in some hundred times, whatever goes on (1.42.4: in 1 of 300 reads).
    func secret(_ property: String, of profile: String) async throws -> String {
        let read = "nmcli -s -g \(property) connection show \(profile)"
        return try await lab.host.must(
            "for i in 1 2 3 4 5; do s=$(\(read)); [[ -z $s ]] || break; sleep 0.2; done; printf %s \"$s\"")
    }

    /// Runs every command that could say something of the specs, or of the profiles that came from them.
    func talk(about interface: String, _ specs: String...) async throws {
        let ofSpecs = specs.flatMap { spec in
            [
                "plan \(spec) -v", "plan \(spec) --steps", "plan \(spec) --json", "apply \(spec) --dry-run -v",
                "profile export \(spec)", "profile export \(spec) --format nmcli",
                "profile export \(spec) --format json",
            ]
        }
        let commands =
            ofSpecs + [
                "checkpoint status -v", "checkpoint status --json", "history", "history show", "history --json",
                "profile export --live -v", "profile export --live --format json",
                "profile export --live --format nmcli",
                "profile diff", "profile list", "profile show \(interface)", "show", "show --json", "snapshot",
                "diagnose",
            ]
        try await run(commands.map { "echo '== \($0)'; nm-topology \($0)" }.joined(separator: "\n") + "\ntrue")
    }

    /// No secret was said, is in NetworkManager's log, or in a file that others than root can read.
    func expectNone(of secrets: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for secret in secrets {
            #expect(!said.contains(secret), sourceLocation: sourceLocation)
            #expect(!lab.networkManagerLog.contains(secret), sourceLocation: sourceLocation)
        }
        // What is written in /etc, /var and /tmp of a lab lies in /run/lab, too.
        let readable = try await lab.host.must(
            """
            find /run /etc/NetworkManager /var/lib/nm-topology -type f -perm /077 2>/dev/null |
                grep -v -e ^/run/lab/ | xargs grep -l \(secrets.map { "-e \($0)" }.joined(separator: " ")) || :
            """)
        #expect(readable == "", "only root can read files with a secret", sourceLocation: sourceLocation)
    }
}
