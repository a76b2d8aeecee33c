import GLib
import Glibc
import System

/// Where exported files go: a folder of the user's, or NetworkManager's own below the root of an image.
struct ExportFolder {
    let path: String
    /// Files belong to root, as NetworkManager takes no others.
    private let isRoots: Bool

    /// A folder as it is named; made where it is not there.
    init(_ path: String) throws(FileError) {
        self.path = path
        isRoots = false
        // A folder that is there is the user's, and keeps its mode.
        try Self.make(path, 0o700)
    }

    /// NetworkManager's folder for profiles below the root of an image.
    ///
    /// - Throws: `FileError` also where a symbolic link is on the way, which would lead out of the image.
    init(root: String) throws(FileError) {
        isRoots = true
        guard Self.kind(root) == S_IFDIR else { throw FileError(path: root, reason: "there is no such folder") }
        var path = root
        for (name, mode) in [("etc", 0o755), ("NetworkManager", 0o755), ("system-connections", 0o700)] {
            path += path.hasSuffix("/") ? name : "/\(name)"
            if Self.kind(path) == S_IFLNK {
                throw FileError(path: path, reason: "it is a symbolic link, which may lead out of the image")
            }
            try Self.make(path, mode_t(mode))
        }
        self.path = path
    }

    func write(_ text: String, to name: String) throws(FileError) {
        try DurableFile.write(Array(text.utf8), to: "\(path)/\(name)")
        // The group of a folder may be inherited by what is made in it.
        if isRoots, chown("\(path)/\(name)", 0, 0) != 0 { throw Self.failure("\(path)/\(name)", "give it to root") }
    }

    /// Profiles in it that nm-topology wrote, by their tag, and that are not among these names.
    func stale(besides names: [String]) -> [String] {
        let kept = Set(names)
        return ((try? DurableFile.names(in: path)) ?? []).filter { name in
            guard name.hasSuffix(".nmconnection"), !kept.contains(name),
                let bytes = (try? DurableFile.read("\(path)/\(name)")) ?? nil, let file = try? Keyfile(parsing: bytes)
            else { return false }
            return file.groups.contains("user") && file.keys(in: "user").contains("nm-topology.spec")
        }.sorted()
    }

    func remove(_ name: String) throws(FileError) {
        if unlink("\(path)/\(name)") != 0, errno != ENOENT { throw Self.failure("\(path)/\(name)", "remove it") }
    }

    private static func make(_ path: String, _ mode: mode_t) throws(FileError) {
        if mkdir(path, mode) != 0, errno != EEXIST { throw failure(path, "make it") }
    }

    /// The kind of a file (`S_IF…`), of a symbolic link its own.
    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func failure(_ path: String, _ what: String) -> FileError {
        FileError(path: path, reason: "cannot \(what): \(String(cString: strerror(errno)))")
    }
}
