import Foundation
import LabSupport
import Testing

/// Somebody without root: what polkit gives leave for is done by the service on the bus, and nothing else.
@Suite(
    .explainedByLab, .needs(.native), .enabled(if: Site.hasPolkit, "polkitd is not installed; see lab/install"),
    .turn(.native), .timeLimit(.minutes(3)))
struct BusTests {
    /// `games` may do all, `man` may only look, and `nobody` nothing.
    private static let services = ServedHost.services(all: "games", look: "man")

    private static func by(_ user: String, _ command: String) -> String {
        "setpriv --reuid=$(id -u \(user)) --regid=$(id -g \(user)) --clear-groups \(command)"
    }

    private static func spec(_ address: String) -> String {
        "{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [\(address)]}}}\n"
    }

    @Test func `an operator applies, and confirms from another login; who may only look, looks`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(Self.services)
            try await lab.host.write("/tmp/host.yaml", Self.spec("10.0.0.10/24"))
            try await lab.host.must("chmod 644 /tmp/host.yaml")

            let looked = try await lab.host.run(Self.by("man", "nm-topology plan /tmp/host.yaml"))
            #expect(looked.status == 0 && looked.stdout.contains("+ br0"), "\(looked)")
            for (user, command) in [
                ("man", "apply /tmp/host.yaml"), ("nobody", "plan /tmp/host.yaml"), ("nobody", "checkpoint status"),
                ("man", "checkpoint confirm"), ("man", "checkpoint rollback"),
            ] {
                let refused = try await lab.host.run(Self.by(user, "nm-topology \(command)"))
                #expect(refused.status == 77 && refused.stderr.contains("no leave for io.github"), "\(refused)")
            }
            #expect(try await lab.host.run("ip link show br0").status != 0)

            let apply = try await lab.host.run(Self.by("games", "nm-topology apply /tmp/host.yaml"))
            #expect(apply.status == 0 && apply.stdout.contains("is pending"), "\(apply)")
            try await expect(lab.gw, reaches: "10.0.0.10")
            let status = try await lab.host.must(Self.by("man", "nm-topology checkpoint status"))
            #expect(status.contains("(host.yaml, started") && status.contains("by games) is pending"), "\(status)")
            #expect(try await lab.host.run(Self.by("games", "nm-topology checkpoint confirm")).status == 0)

            // The plan knows what becomes of the caller's session.
            try await lab.host.write("/tmp/host.yaml", Self.spec("10.0.0.11/24"))
            let session = "env SSH_CONNECTION='10.0.0.1 40000 10.0.0.10 22' "
            let cut = try await lab.host.must(Self.by("man", session + "nm-topology plan /tmp/host.yaml"))
            #expect(cut.contains("H002"), "\(cut)")

            // As programs have it, with what happens meanwhile; and back.
            try await lab.host.write("/tmp/host.yaml", Self.spec("10.0.0.11/24"))
            let json = try await lab.host.must(Self.by("games", "nm-topology apply /tmp/host.yaml --progress json"))
            let lines = json.split(separator: "\n")
            #expect(lines.count > 3 && lines.allSatisfy { $0.hasPrefix("{") }, "\(json)")
            #expect(lines.last?.contains(#""state":"pending""#) == true, "\(json)")
            #expect(try await lab.host.run(Self.by("games", "nm-topology checkpoint rollback")).status == 0)
            try await expect(lab.gw, reaches: "10.0.0.10")
            let history = try await lab.host.must("nm-topology history")
            #expect(history.contains("games") && history.contains("host.yaml"), "\(history)")
        }
    }

    @Test func `root reads nothing for somebody else, and a wrong spec is told where`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(Self.services)
            let login =
                "{version: 1, ethernets: {enp3s0: {802-1x: {eap: peap, identity: h, phase2-auth: mschapv2, "
                + "password-file: /etc/shadow}}}}\n"
            for (spec, status, text) in [
                (login, 77, "enp3s0: its spec names /etc/shadow"),
                ("{version: 1, bridges: {br0: {portz: []}}}\n", 65, "host.yaml:1:30: error[T010]"),
            ] {
                try await lab.host.write("/tmp/host.yaml", spec)
                let refused = try await lab.host.run(
                    "chmod 644 /tmp/host.yaml; " + Self.by("games", "nm-topology apply /tmp/host.yaml"))
                #expect(refused.status == status && refused.stderr.contains(text), "\(refused)")
            }
            // What the caller cannot read, it cannot send either.
            try await lab.host.must("chmod 600 /tmp/host.yaml")
            let unread = try await lab.host.run(Self.by("games", "nm-topology plan /tmp/host.yaml"))
            #expect(unread.status != 0 && unread.stderr.contains("/tmp/host.yaml"), "\(unread)")
            // Without polkit, nobody but root has leave.
            try await lab.host.must("pkill polkitd")
            let without = try await lab.host.run(Self.by("games", "nm-topology checkpoint status"))
            #expect(without.status == 77 && without.stderr.contains("polkit does not answer"), "\(without)")
            #expect(try await lab.host.must("ls /run/nm-topology").contains("call.") == false)
        }
    }

    @Test func `the service is killed in the middle: the trial goes on, and ends by itself`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(Self.services)
            try await lab.host.write("/tmp/host.yaml", Self.spec("10.0.0.10/24"))
            let apply = try await lab.host.run(
                "chmod 644 /tmp/host.yaml; " + Self.by("games", "nm-topology apply /tmp/host.yaml --timeout 10"))
            #expect(apply.status == 0, "\(apply)")
            try await lab.host.must("pkill -KILL -f bus-service")
            #expect(try await lab.guardEndsTrial(within: .seconds(40)))
            let status = try await lab.host.must("nm-topology checkpoint status")
            #expect(status.contains("was rolled back"), "\(status)")
            let gone = try await lab.host.run(Self.by("games", "nm-topology checkpoint status"))
            #expect(gone.status == 77 && gone.stderr.contains("this needs root"), "\(gone)")
        }
    }
}
