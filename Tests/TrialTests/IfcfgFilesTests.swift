import Foundation
import System
import Testing
import TrialSupport

@testable import Trial

/// The files of NetworkManager's plugin ifcfg-rh, as a boot without NetworkManager deals with them.
@Suite struct IfcfgFilesTests {
    private static let folder = IfcfgFiles.directory
    private let files = RecordFiles()

    /// A profile of somebody's, with routes and a further address; and others that only look like it.
    private static let before = [
        "ifcfg-enp2s0": "DEVICE=enp2s0\nUUID=\"u-old\"\n", "route-enp2s0": "ADDRESS0=10.77.0.0\n",
        "ifcfg-enp2s0:1": "IPADDR=10.0.0.9\n", "ifcfg-enp2s0.1": "DEVICE=enp2s0.1\n", "route-enp2s0.1": "x\n",
        "ifcfg-lo": "DEVICE=lo\n", "ifup": "#!/bin/sh\n",
    ]

    private func put(_ names: [String: String]) {
        for (name, text) in names { files["\(Self.folder)/\(name)"] = Array(text.utf8) }
    }

    private var now: [String: String] {
        Dictionary(
            uniqueKeysWithValues: files.paths.filter { $0.hasPrefix(Self.folder + "/") }.map {
                (String($0.dropFirst(Self.folder.count + 1)), String(decoding: files[$0] ?? [], as: UTF8.self))
            })
    }

    /// What a trial records of a profile that it replaces.
    private func replaced() throws -> ProfileChange {
        let path = Self.folder + "/ifcfg-enp2s0"
        var change = ProfileChange(
            uuid: "u-old", interface: "enp2s0", kind: .replaced, id: "old", filename: path,
            original: files[path].map { Data($0) })
        change.beside = try IfcfgFiles.copies(beside: path, in: files)
        return change
    }

    private static let added = ProfileChange(
        uuid: "u-new", interface: "br0", kind: .added, id: "br0", filename: nil, original: nil)
    private static let keyfile = "[connection]\nid=br0\nuuid=u-new\n"

    @Test func `what belongs to a profile has its name, and no longer one`() throws {
        put(Self.before)
        let beside = try replaced().beside.map { $0.map(\.path) }
        #expect(beside == ["ifcfg-enp2s0:1", "route-enp2s0"].map { "\(Self.folder)/\($0)" })
        #expect(try IfcfgFiles.copies(beside: ProfileDirectory.path + "/enp2s0.nmconnection", in: files) == nil)
    }

    @Test func `a decision writes the key file, and removes what was replaced and what NetworkManager wrote meanwhile`()
        throws
    {
        put(Self.before)
        let kept = KeptProfile(
            uuid: "u-new", interface: "br0", path: ProfileDirectory.path + "/br0.nmconnection", keyfile: Self.keyfile)
        let decision = CommitRecord(trial: "abcdef", keep: [kept], delete: [try replaced()])
        put(["ifcfg-br0": "UUID=u-new\n", "route-br0": "x\n"])
        // A power cut in the middle of it makes it begin anew.
        for _ in 0..<2 { try ProfileDirectory.carryOut(decision, in: files) }
        #expect(Set(now.keys) == ["ifcfg-enp2s0.1", "route-enp2s0.1", "ifcfg-lo", "ifup"])
        #expect(files[kept.path] == Array(Self.keyfile.utf8))
    }

    @Test func `without a decision everything is as before, to the byte`() throws {
        put(Self.before)
        let changes = [Self.added, try replaced()]
        // What NetworkManager's own rollback and `nmcli connection modify` may have left.
        put([
            "ifcfg-br0": "UUID=u-new\n", "route6-br0": "x\n", "ifcfg-old-1": "UUID=u-old\n", "keys-old-1": "x\n",
            "ifcfg-enp2s0": "DEVICE=enp2s0\nUUID=u-old\nMTU=1400\n", "route6-enp2s0": "x\n",
        ])
        files[Self.folder + "/route-enp2s0"] = nil
        for _ in 0..<2 { try ProfileDirectory.undo(changes, in: files) }
        #expect(now == Self.before)
    }

    @Test func `a decision to restore writes them, and removes the key file of the same profile`() throws {
        put(Self.before)
        let change = try replaced()
        for path in files.paths { files[path] = nil }
        let other = ProfileDirectory.path + "/enp2s0.nmconnection"
        files[other] = Array("[connection]\nuuid=u-old\n".utf8)
        var kept = KeptProfile(
            uuid: "u-old", interface: "enp2s0", path: Self.folder + "/ifcfg-enp2s0", keyfile: "", exact: change.original
        )
        kept.beside = change.beside
        for _ in 0..<2 {
            try ProfileDirectory.carryOut(CommitRecord(trial: "abcdef", keep: [kept], delete: []), in: files)
        }
        #expect(now == Self.before.filter { ["ifcfg-enp2s0", "route-enp2s0", "ifcfg-enp2s0:1"].contains($0.key) })
        #expect(files[other] == nil)
    }

    @Test func `a profile comes up by itself unless ONBOOT says no, and the last word counts`() {
        func comesUp(_ text: String) -> Bool { IfcfgFiles.comesUpByItself(Array(text.utf8)) }
        #expect(comesUp("DEVICE=x\n") && comesUp("ONBOOT=no\nONBOOT=yes\n") && !comesUp("ONBOOT=\"No\"\n"))
        #expect(!comesUp(String(decoding: IfcfgFiles.text(Array("ONBOOT=yes".utf8), as: "u"), as: UTF8.self)))
    }
}
