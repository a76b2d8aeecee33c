import Foundation
import Glibc
import LabSupport
import Testing

@Suite struct `profile export` {
    static let example = "\(Fixture.examples)/kvm-trunk.yaml"

    @Test func `files that are written can be read by their owner only`() throws {
        let scratch = try Scratch()
        let end = try Program.run(["profile", "export", "--output", "\(scratch.path)/new", Self.example])
        #expect(end.code == 0)
        #expect(end.output == "")
        #expect(end.errors == "")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/new")
        #expect(files.count == 8)
        for file in files {
            #expect(try mode("\(scratch.path)/new/\(file)") == 0o600)
            let text = try String(contentsOfFile: "\(scratch.path)/new/\(file)", encoding: .utf8)
            #expect(try text == Fixture.text("profiles/kvm-trunk/\(file)"))
        }
        #expect(try mode("\(scratch.path)/new") == 0o700)
    }

    @Test func `a folder that is there keeps its mode`() throws {
        let scratch = try Scratch()
        chmod(scratch.path, 0o1777)
        #expect(try Program.run(["profile", "export", "--output", scratch.path, Self.example]).code == 0)
        #expect(try mode(scratch.path) == 0o1777)
        #expect(scratch.names.count == 8)
    }

    @Test func `a folder may be a symbolic link, and an old file is replaced`() throws {
        let scratch = try Scratch()
        mkdir("\(scratch.path)/real", 0o755)
        symlink("real", "\(scratch.path)/link")
        _ = try scratch.file("real/bond0.nmconnection", [1])
        chmod("\(scratch.path)/real/bond0.nmconnection", 0o644)
        #expect(try Program.run(["profile", "export", "--output", "\(scratch.path)/link", Self.example]).code == 0)
        #expect(try mode("\(scratch.path)/real/bond0.nmconnection") == 0o600)
    }

    @Test(arguments: ["/proc", "/dev/null", "/nonexistent/deeper"])
    func `a folder that cannot be written is 73`(folder: String) throws {
        let end = try Program.run(["profile", "export", "--output", folder, Self.example])
        #expect(end.code == 73)
        #expect(end.errors.hasPrefix("Error: \(folder)"))
    }

    @Test func `standard output has each file under its name`() throws {
        let end = try Program.run(["profile", "export", Self.example])
        #expect(end.code == 0)
        let names = end.output.split(separator: "\n").filter { $0.hasPrefix("# ") }
        #expect(names.count == 8)
        #expect(names.contains("# bond0.200.nmconnection"))
        #expect(try end.output.contains(Fixture.text("profiles/kvm-trunk/bond0.200.nmconnection")))
    }

    @Test func `a single profile is printed bare, so that it can be redirected into a file`() throws {
        let end = try Program.run(["profile", "export"], spec: "{version: 1, bridges: {br0: {}}}")
        #expect(end.output.hasPrefix("[connection]\nid=br0\n"))
    }

    @Test(arguments: ["keyfile", "nmcli", "json"])
    func `a MAC address that only the host knows cannot be exported, and what to do is told`(format: String) throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], copy-mac-from: enp2s0}}}"
        let end = try Program.run(["profile", "export", "--format", format], spec: spec)
        #expect(end.code == 65 && end.output == "")
        #expect(
            end.errors.hasPrefix("Error: br0: its MAC address is to be that of enp2s0, which only the host can tell\n"))
        #expect(end.errors.contains("ethernets: {enp2s0: {mac: ") && end.errors.contains("profile export --live"))
        let known =
            "{version: 1, ethernets: {enp2s0: {mac: \"52:54:00:00:00:02\"}}, bridges: {br0: {copy-mac-from: enp2s0}}}"
        #expect(try Program.run(["profile", "export", "--format", format], spec: known).code == 0)
    }

    @Test func `exporting twice gives the same bytes`() throws {
        for format in ["keyfile", "nmcli", "json"] {
            let arguments = ["profile", "export", "--format", format, Self.example]
            #expect(try Program.run(arguments).output == Program.run(arguments).output)
        }
    }

    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        #expect(lstat(path, &status) == 0, "\(path)")
        return status.st_mode & 0o7777
    }
}
