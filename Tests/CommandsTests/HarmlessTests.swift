import Foundation
import Glibc
import LabSupport
import Testing

@Suite struct `What comes from outside cannot steer a terminal` {
    static let bad = "no\u{1b}[31m\u{7}\u{202e}\u{200b}x"

    /// Everything that a terminal acts on, but for the line break.
    private static func harmful(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { scalar in
            scalar != "\n"
                && [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
    }

    @Test(arguments: [
        ["validate", bad + ".yaml"], ["validate", "--\(bad)"], ["plan", "--strict=\(bad)", "x"], [bad],
        ["checkpoint", bad],
        ["history", "show", bad], ["apply", "--confirm", bad, "x"], ["apply", "--timeout", bad, "x"],
        ["diagnose", bad], ["guest", "export", "--guest", bad], ["profile", "export", "--format", bad],
        ["validate", "--" + bad + "\nError: all is well"],
    ]) func `an argument`(arguments: [String]) throws {
        let end = try Program.run(arguments)
        #expect(end.code != 0)
        #expect(Self.harmful(end.output + end.errors) == [], "\(end.errors.debugDescription)")
        #expect(!end.errors.contains("\nError: all is well"))
    }

    @Test func `the name of a file in its diagnostics, and of a folder`() throws {
        let scratch = try Scratch()
        let spec = try scratch.file(Self.bad, Array("version: 2\n".utf8))
        for arguments in [["validate", spec], ["plan", spec], ["switch-requirements", spec]] {
            #expect(Self.harmful(try Program.run(arguments).errors) == [])
        }
        let example = "\(Fixture.examples)/kvm-trunk.yaml"
        let end = try Program.run(["profile", "export", "--output", "/nonexistent/\(Self.bad)", example])
        #expect(end.code == 73 && Self.harmful(end.errors) == [])
    }
}

@Suite struct `A command that was not hit` {
    @Test(arguments: [
        (["aply", "x.yaml"], "did you mean `nm-topology apply`?"),
        (["checkpoint", "confrim"], "did you mean `nm-topology checkpoint confirm`?"),
        (["profile", "exprot"], "did you mean `nm-topology profile export`?"),
        (["zzz"], "the commands are validate, plan, apply,"),
        (["history", "3"], "the commands are list, show, restore"),
    ]) func `is told what was meant`(arguments: [String], hint: String) throws {
        let end = try Program.run(arguments)
        #expect(end.code == 64)
        #expect(end.errors.contains("Hint: \(hint)"), "\(end.errors)")
    }

    @Test func `what is no mistake is let through, hidden commands too`() throws {
        for arguments in [["help"], ["help", "apply"], ["checkpoint", "--help"], ["--version"], []] {
            #expect(try Program.run(arguments).code == 0, "\(arguments)")
        }
        #expect(try Program.run(["snapshot", "--help"]).output.contains("USAGE"))
    }

    @Test func `usage lines keep within the terminal`() throws {
        for arguments in [["apply", "--zzz"], ["profile", "export", "--zzz"], ["history", "restore", "--zzz"]] {
            let end = try Program.run(arguments)
            #expect(end.code == 64 && end.errors.contains("Usage: nm-topology \(arguments[0])"))
            for line in end.errors.split(separator: "\n") where line.contains("[") {
                #expect(line.count <= 80, "\(line)")
            }
        }
    }

    @Test func `a locale without UTF-8 gets none`() throws {
        let spec = "version: 1\nbonds: {bond0: {mode: lacp, ports: [enp2s0]}}\n"
        for arguments in [
            ["validate", "-"], ["plan", "-"], ["apply", "-"], ["apply", "--help"], ["plan", "--help"],
        ] {
            let end = try Program.run(arguments, input: Array(spec.utf8), environment: ["LC_ALL": "C"])
            #expect((end.output + end.errors).utf8.allSatisfy { $0 < 0x80 }, "\(end.output)\(end.errors)")
        }
    }
}

@Suite(.enabled(if: geteuid() == 0, "only root can hide /proc")) struct `Without procfs` {
    private func run(_ arguments: [String], input: [UInt8] = []) throws -> Finished {
        let script = "mount -t tmpfs none /proc && exec \"$@\""
        return try Finished.run(
            ["unshare", "--mount", "sh", "-c", script, "sh", Fixture.program] + arguments, input: input,
            environment: Program.environment)
    }

    @Test func `a command is what was typed, and works where it needs none`() throws {
        #expect(try run(["--version"]).output == "0.1.0\n")
        let bad = try run(["validate", "-"], input: Array("version: 2\n".utf8))
        #expect(bad.code == 65 && bad.errors.contains("T006"), "\(bad.output)")
        let good = try run(["validate", "\(Fixture.examples)/kvm-trunk.yaml"])
        #expect(good.code == 0 && good.output.contains("The spec is valid"))
        let example = "\(Fixture.examples)/kvm-trunk.yaml"
        #expect(try run(["profile", "export", example]).output.contains("[connection]"))
        #expect(try run(["show", example]).output.contains("br200"))
        #expect(try run(["aply"]).code == 64)
    }

    @Test(arguments: [["recover"], ["checkpoint", "forget"], ["plan", "x"], ["show"], ["diagnose"]])
    func `what needs it says so, and fails`(arguments: [String]) throws {
        let end = try run(arguments)
        #expect(end.code == 69)
        #expect(end.errors.hasPrefix("Error: /proc is not mounted here"), "\(end.errors)")
    }
}
