import Glibc
import System

/// The files below a folder that stands for `/`.
struct FileTree {
    let root: String

    /// Reads a file, at most about 64 KiB; `nil` if it cannot be read.
    func read(_ path: String) -> String? { TextFile.read(root + path) }

    /// What the path leads to, whatever its spelling; `nil` if it does not exist.
    func identity(_ path: String) -> String? {
        guard let real = realpath(root + path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    func exists(_ path: String) -> Bool { access(root + path, F_OK) == 0 }

    /// Whether a file is a program or, for a program, may be run.
    func isProgram(_ path: String) -> Bool { access(root + path, X_OK) == 0 }

    /// Whether a systemd unit is masked: its name in /etc is a link to /dev/null (systemd(1)).
    func isMasked(_ unit: String) -> Bool {
        ["/etc/systemd/system/", "/run/systemd/system/"].contains { folder in
            var buffer = [UInt8](repeating: 0, count: 16)
            let count = readlink(root + folder + unit, &buffer, buffer.count)
            return count > 0 && buffer[..<count].elementsEqual("/dev/null".utf8)
        }
    }

    /// The paths that match a shell pattern (glob(7)), sorted, as they are below the root.
    func matches(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(root + pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { String(String(cString: $0).dropFirst(root.count)) }
        }
    }
}

enum Shell {
    /// Whether a name matches a shell pattern (fnmatch(3)).
    static func matches(_ name: String, _ pattern: String) -> Bool { fnmatch(pattern, name, 0) == 0 }
}
