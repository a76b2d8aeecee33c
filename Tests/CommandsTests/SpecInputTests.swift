import Foundation
import Glibc
import LabSupport
import Testing

@Suite struct `Specs that the program is given` {
    static let valid = "{version: 1, bridges: {br0: {}}}"

    @Test func `a valid spec is told to be valid, on standard output alone`() throws {
        let end = try Program.run(["validate"], spec: Self.valid)
        #expect(end.code == 0)
        #expect(end.output == "The spec is valid: 1 interface.\n")
        #expect(end.errors == "")
    }

    @Test(arguments: ["kvm-trunk", "dhcp", "qinq", "vlan-filtering"])
    func `an example is valid`(name: String) throws {
        let end = try Program.run(["validate", "\(Fixture.examples)/\(name).yaml"])
        #expect(end.code == 0)
        #expect(end.errors == "")
    }

    /// Hostile or merely wrong bytes, and a word that the one error about them has to have.
    static let refused: [(name: String, bytes: [UInt8], code: String)] = [
        ("empty", [], "T005"),
        ("only a comment", Array("# nothing\n".utf8), "T005"),
        ("not YAML", Array("version: 1\n\t- a: {\n".utf8), "T002"),
        ("ten megabytes of [", Array(repeating: UInt8(ascii: "["), count: 10 << 20), "T003"),
        ("deep but small", Array(repeating: UInt8(ascii: "["), count: 5000), "T003"),
        ("NUL bytes", Array("version: 1\0\nbridges: {}\n".utf8), "T001"),
        ("not UTF-8", [0x76, 0xff, 0xfe, 0x00], "T001"),
        ("UTF-16", [0xff, 0xfe, 0x76, 0x00], "T001"),
        ("a list", Array("- version\n".utf8), "T011"),
        ("no version", Array("bridges: {br0: {}}\n".utf8), "T006"),
        ("another version", Array("{version: 2, bridges: {br0: {}}}\n".utf8), "T006"),
        ("a key twice", Array("version: 1\nbridges: {br0: {}}\nbridges: {br1: {}}\n".utf8), "T007"),
        ("a wrong type", Array("version: 1\nbridges: [br0]\n".utf8), "T011"),
        ("an unknown key", Array("version: 1\nbrigdes: {br0: {}}\n".utf8), "T010"),
    ]

    @Test(arguments: refused.indices)
    func `what is no spec is refused with one clear error and exit code 65`(index: Int) throws {
        let (name, bytes, code) = Self.refused[index]
        let scratch = try Scratch()
        let file = try scratch.file("spec.yaml", bytes)
        let end = try Program.run(["validate", file])
        #expect(end.code == 65, "\(name)")
        #expect(end.output == "", "\(name)")
        #expect(end.errors.components(separatedBy: "error[").count == 2, "\(name): \(end.errors.prefix(2000))")
        #expect(end.errors.contains("error[\(code)]: "), "\(name): \(end.errors.prefix(2000))")
        #expect(end.errors.contains("spec.yaml:"), "\(name)")
        #expect(end.errors.hasSuffix("1 error; nothing was touched.\n"), "\(name)")
        #expect(end.errors.utf8.count < 2000, "\(name)")
        #expect(scratch.names == ["spec.yaml"], "\(name)")
    }

    @Test(.timeLimit(.minutes(1)))
    func `an alias bomb is refused at once`() throws {
        var text = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<60 {
            let list = (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", ")
            text += "a\(level): &a\(level) [\(list)]\n"
        }
        let end = try Program.run(["validate"], spec: text)
        #expect(end.code == 65)
        #expect(end.errors.contains("error[T003]: ") || end.errors.contains("error[T004]: "))
    }

    @Test func `a missing file is named, with the reason`() throws {
        let end = try Program.run(["validate", "/nonexistent/host.yaml"])
        #expect(end.code == 65)
        #expect(end.output == "")
        #expect(
            end.errors == """
                Error: /nonexistent/host.yaml: cannot read it: No such file or directory
                Hint: name a spec file that this user can read

                """)
    }

    @Test func `a folder is no spec`() throws {
        let end = try Program.run(["validate", "/usr"])
        #expect(end.code == 65)
        #expect(end.errors.hasPrefix("Error: /usr: cannot read it: Is a directory\n"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `a file that this user may not read is named, with the reason`() throws {
        let scratch = try Scratch()
        chmod(scratch.path, 0o755)
        let file = try scratch.file("spec.yaml", Array(Self.valid.utf8))
        chmod(file, 0o600)
        let end = try Unprivileged.run(["validate", file])
        #expect(end.code == 65)
        #expect(end.errors.contains("cannot read it: Permission denied"))
    }

    @Test func `problems of several files come at once, each with its place and a caret`() throws {
        let scratch = try Scratch()
        let first = try scratch.file("a.yaml", Array("version: 1\nvlans:\n  v1: {parent: br0, id: 4095}\n".utf8))
        let second = try scratch.file(
            "b.yaml", Array("version: 1\nbridges:\n  br0: {ports: [enp2s0], stpp: true}\n".utf8))
        let end = try Program.run(["validate", first, second])
        #expect(end.code == 65)
        #expect(end.errors.contains("\(first):3:25: error[T013]: "))
        #expect(end.errors.contains("\(second):3:26: error[T010]: "))
        #expect(end.errors.contains("  3 |   v1: {parent: br0, id: 4095}\n    |                         ^^^^\n"))
        #expect(end.errors.contains("did you mean `stp`?"))
        #expect(end.errors.hasSuffix("2 errors; nothing was touched.\n"))
    }

    @Test func `problems as JSON are data on standard output, with the same exit code`() throws {
        let end = try Program.run(["validate", "--json"], spec: "{version: 1, bridges: {br0: {stp: maybe}}}")
        #expect(end.code == 65)
        #expect(end.errors == "")
        let report = try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any]
        #expect(report?["schema"] as? String == "nm-topology/diagnostics/1")
        #expect(report?["valid"] as? Bool == false)
        let problem = try #require((report?["diagnostics"] as? [[String: Any]])?.first)
        #expect(problem["file"] as? String == "standard input")
        #expect(problem["line"] as? Int == 1)
        #expect(problem["severity"] as? String == "error")
    }

    @Test func `warnings go to standard error and do not spoil the data`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], ageing-time: 0}}}"
        let end = try Program.run(["profile", "export", "--format", "json"], spec: spec)
        #expect(end.code == 0)
        #expect(end.errors.contains("warning[T064]"))
        #expect((try? JSONSerialization.jsonObject(with: Data(end.output.utf8))) != nil)
    }

    @Test func `a spec may be JSON`() throws {
        let spec = #"{"version": 1, "bridges": {"br0": {"ports": ["enp2s0"]}}}"#
        #expect(try Program.run(["validate"], spec: spec).code == 0)
    }
}

/// The program as nobody.
enum Unprivileged {
    /// A copy where everybody may look: the build's folder may be closed to others.
    ///
    /// Another process makes it, because a
    /// file that this one had open for writing might be busy in a child that is just being born.
    private static let copy = Result {
        let scratch = try Scratch()
        chmod(scratch.path, 0o755)
        let made = try Finished.run(["install", "-m", "755", Fixture.program, "\(scratch.path)/nm-topology"])
        #expect(made.code == 0, "\(made.errors)")
        return scratch
    }

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Finished {
        let program = try copy.get().path + "/nm-topology"
        return try Finished.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program] + arguments,
            environment: Program.environment.merging(environment) { _, new in new })
    }
}
