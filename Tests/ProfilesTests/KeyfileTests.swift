import Foundation
import LabSupport
import NetTypes
import OrderedCollections
import Profiles
import Testing

@Suite struct `Keyfiles` {
    @Test(.enabled(if: NMCLI.obstacle == nil, "\(NMCLI.obstacle ?? "")"), arguments: Sample.examples + Sample.hard)
    func `NetworkManager writes the very same file`(sample: Sample) throws {
        for profile in try sample.profiles(for: NMCLI.release).profiles.values {
            let ours = try KeyfileFormat.text(of: profile)
            let theirs = try NMCLI.canonical(ours)
            #expect(theirs.errors == "", "\(profile.interface)")
            #expect(theirs.code == 0, "\(profile.interface)")
            #expect(theirs.output == ours, "\(profile.interface)")
        }
    }

    @Test(arguments: Sample.examples)
    func `profiles has what is exported for the example`(example: Sample) throws {
        let folder = "\(Fixture.repository)/profiles/\(example.name)"
        var files: [String: String] = [:]
        for profile in try example.profiles().profiles.values {
            files[KeyfileFormat.fileName(of: profile)] = try KeyfileFormat.text(of: profile)
        }
        if ProcessInfo.processInfo.environment["NM_TOPOLOGY_UPDATE"] == "1" {
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (name, text) in files {
                try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
            }
        }
        let hint: Comment = "NM_TOPOLOGY_UPDATE=1 swift test writes it anew"
        let there = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(there.sorted() == files.keys.sorted(), hint)
        for (name, text) in files { #expect(try Fixture.text("profiles/\(example.name)/\(name)") == text, hint) }
    }

    @Test func `there are examples`() { #expect(Sample.examples.count >= 9) }

    @Test func `every folder of profiles belongs to an example`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: "\(Fixture.repository)/profiles")
        #expect(folders.filter { !$0.hasPrefix(".") && !$0.contains(".md") }.sorted() == Sample.examples.map(\.name))
    }

    @Test func `a file is named for its interface`() throws {
        let names = try Sample(name: "", text: "{version: 1, bridges: {br0: {}, a.b@c: {}}}").profiles().profiles.values
            .map(KeyfileFormat.fileName)
        #expect(names == ["br0.nmconnection", "a.b@c.nmconnection"])
    }

    @Test func `a file's name never begins with a dot, which NetworkManager would not read`() throws {
        let profiles = try Sample(name: "", text: "{version: 1, bridges: {.br: {}}}").profiles().profiles.values
        #expect(profiles.map(KeyfileFormat.fileName) == ["_br.nmconnection"])
    }

    @Test func `a static address, its gateway and the rest are spelled as NetworkManager 1.42 does`() throws {
        let sample = Sample(
            name: "",
            text: """
                version: 1
                bonds: {bond0: {ports: [enp2s0], mode: 802.3ad}}
                vlans:
                  bond0.100:
                    parent: bond0
                    id: 100
                    addresses: [10.0.100.10/24, 10.0.100.11/24]
                    gateway: 10.0.100.1
                    dns: {servers: [10.0.100.53], search: [example.net]}
                    routes: [{to: 10.7.0.0/16, metric: 5, table: 9}]
                """)
        let profiles = try sample.profiles().profiles
        let text = try KeyfileFormat.text(of: #require(profiles.values.first { $0.interface.text == "bond0.100" }))
        let withoutUser = text.components(separatedBy: "\n[user]\n")[0]
        #expect(
            withoutUser == """
                [connection]
                id=bond0.100
                uuid=34777b28-d9d1-54d4-bf82-77d6e2a385a4
                type=vlan
                interface-name=bond0.100

                [ethernet]

                [vlan]
                flags=1
                id=100
                parent=bond0

                [ipv4]
                address1=10.0.100.10/24,10.0.100.1
                address2=10.0.100.11/24
                dns=10.0.100.53;
                dns-search=example.net;
                method=manual
                route1=10.7.0.0/16,0.0.0.0,5
                route1_options=table=9

                [ipv6]
                addr-gen-mode=stable-privacy
                method=disabled

                [proxy]

                """)
    }
}
