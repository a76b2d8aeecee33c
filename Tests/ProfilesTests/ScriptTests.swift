import Foundation
import LabSupport
import NetTypes
import OrderedCollections
import Profiles
import Testing

@Suite struct `The script of nmcli calls` {
    /// Runs the script with a function in place of nmcli, so that the real one can touch nothing.
    ///
    /// - Parameters:
    ///   - script: the script.
    ///   - add: what the function does for `connection add`; its arguments are `$@`.
    ///   - arguments: the script's own.
    /// - Returns: how it ended.
    /// - Throws: when there is no shell.
    private func run(_ script: String, add: String, arguments: [String] = []) throws -> Finished {
        let stub = "nmcli() { if [ \"$2\" = add ]; then \(add); else echo \"$*\" >&2; fi; }\n"
        return try Finished.run(
            ["sh", "-s"] + arguments, input: Array((stub + script).utf8),
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"])
    }

    /// Where the samples' certificates are.
    private static let places = ["/etc/ssl/certs/", "/etc/nm-topology/"]

    private static func makeCertificates(in folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let make = """
            openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=host7 -keyout host7.key -out host7.pem
            cp host7.pem switch-ca.pem
            """
        let end = try Finished.run(
            ["sh", "-ec", "cd \(folder); \(make)"], environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"])
        #expect(end.code == 0, "\(end.errors)")
    }

    /// A keyfile's groups and keys; empty groups and our tags left out, and what keeps a profile quiet at first.
    private func meaning(_ keyfile: String) -> [String: [String: String]] {
        var groups: [String: [String: String]] = [:]
        var group = ""
        for line in keyfile.split(separator: "\n") {
            if line.hasPrefix("["), line.hasSuffix("]") {
                group = String(line.dropFirst().dropLast())
            } else if let equals = line.firstIndex(of: "="), group != "user" {
                groups[group, default: [:]][String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
        }
        groups["connection"]?["autoconnect"] = nil
        return groups
    }

    @Test(.enabled(if: NMCLI.obstacle == nil, "\(NMCLI.obstacle ?? "")"), arguments: Sample.examples + Sample.hard)
    func `nmcli makes of each line the profile that the keyfile has`(sample: Sample) throws {
        let set = try sample.profiles(for: NMCLI.release)
        let folder = FileManager.default.temporaryDirectory.appending(path: "script-\(UUID().uuidString)").path + "/"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var script = NMCLIFormat.script(of: set)
        if script.contains("802-1x.") {
            // nmcli looks into the files of certificates.
            try Self.makeCertificates(in: folder)
            for place in Self.places { script.replace(place, with: folder) }
        }
        let end = try run(script, add: "/usr/bin/nmcli --offline \"$@\" < /dev/null")
        #expect(end.code == 0, "\(end.errors)")
        let added = end.output.components(separatedBy: "[connection]\n").dropFirst().map { "[connection]\n" + $0 }
        #expect(added.count == set.profiles.count)
        for (theirs, profile) in zip(added, set.profiles.values) {
            #expect(theirs.contains("\nautoconnect=false\n"), "\(profile.interface) must not come up by itself")
            var ours = try KeyfileFormat.text(of: profile)
            for place in Self.places { ours.replace(place, with: folder) }
            #expect(meaning(theirs) == meaning(ours), "\(profile.interface)")
        }
        // What goes to standard error is the stand-in's: nothing is called but `connection add`.
        #expect(end.errors == "")
    }

    @Test(arguments: Sample.examples)
    func `up activates controllers before their ports and parents before VLANs, and lets loose only then`(
        sample: Sample
    )
        throws
    {
        let set = try sample.profiles()
        let end = try run(NMCLIFormat.script(of: set), add: "echo added", arguments: ["up"])
        #expect(end.code == 0 && end.output == "", "\(end)")
        let calls = end.errors.split(separator: "\n").map(String.init)
        let half = calls.count / 2
        #expect(half == set.profiles.count && calls.count == 2 * half, "\(calls)")
        #expect(calls.prefix(half).allSatisfy { $0.hasPrefix("connection up uuid ") }, "\(calls)")
        let loose = calls.prefix(half).map {
            $0.replacing("connection up", with: "connection modify") + " connection.autoconnect yes"
        }
        #expect(Array(calls.suffix(half)) == loose)
        let order = calls.prefix(half).compactMap { $0.split(separator: " ").last.map(String.init) }
        for profile in set.profiles.values {
            let own = try #require(order.firstIndex(of: profile.uuid.text))
            for case .string(let name)? in [
                profile.settings["connection"]?["master"], profile.settings["vlan"]?["parent"],
            ] {
                let needed = try #require(
                    set.profiles.values.first { $0.interface.text == name || $0.uuid.text == name }, "\(name)")
                #expect(
                    try #require(order.firstIndex(of: needed.uuid.text)) < own, "\(profile.interface) needs \(name)")
            }
        }
    }

    @Test func `an argument that it does not know is 64, and nothing is done`() throws {
        let set = try Sample(name: "", text: "{version: 1, bridges: {a: {}}}").profiles()
        let end = try run(NMCLIFormat.script(of: set), add: "echo added", arguments: ["down"])
        #expect(end.code == 64 && end.output == "" && end.errors.hasPrefix("Usage: "), "\(end)")
    }

    @Test func `each word of the script is one word for the shell, whatever is in it`() throws {
        let set = try Sample(
            name: "",
            text: #"""
                version: 1
                bridges: {"it's": {}, 'a"b': {}, "$(id)": {}, "`id`": {}, "a;b&c|d>e": {}, "*?[a]~#!": {}, 'a\b': {}}
                """#
        ).profiles()
        let end = try run(NMCLIFormat.script(of: set), add: "for word; do printf '<%s>' \"$word\"; done; echo")
        #expect(end.code == 0)
        let lines = end.output.split(separator: "\n")
        #expect(lines.count == set.profiles.count)
        for (line, profile) in zip(lines, set.profiles.values) {
            #expect(
                line.hasPrefix("<connection><add><save><yes><type><bridge><con-name><\(profile.interface)><ifname>"))
        }
    }

    @Test func `it stops at the first failure and activates nothing`() throws {
        let set = try Sample(name: "", text: "{version: 1, bridges: {a: {}, b: {}}}").profiles()
        let end = try run(NMCLIFormat.script(of: set), add: "echo add; return 4")
        #expect(end.code == 4)
        #expect(end.output == "add\n")
        #expect(end.errors == "")
        #expect(NMCLIFormat.script(of: set).hasPrefix("#!/bin/sh\n"))
    }
}
