import Foundation
import Glibc
import LabSupport
import Testing

@Suite struct `Documents without a host` {
    private func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    @Test(arguments: [
        ["validate", "--json"], ["switch-requirements", "--json"], ["show", "--format", "json"],
        ["profile", "export", "--format", "json"],
    ]) func `keep to their schemas`(arguments: [String]) throws {
        for example in ["kvm-trunk", "vlan-filtering", "guest-vlan-address"] {
            let end = try Program.run(arguments + ["\(Fixture.examples)/\(example).yaml"])
            #expect(end.code == 0)
            #expect(try Schema.problems(of: end.output) == [])
        }
    }

    @Test func `diagnostics with a silence keep to theirs`() throws {
        let spec = "version: 1\nbridges: {br0: {ageing-time: 0, silence: {T064: \"ticket 4711\"}}}\n"
        let end = try Program.run(["validate", "--json"], spec: spec)
        #expect(end.output.contains("silenced"))
        #expect(try Schema.problems(of: end.output) == [])
    }

    @Test(arguments: ["plan", "apply"]) func `a refused spec is a document with its place`(command: String) throws {
        let end = try Program.run([command, "--json"], spec: "version: 1\nbonds: {b: {mode: lacp}}\n")
        #expect(end.code == 65)
        #expect(try Schema.problems(of: end.output) == [])
        let error = try object(end.output)
        #expect(error["code"] as? String == "bad-spec")
        #expect((error["place"] as? [String: Any])?["line"] as? Int == 2)
        #expect(error["help"] as? String == "write `mode: 802.3ad`")
        #expect(end.errors.contains("T012"), "people read it all the same")
    }

    @Test(arguments: [
        (["plan", "--json", "/nonexistent"], "bad-spec"), (["plan", "--json", "--zzz"], "usage"),
        (["aply", "--json"], "usage"), (["plan", "--json", "\(Fixture.examples)/kvm-trunk.yaml"], "unavailable"),
        (["apply", "--json", "--confirm", "checks", "\(Fixture.examples)/kvm-trunk.yaml"], "usage"),
        (["checkpoint", "confirm", "--json"], "unavailable"),
    ]) func `any other error too`(arguments: [String], code: String) throws {
        let end = try Program.run(arguments)
        #expect(try Schema.problems(of: end.output) == [], "\(end.output)")
        #expect(try object(end.output)["code"] as? String == code)
        #expect(try object(end.output)["exitCode"] as? Int == end.code.map { Int($0) })
    }

    @Test func `without --json there is none`() throws {
        #expect(try Program.run(["plan"], spec: "version: 2\n").output == "")
    }
}

@Suite struct `Exports again` {
    private static func spec(_ names: [String]) -> [UInt8] {
        Array("version: 1\nbridges: {\(names.map { "\($0): {}" }.joined(separator: ", "))}\n".utf8)
    }

    @Test func `a profile of an earlier spec is told of, and removed if asked`() throws {
        let scratch = try Scratch()
        let export = ["profile", "export", "--output", scratch.path, "-"]
        _ = try scratch.file("mine.nmconnection", Array("[connection]\nid=mine\n".utf8))
        #expect(try Program.run(export, input: Self.spec(["br1", "br2"])).errors == "")
        let again = try Program.run(export, input: Self.spec(["br1"]))
        #expect(again.code == 0)
        #expect(again.errors.contains("br2.nmconnection. --prune removes it."), "\(again.errors)")
        #expect(scratch.names == ["br1.nmconnection", "br2.nmconnection", "mine.nmconnection"])
        let pruned = try Program.run(export + ["--prune"], input: Self.spec(["br1"]))
        #expect(pruned.code == 0 && pruned.errors == "")
        #expect(scratch.names == ["br1.nmconnection", "mine.nmconnection"], "what others wrote stays")
    }

    @Test(.enabled(if: geteuid() == 0, "NetworkManager takes no profile that is not root's"))
    func `below the root of an image, as NetworkManager wants them`() throws {
        let scratch = try Scratch()
        let export = ["profile", "export", "--root", scratch.path, "-"]
        #expect(try Program.run(export, input: Self.spec(["br1"])).code == 0)
        let folder = "\(scratch.path)/etc/NetworkManager/system-connections"
        let stat = try Finished.run(["stat", "-c", "%a %u:%g", folder, "\(folder)/br1.nmconnection"])
        #expect(stat.output == "700 0:0\n600 0:0\n")
        #expect(try Program.run(export + ["--prune"], input: Self.spec(["br2"])).code == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["br2.nmconnection"])
    }

    @Test(.enabled(if: geteuid() == 0)) func `never out of the image`() throws {
        let scratch = try Scratch()
        symlink("/tmp", "\(scratch.path)/etc")
        let end = try Program.run(["profile", "export", "--root", scratch.path, "-"], input: Self.spec(["br1"]))
        #expect(end.code == 73 && end.errors.contains("symbolic link"))
    }

    @Test func `options that do not go together`() throws {
        for options in [["--root", "/x", "--output", "/x"], ["--root", "/x", "--format", "json"], ["--prune"]] {
            #expect(try Program.run(["profile", "export"] + options + ["-"], input: Self.spec(["br1"])).code == 64)
        }
    }
}
