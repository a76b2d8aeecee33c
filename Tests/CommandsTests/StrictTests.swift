import Foundation
import LabSupport
import Testing

@Suite struct `--strict and silence` {
    static let doubtful = "{version: 1, bridges: {br0: {ports: [enp2s0], ageing-time: 0}}}"
    static let silenced = """
        {version: 1, bridges: {br0: {ports: [enp2s0], ageing-time: 0, silence: {T064: "ticket 4711"}}}}
        """
    static let noted = "{version: 1, bonds: {bond0: {ports: [enp2s0], mode: 802.3ad}}}"

    @Test func `a warning passes, and with --strict it is an error`() throws {
        let end = try Program.run(["validate"], spec: Self.doubtful)
        #expect(end.code == 0)
        #expect(end.errors.contains("warning[T064]"))
        let strict = try Program.run(["validate", "--strict"], spec: Self.doubtful)
        #expect(strict.code == 65)
        #expect(strict.output == "")
        #expect(strict.errors.contains("error[T064]"))
        #expect(strict.errors.hasSuffix("\n1 error (--strict takes warnings for errors); nothing was touched.\n"))
    }

    @Test(arguments: [["plan"], ["apply", "--confirm", "manual"]])
    func `plan and apply refuse it before they look at the host`(command: [String]) throws {
        let end = try Program.run(command + ["--strict"], spec: Self.doubtful)
        #expect(end.code == 65)
        #expect(end.errors.contains("error[T064]"))
        // Without the flag, it comes as far as to miss the bus.
        #expect(try Program.run(command, spec: Self.doubtful).code == 69)
    }

    @Test func `what is silenced passes, also with --strict, and is counted`() throws {
        for flags in [[], ["--strict"]] {
            let end = try Program.run(["validate"] + flags, spec: Self.silenced)
            #expect(end.code == 0)
            #expect(end.errors == "")
            #expect(end.output == "The spec is valid: 2 interfaces; silenced: 1 warning (T064).\n")
        }
    }

    @Test func `what is silenced does not cover for what is not`() throws {
        let spec = """
            version: 1
            bridges:
              br0: {ports: [enp2s0], ageing-time: 0, silence: {T064: "ticket 4711"}}
              br1: {ports: [enp3s0], ageing-time: 0}
            """
        let end = try Program.run(["validate", "--strict"], spec: spec)
        #expect(end.code == 65)
        #expect(end.errors.components(separatedBy: "error[T064]").count == 2)
    }

    @Test func `what is forced cannot be refused in the same breath`() throws {
        let end = try Program.run(["apply", "--confirm", "manual", "--strict", "--force"], spec: Self.doubtful)
        #expect(end.code == 64)
        #expect(end.errors.contains("--strict refuses what --force lets through: give one of them."))
    }

    @Test func `a note is no warning`() throws {
        let end = try Program.run(["validate", "--strict"], spec: Self.noted)
        #expect(end.code == 0)
        #expect(end.errors.contains("note[T057]"))
    }

    @Test func `JSON lists what is silenced, with the reason, and says what is strict`() throws {
        let quiet = try Program.run(["validate", "--json"], spec: Self.silenced)
        #expect(quiet.code == 0)
        #expect(quiet.output.contains("\"diagnostics\" : [\n\n  ]"))
        #expect(quiet.output.contains("\"reason\" : \"ticket 4711\""))
        #expect(quiet.output.contains("\"silenced\" : ["))
        let strict = try Program.run(["validate", "--json", "--strict"], spec: Self.doubtful)
        #expect(strict.code == 65)
        #expect(strict.output.contains("\"severity\" : \"error\""))
        #expect(strict.output.contains("\"valid\" : false"))
        #expect(!strict.output.contains("silenced"))
    }
}
