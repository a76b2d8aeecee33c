import Foundation
import System
import Testing

@Suite struct DurableFileTests {
    private func inScratch(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/nm-topology-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test func `what was written is read back, and only its owner can read it`() throws {
        try inScratch { directory in
            let path = directory + "/file"
            try DurableFile.write([1, 2, 3], to: path)
            try DurableFile.write([4], to: path)
            #expect(try DurableFile.read(path) == [4])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try DurableFile.names(in: directory) == ["file"])
            try DurableFile.remove(path)
            try DurableFile.remove(path)
            #expect(try DurableFile.read(path) == nil)
        }
    }

    @Test func `a symbolic link is neither followed nor written through`() throws {
        try inScratch { directory in
            try DurableFile.write([1], to: directory + "/secret")
            try FileManager.default.createSymbolicLink(
                atPath: directory + "/link", withDestinationPath: directory + "/secret")
            #expect(throws: FileError.self) { try DurableFile.read(directory + "/link") }
            try DurableFile.write([2], to: directory + "/link")
            #expect(try DurableFile.read(directory + "/secret") == [1])
            #expect(throws: FileError.self) { try StateDirectory(directory + "/link") }
        }
    }

    @Test func `a directory is made once, and its parent must be there`() throws {
        try inScratch { directory in
            try DurableFile.makeDirectory(directory + "/new")
            try DurableFile.write([1], to: directory + "/new/file")
            try DurableFile.makeDirectory(directory + "/new")
            #expect(try DurableFile.names(in: directory + "/new") == ["file"])
            #expect(throws: FileError.self) { try DurableFile.makeDirectory(directory + "/none/new") }
        }
    }

    @Test func `a state directory keeps others out`() throws {
        try inScratch { directory in
            let path = directory + "/state"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
            _ = try StateDirectory(path)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o700)
        }
    }

    @Test func `one process at a time has the lock, and its end frees it`() throws {
        try inScratch { directory in
            var first = try FileLock.take(directory + "/lock", wait: 0)
            #expect(first != nil)
            #expect(try FileLock.take(directory + "/lock", wait: 0.1) == nil)
            first = nil
            // A program that another test starts at this moment holds a copy until it has become itself.
            #expect(try FileLock.take(directory + "/lock", wait: 5) != nil)
        }
    }
}
