import Foundation
import Glibc
import System
import Testing

@Suite(.enabled(if: geteuid() == 0, "only root's files may hold a secret")) struct `A file with a secret` {
    private func file(mode: mode_t, _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/key"
        try Data("k".utf8).write(to: URL(fileURLWithPath: path))
        #expect(chmod(path, mode) == 0)
        try body(path)
    }

    @Test(arguments: [0o600, 0o400] as [mode_t]) func `is read where it is root's alone`(mode: mode_t) throws {
        try file(mode: mode) { path in
            let bytes = try SecretFile.read(path)
            #expect(bytes == Array("k".utf8))
        }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o644] as [mode_t]) func `is refused where others can read or write it`(
        mode: mode_t
    ) throws {
        try file(mode: mode) { path in
            let error = #expect(throws: FileError.self) { try SecretFile.read(path) }
            #expect(
                error?.reason.contains("has mode \(String(mode, radix: 8))") == true, "\(String(describing: error))")
        }
    }

    @Test func `may be a link where it is a private key, and larger, but not readable by others or empty`() throws {
        try file(mode: 0o600) { path in
            #expect(symlink(path, path + ".link") == 0)
            #expect(throws: Never.self) { try SecretFile.readPrivateKey(path + ".link") }
            try Data(repeating: 107, count: 9000).write(to: URL(fileURLWithPath: path))
            #expect(try SecretFile.readPrivateKey(path).count == 9000)
            #expect(throws: FileError.self) { try SecretFile.read(path) }
            #expect(chmod(path, 0o640) == 0)
            #expect(throws: FileError.self) { try SecretFile.readPrivateKey(path) }
            #expect(throws: Never.self) { _ = try SecretFile.readPublic(path + ".link") }
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(throws: FileError.self) { try SecretFile.readPublic(path) }
            #expect(throws: FileError.self) { try SecretFile.readPublic(path + ".none") }
        }
    }

    @Test func `is refused where it is somebody else's, a link, a folder, or not there`() throws {
        try file(mode: 0o600) { path in
            #expect(symlink(path, path + ".link") == 0)
            for other in [path + ".link", (path as NSString).deletingLastPathComponent, path + ".none"] {
                #expect(throws: FileError.self) { try SecretFile.read(other) }
            }
            #expect(chown(path, 65534, 65534) == 0)
            #expect(throws: FileError.self) { try SecretFile.read(path) }
        }
    }
}
