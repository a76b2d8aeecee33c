import Foundation
import System
import Testing

@testable import Trial

/// netplan's YAML, as decisions and rollbacks change it.
@Suite struct NetplanFilesTests {
    private static let folder = NetplanFiles.directory
    private static let run = ProfileDirectory.memory + "/netplan-"
    private static let uuid = "0f6d4f0e-6d7c-4c57-9a38-0c6f7b0a1c01"
    private let files = RecordFiles()

    private func put(_ texts: [String: String]) {
        for (name, text) in texts { files["\(Self.folder)/\(name)"] = Array(text.utf8) }
    }

    private var now: [String: String] {
        Dictionary(
            uniqueKeysWithValues: files.paths.filter { $0.hasPrefix(Self.folder + "/") }.map {
                (String($0.dropFirst(Self.folder.count + 1)), String(decoding: files[$0] ?? [], as: UTF8.self))
            })
    }

    private func without(_ ids: Set<String>, _ text: String) -> String? {
        NetplanText(Array(text.utf8)).without(ids).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func change(_ id: String, _ uuid: String = "u", _ kind: ProfileChange.Kind = .replaced)
        -> ProfileChange
    {
        ProfileChange(
            uuid: uuid, interface: id, kind: kind, id: id, filename: kind == .added ? nil : "\(run)\(id).nmconnection",
            original: Data("[connection]\nid=\(id)\n".utf8))
    }

    private static let text = """
        # Maria's
        network:
          version: 2
          ethernets:
            # first
            a:  # eth
              addresses:
              - 10.0.0.2/24
              # its own

            # second
            'b':
              x: |
                c:
                  d: 1
          bridges:
              br0:
                  interfaces: [a]
        # end

        """

    @Test func `a definition goes with its lines, and with what it stood below if that is empty then`() {
        #expect(
            without(["a"], Self.text)
                == Self.text.replacing(
                    "    a:  # eth\n      addresses:\n      - 10.0.0.2/24\n      # its own\n", with: ""))
        #expect(
            without(["br0"], Self.text)
                == Self.text.replacing("  bridges:\n      br0:\n          interfaces: [a]\n", with: ""))
        #expect(without(["a", "b", "br0"], Self.text) == "# Maria's\nnetwork:\n  version: 2\n# end\n")
        #expect(without(["b"], "network:\n  ethernets:\n    \"b\":\n      dhcp4: true") == "")
        #expect(NetplanText(Array(Self.text.utf8)).ids == ["a", "b", "br0"])
    }

    @Test(arguments: [
        "network: {ethernets: {a: {}}}\n", "network:\n  ethernets: {a: {}}\n", "other:\n  ethernets:\n    a: {}\n",
        "network:\n  ethernets:\n    b:\n      a: 1\n", "network:\n  ethernets:\n    ab: {}\n    - a: 1\n", "", "a:\n",
    ])
    func `what is no definition on a line of its own stays`(text: String) {
        #expect(without(["a"], text) == nil)
    }

    @Test func `a decision changes files to the byte, keeps the bytes, and can begin anew`() throws {
        let mine = "network:\n  version: 2\n  ethernets:\n    a:\n      renderer: NetworkManager\n"
        let before = ["50.yaml": Self.text, "60.yml": "a:\n", "90-NM-\(Self.uuid).yaml": mine, "91.yaml": "network:\n"]
        put(before)
        files["\(Self.run)a.nmconnection"] = [1]
        let decision = try #require(NetplanFiles.decision(on: [Self.change("a")], in: files))
        #expect(decision.gone == ["\(Self.run)a.nmconnection"])
        for _ in 0..<2 { try NetplanFiles.carryOut(decision, in: files) }
        #expect(Set(now.keys) == ["50.yaml", "60.yml", "91.yaml"] && files["\(Self.run)a.nmconnection"] == nil)
        #expect(now["50.yaml"] == without(["a"], Self.text))
        #expect(NetplanFiles.decision(on: [Self.change("c", "u", .added)], in: files) == nil)

        // And what a restore does with it.
        let back = decision.edits.map { NetplanEdit(path: $0.path, before: $0.after, after: $0.before, mode: $0.mode) }
        var profile = ProfileChange(
            uuid: "u", interface: "a", kind: .added, id: "a", filename: nil, original: nil,
            restored: RestoredProfile(path: "\(Self.run)a.nmconnection", bytes: Data([1]), isActive: true))
        profile.intended = nil
        let restore = try #require(NetplanFiles.decision(on: [profile], back: back, in: files))
        #expect(restore.gone.isEmpty)
        try NetplanFiles.carryOut(restore, in: files)
        #expect(now == before)
    }

    @Test func `what is written for the trial's profiles meanwhile goes, and other changes stay`() throws {
        let before = ["50.yaml": Self.text, "70.yaml": "network:\n  bridges:\n    br7: {}\n"]
        put(before)
        var record = SampleRecords.trial()
        record.changes = [Self.change("a"), Self.change("br1", Self.uuid, .added)]
        record.netplan = NetplanRecord(files: NetplanFiles.copies(in: files))
        put([
            "50.yaml": "network:\n  version: 2\n", "70.yaml": "network:\n  bridges:\n    br7: {mtu: 1400}\n",
            "80.yaml": "network:\n  version: 2\n",
            "90-NM-\(Self.uuid).yaml": "network:\n  bridges:\n    br1:\n      renderer: NetworkManager\n",
        ])
        files["\(Self.run)br1.nmconnection"] = [1]
        #expect(try NetplanFiles.undo(record, in: files) == ["\(Self.run)br1.nmconnection"])
        #expect(files["\(Self.run)br1.nmconnection"] == nil)
        #expect(Set(now.keys) == ["50.yaml", "70.yaml", "80.yaml"])
        #expect(now["50.yaml"] == Self.text && now["70.yaml"]?.contains("1400") == true)
        #expect(try NetplanFiles.undo(record, in: files) == [])
    }

    @Test func `a boot carries out a decision, or takes back what was written without one`() throws {
        put(["50.yaml": Self.text])
        var decision = CommitRecord(trial: "abcdef", keep: [], delete: [Self.change("a")])
        decision.netplan = NetplanFiles.decision(on: decision.delete, in: files)
        try ProfileDirectory.carryOut(decision, in: files)
        #expect(now["50.yaml"] == without(["a"], Self.text))
    }

    @Test func `only names of netplan's are taken for its files`() {
        for path in [
            "/etc/netplan/../x.yaml", "/etc/netplan/.x.yaml", "/etc/netplan/a/b.yaml", "/etc/netplanx.yaml",
            "/etc/x.yaml",
        ] {
            #expect(!NetplanFiles.isYAML(path), "\(path)")
        }
        #expect(NetplanFiles.isYAML("/etc/netplan/x.yaml") && NetplanFiles.isProfile("\(Self.run)x.nmconnection"))
        #expect(!NetplanFiles.isProfile("\(Self.run).nmconnection") && !NetplanFiles.isProfile("\(Self.run)x"))
        #expect(!NetplanFiles.isProfile(ProfileDirectory.path + "/netplan-x.nmconnection"))
    }
}
