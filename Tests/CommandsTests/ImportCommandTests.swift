import Foundation
import LabSupport
import Testing

@Suite struct `import` {
    private static let keyfile = """
        [connection]
        id=uplink
        uuid=9a0d4c06-2e2b-4d8a-8b0c-0b7a4d0f3a11
        type=ethernet
        interface-name=nic0

        [ethernet]
        wake-on-lan-password=00:11:22:33:44:55

        [ipv4]
        address1=192.0.2.2/24,192.0.2.1
        dhcp-vendor-class-identifier=x
        method=manual

        [ipv6]
        method=disabled

        """

    @Test func `a keyfile is a spec, and what a spec cannot say is told with its place and stands in it`() throws {
        let scratch = try Scratch()
        let path = try scratch.file("uplink.nmconnection", Array(Self.keyfile.utf8))
        let end = try Program.run(["import", "keyfiles", scratch.path])
        #expect(end.code == 0)
        #expect(
            end.output == """
                # Made by nm-topology import keyfiles.
                version: 1
                # nic0: \(path):8:1: `802-3-ethernet.wake-on-lan-password` has no equal in a spec. Where nm-topology takes the profile over, it stays in it
                # nic0: \(path):12:1: `ipv4.dhcp-vendor-class-identifier` has no equal in a spec. Where nm-topology takes the profile over, it stays in it
                ethernets:
                  nic0: {addresses: [192.0.2.2/24], gateway: 192.0.2.1}

                """)
        #expect(end.errors.contains("\(path):12:1: warning[I001]: `ipv4.dhcp-vendor-class-identifier` has no equal"))
    }

    @Test func `an address, a route or a rule that cannot be read is told, and takes nothing else with it`() throws {
        let scratch = try Scratch()
        let odd = """
            method=manual
            address2=nonsense/24
            route1=10.1.0.0/99,192.0.2.1
            route2=10.2.0.0/16,192.0.2.1
            route3_options=mtu=1400
            routing-rule1=priority 5 from 192.0.2.0/24 goto 9
            """
        let text = Self.keyfile.replacingOccurrences(of: "method=manual", with: odd)
        let path = try scratch.file("uplink.nmconnection", Array(text.utf8))
        let end = try Program.run(["import", "keyfiles", path])
        #expect(end.code == 0)
        for (line, key) in [
            (14, "address2"), (15, "route1"), (17, "route3_options"), (18, "routing-rule1"),
        ] {
            #expect(
                end.errors.contains("\(path):\(line):1: warning[I002]: `\(key)` in [ipv4] cannot be read"), "\(end)")
        }
        #expect(end.output.contains("routes: [{to: 10.2.0.0/16, via: 192.0.2.1}]"), "\(end.output)")
    }

    @Test func `what export wrote is the spec again, for every example`() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: Fixture.examples).sorted()
        where name.hasSuffix(".yaml") {
            let scratch = try Scratch()
            let export = ["profile", "export", "--output"]
            let first = try Program.run(export + ["\(scratch.path)/first", "\(Fixture.examples)/\(name)"])
            try #require(first.code == 0, "\(name): \(first.errors)")
            let spec = try Program.run(["import", "keyfiles", "\(scratch.path)/first"])
            #expect(spec.code == 0 && !spec.errors.contains("[I00"), "\(name): \(spec.errors)")
            let second = try Program.run(export + ["\(scratch.path)/second"], spec: spec.output)
            try #require(second.code == 0, "\(name): \(second.errors)")
            let files = { (folder: String) in
                try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/\(folder)").sorted().map {
                    $0
                        + (try String(contentsOfFile: "\(scratch.path)/\(folder)/\($0)", encoding: .utf8))
                        .components(separatedBy: "\n").filter { !$0.hasPrefix("nm-topology.digest=") }
                        .joined(separator: "\n")
                }
            }
            #expect(try files("first") == files("second"), "\(name): \(spec.output)")
        }
    }

    @Test func `two default gateways are printed, and said to be the mistake that they were`() throws {
        let scratch = try Scratch()
        for (name, net) in [("nic0", 2), ("nic1", 3)] {
            let text = Self.keyfile.replacingOccurrences(of: "nic0", with: name)
                .replacingOccurrences(of: "192.0.2.", with: "192.0.\(net).")
            _ = try scratch.file("\(name).nmconnection", Array(text.utf8))
        }
        let end = try Program.run(["import", "keyfiles", scratch.path])
        #expect(end.code == 65)
        #expect(end.output.contains("nic1: {addresses: [192.0.3.2/24], gateway: 192.0.3.1}"))
        #expect(end.errors.contains("error[T078]"), "\(end.errors)")
        // What the spec cannot say is told all the same.
        for name in ["nic0", "nic1"] {
            let notice = "\(name).nmconnection:12:1: warning[I001]: `ipv4.dhcp-vendor-class-identifier` has no equal"
            #expect(end.errors.contains(notice), "\(end.errors)")
        }
    }

    @Test func `a file is written once, and for its owner alone`() throws {
        let scratch = try Scratch()
        _ = try scratch.file("uplink.nmconnection", Array(Self.keyfile.utf8))
        let arguments = ["import", "keyfiles", scratch.path, "--output", "\(scratch.path)/host.yaml"]
        #expect(try Program.run(arguments).code == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/host.yaml")[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let again = try Program.run(arguments)
        #expect(again.code == 73 && again.errors.contains("it is there already"), "\(again)")
    }

    @Test func `what is no keyfile, and a folder without any, are told`() throws {
        let scratch = try Scratch()
        let none = try Program.run(["import", "keyfiles", scratch.path])
        #expect(none.code == 64 && none.errors.contains("has no files of keyfiles"), "\(none)")
        let path = try scratch.file("x.nmconnection", Array("[connection]\nid=x\nnonsense\n".utf8))
        let bad = try Program.run(["import", "keyfiles", path])
        #expect(bad.code == 65 && bad.output.isEmpty, "\(bad)")
        #expect(bad.errors.contains("\(path):3:1: this is no keyfile of NetworkManager's"), "\(bad)")
        let unnamed = try Program.run(["import", "nmstate"])
        #expect(unnamed.code == 64 && unnamed.errors.contains("import nmstate needs a file"), "\(unnamed)")
    }

    @Test(arguments: [["netplan", "x.yaml", "--adopt"], ["live", "x.yaml"], ["keyfiles", "--dry-run"], ["windows"]])
    func `arguments that do not go together are wrong usage`(arguments: [String]) throws {
        #expect(try Program.run(["import"] + arguments).code == 64)
    }

    @Test func `bytes at random are refused or read, whatever the format`() throws {
        let formats = ["keyfiles", "netplan", "nmstate", "ifcfg", "ifupdown"]
        try Fuzzing.run("import") { random in
            let text =
                Self.keyfile + "\nnetwork: {version: 2, ethernets: {nic0: {dhcp4: true}}}\ninterfaces: [{name: nic0}]\n"
            let input = random.mutated(
                [Array(text.utf8)], pieces: ["[", "=", ";", "{", ": ", "\u{0}", "match", "ipv4"])
            for format in formats {
                let end = try Program.run(["import", format, "-"], input: input)
                #expect([0, 65].contains(end.code), "\(format): \(end)")
            }
        }
    }
}
