import GLib
import Glibc
import System

/// A folder for exported files: one that the user names, or NetworkManager's own below the root of an image.
struct ExportFolder {
    /// The folder's path.
    let path: String
    /// Whether the files must belong to root, because NetworkManager accepts no others.
    private let isRoots: Bool

    /// Opens a folder that the user names, and creates it if it does not exist.
    init(_ path: String) throws(FileError) {
        self.path = path
        isRoots = false
        // A folder that is there is the user's, and keeps its mode.
        try Self.make(path, 0o700)
    }

    /// Opens NetworkManager's folder of profiles below the root of an image, and creates it if it does not exist.
    ///
    /// - Throws: `FileError`, also for a symbolic link below the root, which may lead out of the image.
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

    /// Writes a file into the folder.
    func write(_ text: String, to name: String) throws(FileError) {
        try DurableFile.write(Array(text.utf8), to: "\(path)/\(name)")
        // The group of a folder may be inherited by what is made in it.
        if isRoots, chown("\(path)/\(name)", 0, 0) != 0 { throw Self.failure("\(path)/\(name)", "give it to root") }
    }

    /// Finds the names of profiles in the folder that nm-topology tagged as its own, except for these names; sorted.
    func stale(besides names: [String]) -> [String] {
        let kept = Set(names)
        return ((try? DurableFile.names(in: path)) ?? []).filter { name in
            guard name.hasSuffix(".nmconnection"), !kept.contains(name),
                let bytes = (try? DurableFile.read("\(path)/\(name)")) ?? nil, let file = try? Keyfile(parsing: bytes)
            else { return false }
            return file.groups.contains("user") && file.keys(in: "user").contains("nm-topology.spec")
        }.sorted()
    }

    /// Removes a file from the folder; does nothing if there is no such file.
    func remove(_ name: String) throws(FileError) {
        if unlink("\(path)/\(name)") != 0, errno != ENOENT { throw Self.failure("\(path)/\(name)", "remove it") }
    }

    private static func make(_ path: String, _ mode: mode_t) throws(FileError) {
        if mkdir(path, mode) != 0, errno != EEXIST { throw failure(path, "make it") }
    }

    /// Returns the kind of a file (`S_IF…`), without following symbolic links; `nil` if there is no such file.
    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func failure(_ path: String, _ what: String) -> FileError {
        FileError(path: path, reason: "cannot \(what): \(String(cString: strerror(errno)))")
    }
}
