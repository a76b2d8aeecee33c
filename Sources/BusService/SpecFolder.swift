import Glibc
import System

/// A folder with the spec files of a call, which only root can read.
enum SpecFolder {
    /// Makes it.
    ///
    /// - Returns: its path.
    static func make(_ specs: [BusRequest.Spec], in parent: String) throws(FileError) -> String {
        if mkdir(parent, 0o700) != 0, errno != EEXIST { throw FileError("make", parent) }
        let folder = try TemporaryFolder.make("\(parent)/call.")
        for spec in specs { try write(spec, in: folder) }
        return folder
    }

    private static func write(_ spec: BusRequest.Spec, in folder: String) throws(FileError) {
        let path = "\(folder)/\(spec.name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError("write", path) }
        defer { close(descriptor) }
        var rest = Array(spec.text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { throw FileError("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Removes what a service left that was killed; its workers have read their files long ago.
    static func clean(_ parent: String) {
        for name in names(in: parent) where name.hasPrefix("call.") {
            let folder = "\(parent)/\(name)"
            for file in names(in: folder) { unlink("\(folder)/\(file)") }
            rmdir(folder)
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    /// Removes it.
    static func remove(_ folder: String, _ specs: [BusRequest.Spec]) {
        if folder.isEmpty { return }
        for spec in specs { unlink("\(folder)/\(spec.name)") }
        rmdir(folder)
    }
}
