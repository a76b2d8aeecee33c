import DBus
import Foundation
import Glibc
import LabSupport
import Testing

@Suite struct `How the program ends` {
    static let example = "\(Fixture.examples)/kvm-trunk.yaml"

    @Test(arguments: [
        ["--wrong"], ["nothing"], ["apply", "--no-such-flag", example],
        ["profile", "export", "--format", "xml", example],
        ["apply", "--timeout", "9", example], ["apply", "--timeout", "86401", example],
        ["apply", "--timeout", "soon", example], ["apply", "--timeout", "-1", example],
        ["apply", "--timeout", "99999999999999999999", example], ["apply", "--settle", "4", example],
        ["apply", "--confirm", "maybe", example], ["apply", "--confirm", "ask", example],
        ["checkpoint", "extend", "--timeout", "0"], ["checkpoint", "confirm", "a", "b"],
        ["apply", "--from-history", "1", example], ["apply", "--from-history", "one"], ["history", "restore"],
        ["history", "restore", "1", "--confirm", "checks"], ["profile", "show"],
    ])
    func `wrong usage is 64, said on standard error`(arguments: [String]) throws {
        let end = try Program.run(arguments)
        #expect(end.code == 64)
        #expect(end.output == "")
        #expect(end.errors.hasPrefix("Error: "))
    }

    @Test(
        .enabled(if: !FileManager.default.fileExists(atPath: "/etc/nm-topology"), "there is /etc/nm-topology here"),
        arguments: [["validate"], ["plan"], ["apply"], ["profile", "export"]])
    func `no spec at all is wrong usage, and it is told where one is looked for`(arguments: [String]) throws {
        let end = try Program.run(arguments)
        #expect(end.code == 64)
        #expect(end.output == "")
        #expect(
            end.errors == """
                Error: no spec is named, and there is none in /etc/nm-topology
                Hint: name one after the command, for example host.yaml

                """)
    }

    @Test(arguments: [
        ["plan", example], ["apply", example], ["checkpoint"], ["checkpoint", "confirm"], ["checkpoint", "rollback"],
        ["profile", "list"], ["profile", "show", "br0"], ["profile", "diff", example],
    ])
    func `without a bus it is 69, with what to do`(arguments: [String]) throws {
        let end = try Program.run(arguments)
        #expect(end.code == 69)
        #expect(end.output == "")
        #expect(end.errors.hasPrefix("Error: "))
        #expect(end.errors.contains("\nHint: "))
        #expect(end.errors.components(separatedBy: "Error: ").count == 2)
    }

    @Test(arguments: ["", "nonsense", "unix:", "tcp:host=127.0.0.1,port=1", "unix:path=/dev/null"])
    func `an address that is no bus is 69 too`(address: String) throws {
        let end = try Program.run(["plan", Self.example], environment: ["DBUS_SYSTEM_BUS_ADDRESS": address])
        #expect(end.code == 69 || (address.isEmpty && end.code == 77))
        #expect(end.output == "")
        #expect(end.errors.hasPrefix("Error: "))
    }

    @Test func `a bus without NetworkManager is 69, with the command that starts it`() async throws {
        let bus = try await PrivateBus()
        let end = try Program.run(["plan", Self.example], environment: ["DBUS_SYSTEM_BUS_ADDRESS": bus.address])
        bus.stop()
        #expect(end.code == 69)
        #expect(end.output == "")
        #expect(
            end.errors == """
                Error: NetworkManager is not running
                Hint: systemctl start NetworkManager; on a host without it, `profile export` still works

                """)
    }

    @Test(
        .enabled(if: geteuid() == 0, "only root can become somebody else"),
        arguments: [["plan", example], ["apply", "--confirm", "manual", example], ["checkpoint"]])
    func `whoever is not root is told so, where NetworkManager is there`(arguments: [String]) async throws {
        let bus = try await PrivateBus()
        defer { bus.stop() }
        let manager = try await Connection.open(.address(bus.address))
        try await manager.requestName(BusName("org.freedesktop.NetworkManager"))
        // Nobody but root reads the checkout, perhaps; but whoever began as root has it open.
        let text = try Fixture.text("examples/kvm-trunk.yaml")
        let scratch = try Scratch()
        chmod(scratch.path, 0o755)
        let spec = try scratch.file("spec.yaml", Array(text.utf8))
        chmod(spec, 0o644)
        let end = try Unprivileged.run(
            arguments.map { $0 == Self.example ? spec : $0 }, environment: ["DBUS_SYSTEM_BUS_ADDRESS": bus.address])
        #expect(end.code == 77, "\(end.errors)")
        #expect(end.output == "")
        #expect(end.errors.hasPrefix("Error: this needs root: "))
        // Word for word what was typed: whoever is cut off copies it.
        let typed = arguments.map { $0 == Self.example ? spec : $0 }.joined(separator: " ")
        #expect(end.errors.hasSuffix("\nHint: sudo nm-topology \(typed)\n"))
        await manager.close()
    }

    @Test func `a bad spec is told before the bus is asked for`() throws {
        #expect(try Program.run(["apply"], spec: "version: 1\nx: 1\n").code == 65)
        #expect(try Program.run(["plan", "/nonexistent"]).code == 65)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `whoever is not root can validate and export`() throws {
        let scratch = try Scratch()
        chmod(scratch.path, 0o755)
        let file = try scratch.file("a.yaml", Array("{version: 1, bridges: {br0: {}}}".utf8))
        chmod(file, 0o644)
        let end = try Unprivileged.run(["validate", file])
        #expect(end.code == 0, "\(end.errors)")
        #expect(try Unprivileged.run(["profile", "export", file]).code == 0)
    }

    @Test(
        .enabled(if: geteuid() == 0, "only root can become somebody else"),
        arguments: [["history"], ["history", "show"], ["history", "restore", "1"], ["apply", "--from-history", "1"]])
    func `the history is root's, and whoever is not is told so`(arguments: [String]) throws {
        let end = try Unprivileged.run(arguments)
        #expect(end.code == 77, "\(end.errors)")
        #expect(end.errors.hasPrefix("Error: this needs root: the history holds profiles with their secrets\nHint: "))
    }

    // MARK: Streams

    @Test(arguments: [
        ["validate", example], ["profile", "export", example], ["--help"], ["validate", "--json", example],
    ])
    func `a reader of the data that goes away is no fault`(arguments: [String]) throws {
        let end = try Program.run(arguments, output: .brokenPipe)
        #expect(end.signal == nil)
        #expect(end.code == 0)
        #expect(end.errors == "")
    }

    @Test(arguments: [Finished.Sink.brokenPipe, .closed])
    func `the exit code tells of an error that nobody could be told of`(sink: Finished.Sink) throws {
        #expect(try Program.run(["validate", "/nonexistent"], errors: sink).code == 65)
        #expect(try Program.run(["validate", Self.example, "--wrong"], errors: sink).code == 64)
        #expect(try Program.run(["plan", Self.example], errors: sink).code == 69)
    }

    @Test(arguments: [["profile", "export", example], ["validate", "--json", example]])
    func `data that could not be written whole is a failure`(arguments: [String]) throws {
        let end = try Program.run(arguments, output: .file("/dev/full"))
        #expect(end.code == 73)
        #expect(end.errors == "Error: standard output: cannot write to it: No space left on device\n")
    }

    @Test func `a closed standard output is a failure to deliver, not a crash`() throws {
        let end = try Program.run(["profile", "export", Self.example], output: .closed)
        #expect(end.signal == nil)
        #expect(end.code == 73)
    }

    @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": "xterm-256color"]])
    func `there is no colour where no terminal is`(environment: [String: String]) throws {
        let bad = try Program.run(["validate", "/nonexistent"], environment: environment)
        #expect(!bad.errors.contains("\u{1b}"))
        let good = try Program.run(["validate", Self.example], environment: environment)
        #expect(!good.output.contains("\u{1b}"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script(1) is not there"))
    func `on a terminal there is colour, and NO_COLOR takes it away`() throws {
        func onTerminal(_ environment: [String: String]) throws -> String {
            let command = "\(Fixture.program) validate /nonexistent"
            return try Finished.run(
                ["script", "-qec", command, "/dev/null"],
                environment: Program.environment.merging(environment) { _, new in new }
            ).output
        }
        #expect(try onTerminal(["TERM": "xterm"]).contains("\u{1b}[1;31mError\u{1b}[0m"))
        #expect(try !onTerminal(["TERM": "xterm", "NO_COLOR": "1"]).contains("\u{1b}"))
        #expect(try onTerminal(["TERM": "xterm", "NO_COLOR": ""]).contains("\u{1b}"), "empty means not set")
        #expect(try !onTerminal(["TERM": "dumb"]).contains("\u{1b}"))
    }
}
